import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { SandboxClient } from "../../rehearsal/sandbox/client";
import { typescript } from "../../rehearsal/sandbox/typescript";
import { Progress, say } from "../context";
import type { CheckResult } from "./document";
import { parsed } from "./step";

const line = z.discriminatedUnion("type", [
	z.looseObject({
		type: z.literal("check"),
		id: z.string(),
		says: z.string(),
		held: z.boolean(),
		detail: z.string().optional(),
	}),
	z.looseObject({ type: z.literal("simulated"), text: z.string() }),
	z.looseObject({ type: z.literal("notRehearsed"), text: z.string() }),
	z.looseObject({ type: z.literal("progress"), text: z.string() }),
]);

export interface CheckOutcome {
	readonly checks: CheckResult[];
	readonly simulated: string[];
	readonly notRehearsed: string[];
}

interface Context {
	readonly root: string;
	readonly folder: string;
	readonly stack: string;
	/** The executable that the steps used. */
	readonly pulumi: string;
}

const mainOf = (root: string): string => join(root, "rehearsal/checks/main.ts");
const argumentsOf = ({ root, folder, stack, pulumi }: Context): string[] => [
	"node",
	...typescript(root, "rehearsal/checks/main.ts"),
	...["--folder", folder, "--stack", stack, "--root", root, "--pulumi", pulumi],
];

/** What a destroy leaves, because it is locked: a line each. Somebody who tears down must know. */
export async function lockedObjects(client: SandboxClient, context: Context): Promise<string[]> {
	const found: string[] = [];
	const rest: string[] = [];
	let failure: string | undefined;
	for await (const event of client.run({
		name: "locked",
		argv: [...argumentsOf(context), "--locked"],
		cwd: context.root,
	})) {
		if (event.type === "exit") failure = event.signal ?? (event.code === 0 ? undefined : `exit code ${event.code}`);
		if (event.type === "stderr") rest.push(event.line);
		if (event.type !== "stdout") continue;
		const read = line.safeParse(parsed(event.line));
		if (read.success && read.data.type === "progress") found.push(read.data.text);
	}
	if (failure !== undefined)
		throw new Error(`locked objects: could not be listed (${failure})\n${rest.slice(-15).join("\n")}`);
	return found;
}

/** Runs the checks inside: what the lab must do, seen from the lab's own network. A crash is a failed run, never "no checks". */
export async function runChecks(client: SandboxClient, context: Context): Promise<CheckOutcome> {
	const main = mainOf(context.root);
	if (!existsSync(main)) throw new Error(`${main}: is missing; nothing was checked`);
	const outcome: CheckOutcome = { checks: [], simulated: [], notRehearsed: [] };
	const progress = new Progress("checks");
	const rest: string[] = [];
	let failure: string | undefined;
	try {
		for await (const event of client.run({ name: "checks", argv: argumentsOf(context), cwd: context.root })) {
			if (event.type === "exit")
				failure = event.signal ?? ((event.code ?? 1) > 1 ? `exit code ${event.code}` : undefined);
			if (event.type === "stderr") rest.push(event.line);
			if (event.type !== "stdout") continue;
			const read = line.safeParse(parsed(event.line));
			if (!read.success) {
				rest.push(event.line);
				continue;
			}
			const said = read.data;
			if (said.type === "check") {
				outcome.checks.push({ id: said.id, says: said.says, held: said.held });
				progress.note(said.id);
				if (!said.held)
					say(`  did not hold: ${said.id} ${said.says}${said.detail === undefined ? "" : `: ${said.detail}`}`);
			} else if (said.type === "progress") progress.note(said.text);
			else outcome[said.type].push(said.text);
		}
	} finally {
		progress.end();
	}
	if (failure !== undefined || outcome.checks.length === 0) {
		throw new Error(`checks: ended (${failure ?? "none ran"})\n${rest.slice(-15).join("\n")}`);
	}
	return outcome;
}
