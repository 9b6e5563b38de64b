import { execFile } from "node:child_process";

export interface Ended {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs Node with these words in private user, network, mount and PID namespaces, where fixed ports and addresses are its own. */
export function inNamespaces(
	words: readonly string[],
	timeout: number,
	environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
	const namespaces = ["-Urn", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
	const options = { env: { ...process.env, ...environment }, timeout, maxBuffer: 16 * 1024 * 1024 };
	return new Promise((resolve) => {
		execFile("unshare", [...namespaces, process.execPath, ...words], options, (error, stdout, stderr) => {
			const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
			resolve({ code, stdout, stderr });
		});
	});
}
