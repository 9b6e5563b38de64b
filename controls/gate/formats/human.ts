import type { EnvironmentClass } from "../../types";
import { grouped } from "../grouped";
import type { GateFinding, GateResult, Placed } from "../result";

export type Paint = (colour: "red" | "green" | "yellow" | "dim", text: string) => string;

type Row = Placed & { word: string; colour: "red" | "yellow" | "dim" };

/**
 * For a person: under each file its objects, under each object its findings with their lines; then how many exceptions matched
 * nothing, and one line that sums it up.
 */
export function toHuman(result: GateResult, environmentClass: EnvironmentClass, paint: Paint): string {
	const rows: Row[] = [
		...result.findings.map(
			(one): Row => ({ ...one, word: one.level, colour: one.level === "mandatory" ? "red" : "yellow" }),
		),
		...result.notEvaluated.map((one): Row => ({ ...one, word: "not evaluated", colour: "yellow" })),
		...result.waived.map((one): Row => ({ ...one, word: "waived", colour: "dim" })),
	];
	const blocks = [...grouped(rows, ({ file }) => file ?? "the manifests as a whole")].map(([file, own]) =>
		[file, ...[...grouped(own, objectOf)].flatMap(([object, of]) => objectLines(object, of, paint))].join("\n"),
	);
	if (result.findings.length > 0) blocks.push(fixLines(result.findings).join("\n"));
	if (result.unused.length > 0) blocks.push(unusedLine(result, paint));
	blocks.push(summary(result, environmentClass, paint));
	return blocks.join("\n\n");
}

function objectOf({ kind, namespace, name, apiVersion }: Placed): string {
	if (kind === null) return "";
	return `${kind} ${namespace === null ? "" : `${namespace}/`}${name ?? "(without a name)"} (${apiVersion})`;
}

function objectLines(object: string, rows: readonly Row[], paint: Paint): string[] {
	const width = Math.max(...rows.map(({ line }) => String(line ?? "").length));
	const word = Math.max(...rows.map((row) => row.word.length));
	const lines = [...rows]
		.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
		.map((row) => {
			const at = String(row.line ?? "").padStart(width);
			const control = (row.control ?? "").padEnd(row.control === null ? 0 : "AAA-000".length);
			const head = [paint("dim", at), control, paint(row.colour, row.word.padEnd(word))].filter((text) => text !== "");
			return `    ${head.join("  ")}  ${row.control === null || row.word === "not evaluated" ? row.message : cut(row.message).finding}`;
		});
	return object === "" ? lines : [`  ${object}`, ...lines];
}

/** A message is `<what is wrong>; <how to fix it>`, and no fix has a semicolon (controls/finding.ts). */
function cut(message: string): { finding: string; fix: string } {
	const at = message.lastIndexOf("; ");
	return at < 0 ? { finding: message, fix: "" } : { finding: message.slice(0, at), fix: message.slice(at + 2) };
}

/** Each fix once. */
function fixLines(findings: readonly GateFinding[]): string[] {
	const fixes = new Set<string>();
	for (const { control, message } of findings) fixes.add(`  ${control}  ${cut(message).fix}`);
	return ["to fix", ...[...fixes].sort()];
}

/** One line: which they are is in the documents. Of a part of a cluster most match nothing, and that is no news. */
function unusedLine({ unused }: GateResult, paint: Paint): string {
	const resources = new Set(unused.map(({ resource, path }) => `${resource} ${path}`)).size;
	return paint("dim", `exceptions for ${count(resources, "other object")} matched nothing here (--json lists them)`);
}

function summary(result: GateResult, environmentClass: EnvironmentClass, paint: Paint): string {
	const { files, objects, findings, notEvaluated, waived, faults } = result;
	const counts = [
		count(findings.filter(isMandatory).length, "mandatory finding"),
		count(findings.filter((one) => !isMandatory(one)).length, "advisory finding"),
		notEvaluated.length === 0 ? "" : `${notEvaluated.length} not evaluated`,
		waived.length === 0 ? "" : `${waived.length} waived`,
		faults.length === 0 ? "" : `${count(faults.length, "fault")} in the input`,
	].filter((text) => text !== "");
	const held = faults.length === 0 && !findings.some(isMandatory);
	const open = notEvaluated.length > 0 ? "held as far as it was judged" : "held";
	const nothing = objects === 0 && notEvaluated.length > 0;
	const verdict = nothing ? paint("red", "nothing was judged") : held ? paint("green", open) : paint("red", "not held");
	return `${verdict} in class ${environmentClass}: ${count(objects, "object")} in ${count(files, "file")}, ${counts.join(", ")}`;
}

function isMandatory({ level }: GateFinding): boolean {
	return level === "mandatory";
}

function count(number: number, what: string): string {
	return `${number} ${what}${number === 1 ? "" : "s"}`;
}
