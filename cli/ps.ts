import { relative } from "node:path";
import { Command } from "commander";
import { SandboxClient } from "../rehearsal/sandbox/client";
import { deadFolders, listFolders, processesAlive, readDescription } from "../rehearsal/sandbox/folder";
import { calledFrom, print, root, say } from "./context";
import { table } from "./table";

/** A sandbox of this checkout; `--json` prints a list of them. */
export interface Row {
	readonly id: string;
	/** `ready` where it can be used; `starting`; `ended` where only its folder is left; `not answering`. */
	readonly state: string;
	/** Of its description, or of its id, which `createFolder` makes of it; empty where the folder is another one. */
	readonly stack: string;
	readonly started: string;
	readonly parts: number;
	/** Commands that run in it. */
	readonly running: readonly string[];
	readonly folder: string;
}

/** The sandboxes of the checkout `top`, those included that ended and left a folder. */
export async function sandboxes(top: string): Promise<Row[]> {
	const dead = new Set(deadFolders(top).map(({ id }) => id));
	return Promise.all(
		listFolders(top).map(async (folder) => {
			const description = readDescription(folder);
			const { id, path } = folder;
			const stack = description?.stack ?? /^(.+)-[0-9a-f]{6}$/.exec(id)?.[1] ?? "";
			const head = { id, stack, started: description?.started ?? "", folder: path };
			if (processesAlive(folder).length === 0)
				return { ...head, state: dead.has(id) ? "ended" : "starting", parts: 0, running: [] };
			const status = await new SandboxClient(folder.controlSocket).status().catch(() => undefined);
			return {
				...head,
				state: status?.state ?? "not answering",
				parts: status?.parts.filter(({ exited }) => exited === undefined).length ?? 0,
				running: status?.running.map(({ name }) => name) ?? [],
			};
		}),
	);
}

/** For a person: a table, its folders relative to `from`, and what can be done where one ended. */
export function sandboxLines(rows: readonly Row[], from: string): string[] {
	const cells = rows.map(({ id, stack, started, state, parts, running, folder }) => [
		id,
		stack === "" ? "-" : stack,
		started === "" ? "-" : started.replace(/^(.{10})T(.{5}).*$/, "$1 $2 UTC"),
		[state, ...(parts > 0 ? [`${parts} parts`] : []), ...running.map((name) => `runs ${name}`)].join(", "),
		relative(from, folder),
	]);
	const ended = rows.filter(({ state }) => state === "ended").map(({ id }) => id);
	return [
		...table(["ID", "STACK", "SINCE", "STATE", "FOLDER"], cells),
		...(ended.length === 0 ? [] : ["", `ended: what is left are files; \`lab down ${ended[0]}\` removes those of one`]),
	];
}

export function psCommand(): Command {
	return new Command("ps")
		.description("lists the sandboxes of this checkout, those included that ended and left logs")
		.option("--json", "one JSON document on stdout")
		.action(async ({ json }: { json?: boolean }) => {
			const found = await sandboxes(root);
			if (json === true) print(JSON.stringify(found));
			else if (found.length === 0)
				say("No sandbox of this checkout runs, and none left files; `lab rehearse --keep` makes one.");
			else for (const line of sandboxLines(found, calledFrom)) print(line);
		});
}
