import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { Folder, SandboxOptions } from "./folder";

/** `kube-apiserver` -> `GXP_LAB_PART_KUBE_APISERVER`: how simulators and stand-in providers find a part. */
export function partVariable(name: string): string {
	return `GXP_LAB_PART_${name.toUpperCase().replaceAll("-", "_")}`;
}

/**
 * Pulumi's `file://` backend in a folder. It replaces a state whole, but writes the attributes beside it in place: an
 * engine that is killed there leaves an empty `.attrs` file, and the state is unreadable ("failed to load checkpoint:
 * EOF"). Nothing reads the attributes; `metadata=skip` leaves them out (gocloud.dev, blob/fileblob).
 */
export const backendUrl = (state: string): string => `file://${state}?metadata=skip`;

export function partEnvironment(parts: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(Object.entries(parts).map(([name, path]) => [partVariable(name), path]));
}

/**
 * The environment of everything inside. Nothing of the user's goes in but PATH, language, terminal and time zone: no proxy, no
 * credentials, no kubeconfig, no Pulumi login. Temporary files and the home are the rehearsal's own.
 */
export function insideEnvironment(
	folder: Folder,
	{ parts, environment }: SandboxOptions,
	outside: NodeJS.ProcessEnv,
): Record<string, string> {
	const carried = ["PATH", "LANG", "LC_ALL", "TERM", "TZ"].flatMap((key) => {
		const value = outside[key];
		return value === undefined ? [] : [[key, value] as const];
	});
	const partFolders = new Set(Object.values(parts).map((path) => dirname(path)));
	const own = Object.fromEntries(carried);
	return {
		...own,
		PATH: [...partFolders, own.PATH ?? "/usr/sbin:/usr/bin:/sbin:/bin"].join(":"),
		HOME: folder.home,
		TMPDIR: folder.temporary,
		GXP_LAB_REHEARSAL: folder.path,
		GXP_LAB_LOCK_OVERLAY: folder.lockOverlay,
		PULUMI_HOME: folder.home,
		PULUMI_BACKEND_URL: backendUrl(folder.state),
		PULUMI_CONFIG_PASSPHRASE_FILE: folder.passphrase,
		KUBECONFIG: join(folder.path, "kubeconfig"),
		// Where the user's official plugins are: `--providers official` links them.
		GXP_LAB_USER_PULUMI_HOME: outside.PULUMI_HOME ?? join(homedir(), ".pulumi"),
		...environment,
		...partEnvironment(parts),
	};
}
