import { SandboxClient } from "../rehearsal/sandbox/client";
import {
	type Folder,
	folderOf,
	listFolders,
	processesAlive,
	readDescription,
	type SandboxDescription,
} from "../rehearsal/sandbox/folder";
import { Misuse } from "./context";

export interface KeptSandbox {
	readonly folder: Folder;
	readonly client: SandboxClient;
	readonly description: SandboxDescription;
}

/** The kept sandbox that a command means: the one that is named, or the only one. It must be alive. */
export function keptSandbox(root: string, id: string | undefined): KeptSandbox {
	const folder = id === undefined ? onlyOne(root) : folderOf(root, id);
	const description = readDescription(folder);
	if (description === undefined || processesAlive(folder).length === 0) {
		throw new Misuse(`${folder.id}: no such sandbox runs; \`lab ps\` lists them, \`lab rehearse --keep\` makes one`);
	}
	return { folder, client: new SandboxClient(folder.controlSocket), description };
}

function onlyOne(root: string): Folder {
	const alive = listFolders(root).filter((folder) => processesAlive(folder).length > 0);
	const [first] = alive;
	if (first === undefined) throw new Misuse("no sandbox runs; `lab rehearse --keep` makes one");
	if (alive.length > 1) throw new Misuse(`several sandboxes run; name one: ${alive.map(({ id }) => id).join(", ")}`);
	return first;
}
