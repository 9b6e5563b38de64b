import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Identity, isAlive } from "./alive";

/** The folder of one rehearsal, `.rehearsal/<id>/`: everything that a run writes is in here. */
export interface Folder {
	readonly id: string;
	readonly root: string;
	readonly path: string;
	readonly controlSocket: string;
	readonly description: string;
	readonly options: string;
	readonly logs: string;
	/** Pulumi's `file://` backend. */
	readonly state: string;
	/** PULUMI_HOME, and HOME. */
	readonly home: string;
	/** Holds the stack file that the run uses. */
	readonly stack: string;
	readonly lockOverlay: string;
	readonly passphrase: string;
	/** What the parts keep: etcd's data, MinIO's, the simulators' state. */
	readonly data: string;
	readonly temporary: string;
}

const identity = z.strictObject({ pid: z.number().int().positive(), started: z.string() });
const description = z.strictObject({
	id: z.string(),
	stack: z.string(),
	started: z.iso.datetime(),
	supervisor: identity,
	/** The namespace's first process, as seen from outside: what `nsenter -t` takes. */
	sandbox: identity,
});
export type SandboxDescription = z.output<typeof description>;

/** What the launcher tells the process inside. */
export const sandboxOptions = z.strictObject({
	stack: z.string(),
	/** Absolute paths of the executables, by part. */
	parts: z.record(z.string(), z.string()),
	network: z.strictObject({ nodeCidr: z.string(), hosts: z.record(z.string(), z.string()) }),
	/** Whether the lab's hardware is simulated; without it the sandbox is a network and nothing on it. */
	simulators: z.boolean(),
	/** Added to the environment inside. */
	environment: z.record(z.string(), z.string()),
});
export type SandboxOptions = z.output<typeof sandboxOptions>;

export const rehearsals = (root: string): string => join(root, ".rehearsal");

export function folderOf(root: string, id: string): Folder {
	const path = join(rehearsals(root), id);
	return {
		id,
		root,
		path,
		controlSocket: join(path, "control.sock"),
		description: join(path, "sandbox.json"),
		options: join(path, "options.json"),
		logs: join(path, "logs"),
		state: join(path, "state"),
		home: join(path, "home"),
		stack: join(path, "stack"),
		lockOverlay: join(path, "lock-overlay.yaml"),
		passphrase: join(path, "passphrase"),
		data: join(path, "data"),
		temporary: join(path, "tmp"),
	};
}

/** A new folder, readable by its owner alone, with a passphrase of its own. */
export function createFolder(root: string, stack: string): Folder {
	const folder = folderOf(root, `${stack}-${randomBytes(3).toString("hex")}`);
	mkdirSync(folder.path, { recursive: true, mode: 0o700 });
	for (const path of [folder.logs, folder.state, folder.home, folder.stack, folder.data, folder.temporary])
		mkdirSync(path);
	writeFileSync(folder.passphrase, randomBytes(32).toString("base64url"), { mode: 0o600, flag: "wx" });
	return folder;
}

export function readDescription(folder: Folder): SandboxDescription | undefined {
	if (!existsSync(folder.description)) return undefined;
	return description.parse(JSON.parse(readFileSync(folder.description, "utf8")));
}

export function readOptions(folder: Folder): SandboxOptions {
	return sandboxOptions.parse(JSON.parse(readFileSync(folder.options, "utf8")));
}

export function listFolders(root: string): Folder[] {
	if (!existsSync(rehearsals(root))) return [];
	return readdirSync(rehearsals(root)).map((id) => folderOf(root, id));
}

export function processesAlive(folder: Folder): Identity[] {
	const known = readDescription(folder);
	return known === undefined ? [] : [known.supervisor, known.sandbox].filter(isAlive);
}

/** A sandbox describes itself within this time, or never. */
const startsWithin = 60_000;

/** Folders of sandboxes that ended and were not taken down: of a front that was killed, or the logs of a failed run. */
export function deadFolders(root: string): Folder[] {
	return listFolders(root).filter((folder) => {
		if (existsSync(folder.description)) return processesAlive(folder).length === 0;
		const passphrase = statSync(folder.passphrase, { throwIfNoEntry: false });
		return passphrase === undefined || Date.now() - passphrase.mtimeMs > startsWithin;
	});
}

/** Removes the folder, or all of it but the logs. Refused while its processes live. */
export function removeFolder(folder: Folder, keepLogs = false): void {
	if (processesAlive(folder).length > 0)
		throw new Error(`${folder.path}: its sandbox still runs; use \`lab down ${folder.id}\``);
	const gone = keepLogs
		? readdirSync(folder.path)
				.filter((entry) => entry !== "logs")
				.map((entry) => join(folder.path, entry))
		: [folder.path];
	for (const path of gone) rmSync(path, { recursive: true, force: true });
}
