import { Command } from "commander";
import { widthOf, wrapped } from "../controls/gate/formats/wrapped";
import { exitCodes, Progress, painter, print } from "./context";
import { diagnose, type Finding } from "./diagnosis";

export type State = "missing" | "later" | "ok";

/** What a person sees of it first. */
export function stateOf({ fix, later }: Pick<Finding, "fix" | "later">): State {
	if (fix !== undefined) return "missing";
	return later === undefined ? "ok" : "later";
}

const colours = { missing: "red", later: "yellow", ok: "green" } as const;

/** A line a finding, and under one that is not plain what is needed and what to do. */
export function findingLines(findings: readonly Finding[], paint: ReturnType<typeof painter>, width: number): string[] {
	const name = Math.max(...findings.map((one) => one.name.length));
	const indent = " ".repeat(9 + name + 2);
	return findings.flatMap((one) => {
		const state = stateOf(one);
		const mark = paint(colours[state], state.padEnd("missing".length));
		const [first = "", ...rest] = wrapped(one.found, width - indent.length);
		return [
			`${mark}  ${one.name.padEnd(name)}  ${first}`,
			...rest.map((line) => indent + line),
			...(one.needs === undefined ? [] : wrapped(one.needs, width, `${indent}needs `)),
			...[one.fix ?? one.later].flatMap((todo) => (todo === undefined ? [] : wrapped(todo, width, `${indent}do: `))),
		];
	});
}

/** Each finding with its state, which nobody has to infer. */
export function findingsJson(findings: readonly Finding[]): string {
	return JSON.stringify(findings.map(({ name, ...rest }) => ({ name, state: stateOf(rest), ...rest })));
}

export function doctorCommand(): Command {
	return new Command("doctor")
		.description("says what is missing on this machine and how to get it: tools, namespaces, disk, memory, registries")
		.option("--json", "one JSON document on stdout")
		.addHelpText(
			"after",
			"\nmissing: `lab rehearse` cannot run as it is. later: nothing is missing now.\nExit codes: 0 nothing is missing, 1 something is.",
		)
		.action(async ({ json }: { json?: boolean }) => {
			const progress = new Progress("asking this machine and the registries that it is configured for");
			const findings = await diagnose().finally(() => progress.end());
			if (json === true) print(findingsJson(findings));
			else for (const line of findingLines(findings, painter(process.stdout), widthOf(process.stdout))) print(line);
			process.exitCode = findings.every((one) => stateOf(one) !== "missing") ? exitCodes.held : exitCodes.finding;
		});
}
