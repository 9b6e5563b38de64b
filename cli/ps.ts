import { Command } from "commander";
import { SandboxClient } from "../rehearsal/sandbox/client";
import { listFolders, processesAlive, readDescription } from "../rehearsal/sandbox/folder";
import { print, root, say } from "./context";

interface Row {
	readonly id: string;
	readonly state: string;
	readonly stack: string;
	readonly started: string;
	readonly parts: number;
	readonly running: string[];
}

async function rows(): Promise<Row[]> {
	return Promise.all(
		listFolders(root).map(async (folder) => {
			const description = readDescription(folder);
			const head = { id: folder.id, stack: description?.stack ?? "", started: description?.started ?? "" };
			if (processesAlive(folder).length === 0) return { ...head, state: "ended", parts: 0, running: [] };
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

export function psCommand(): Command {
	return new Command("ps")
		.description("lists the sandboxes of this checkout")
		.option("--json", "one JSON document on stdout")
		.action(async ({ json }: { json?: boolean }) => {
			const found = await rows();
			if (json === true) return print(JSON.stringify(found));
			if (found.length === 0) return say("no sandbox; `lab rehearse --keep` makes one");
			for (const { id, state, stack, started, parts, running } of found) {
				print([id, state, stack, started, `${parts} parts`, running.join(",")].join("\t").trimEnd());
			}
		});
}
