import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statfsSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { rehearsals } from "../rehearsal/sandbox/folder";
import { partSources } from "../rehearsal/sandbox/part-list";
import { cacheFolder, missingParts, versionOf } from "../rehearsal/sandbox/parts";
import { root } from "./context";

export type Registry = "npm" | "go";

/** How many of the parts are not there yet. */
export interface PartCount {
	readonly missing: number;
	readonly of: number;
}

/** How the machine is asked; a test answers instead. */
export interface Machine {
	readonly platform: string;
	readonly nodeVersion: string;
	/** The first line of a program's output, or undefined when it is not there or fails. */
	run(program: string, ...args: string[]): string | undefined;
	/** A kernel setting as /proc/sys has it, or undefined. */
	setting(name: string): string | undefined;
	/** Undefined where it cannot be said, because Go is missing. */
	parts(): Promise<PartCount | undefined>;
	/** Where each thing is written. */
	readonly folders: { readonly parts: string; readonly sandboxes: string; readonly home: string };
	/** What a user may still write where the path is or would be made, and which file system that is. */
	space(path: string): { readonly fileSystem: string; readonly MiB: number };
	/** What a new process can have: less than the machine's where a container is limited. */
	availableMiB(): number;
	/** Asks a registry through its client, as that is configured. Undefined where it answered, else why it did not. */
	ask(registry: Registry): Promise<string | undefined>;
}

/** A client that waits longer than this has no answer. */
const patience = 10_000;

export const thisMachine: Machine = {
	platform: process.platform,
	nodeVersion: process.versions.node,
	run: (program, ...args) => {
		const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", timeout: 20_000, cwd: root });
		return status === 0 ? (`${stdout}${stderr}`.trim().split("\n")[0] ?? "") : undefined;
	},
	setting: (name) => {
		try {
			return readFileSync(`/proc/sys/${name.replaceAll(".", "/")}`, "utf8").trim();
		} catch {
			return undefined; // A kernel without this setting does not restrict by it.
		}
	},
	parts: async () => {
		const { missing, of } = await missingParts({ root });
		return { missing: missing.length, of };
	},
	folders: { parts: cacheFolder(process.env), sandboxes: rehearsals(root), home: homedir() },
	space: (path) => {
		let there = path;
		while (statSync(there, { throwIfNoEntry: false }) === undefined) there = dirname(there);
		const { bavail, bsize } = statfsSync(there);
		return { fileSystem: String(statSync(there).dev), MiB: (bavail * bsize) / 2 ** 20 };
	},
	availableMiB: () => process.availableMemory() / 2 ** 20,
	ask: (registry) => (registry === "npm" ? askNpm() : askGo()),
};

/** The packument of a package that we have: `npm view` goes to the registry every time. */
function askNpm(): Promise<string | undefined> {
	const quiet = ["--loglevel=error", "--logs-max=0", "--fetch-retries=0"];
	return answer("npm", ["view", "zod", "version", ...quiet], { cwd: root }, (said) => {
		return /^npm (?:error|ERR!) code (\S+)/m.exec(said)?.[1];
	});
}

/** A version that the parts need, with an empty module cache: what is in the user's own would be answered without the network. */
async function askGo(): Promise<string | undefined> {
	const source = partSources.find(({ name }) => name === "kube-apiserver");
	if (source?.versionOf === undefined) throw new Error("parts: kube-apiserver has no module; give it one");
	const folder = mkdtempSync(join(tmpdir(), "gxp-lab-doctor-"));
	try {
		const env = { ...process.env, GOMODCACHE: folder, GOFLAGS: "-modcacherw", GOWORK: "off" };
		const wanted = `${source.versionOf}@${versionOf(source, root)}`;
		return await answer("go", ["list", "-m", wanted], { cwd: folder, env }, goCause);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** A Go error ends with its cause. Before it stand addresses, and one may be all that there is. */
export function goCause(said: string): string | undefined {
	const cause = said.trim().split("\n").at(-1)?.split(": ").at(-1)?.replace(/^"|"$/g, "");
	return cause === undefined || cause.includes("//") ? undefined : cause;
}

/** Undefined where the client ends with 0. What it says on standard error may hold credentials: `cause` takes what is shown. */
async function answer(
	program: string,
	args: readonly string[],
	options: { cwd: string; env?: NodeJS.ProcessEnv },
	cause: (said: string) => string | undefined,
): Promise<string | undefined> {
	try {
		await promisify(execFile)(program, args, { ...options, timeout: patience });
		return undefined;
	} catch (error) {
		const { killed, stderr = "" } = error as { killed?: boolean; stderr?: string };
		if (killed === true) return `no answer within ${patience / 1000} s`;
		return cause(stderr) ?? "its client failed";
	}
}
