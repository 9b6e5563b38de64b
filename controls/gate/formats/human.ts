import type { EnvironmentClass } from "../../types";
import { type Fault, formatFault } from "../fault";
import { grouped } from "../grouped";
import type { GateFinding, GateResult, Placed } from "../result";
import { count, together, withoutItems } from "./together";
import { unusedText } from "./unused";
import { anyWidth, wrapped } from "./wrapped";

export type Paint = (colour: "red" | "green" | "yellow" | "dim", text: string) => string;

/** How it is shown. */
export interface HumanPresentation {
	environmentClass: EnvironmentClass;
	paint: Paint;
	/** Columns. */
	width?: number;
	/** Everything was judged that an exception of here can be for: then each that matched nothing is listed. */
	everything?: boolean;
	/** What the command will end with; not said where it is not known. */
	exitCode?: ExitCode;
}

export type ExitCode = keyof typeof exitMeanings;

/** What the exit codes of a check say. */
export const exitMeanings = {
	0: "no mandatory finding",
	1: "a mandatory finding",
	2: "something could not be read, or nothing was judged",
} as const;

type Row = Placed & { word: string; colour: "red" | "yellow" | "dim" };

/**
 * For a person: under each file its objects, under each object its findings with their lines, equal ones of several containers
 * as one; then each fix once, the exceptions that matched nothing, what could not be read, and one verdict.
 */
export function toHuman(result: GateResult, how: HumanPresentation): string {
	const { width = anyWidth } = how;
	const rows: Row[] = [
		...result.findings.map(
			(one): Row => ({ ...one, word: one.level, colour: one.level === "mandatory" ? "red" : "yellow" }),
		),
		...saidOnce(result.notEvaluated).map((one): Row => ({ ...one, word: "not evaluated", colour: "yellow" })),
		...result.waived.map((one): Row => ({ ...one, word: "waived", colour: "dim" })),
	];
	const blocks = [...grouped(rows, ({ file }) => file ?? "the manifests as a whole")].map(([file, own]) =>
		[file, ...[...grouped(own, objectOf)].flatMap(([object, of]) => objectLines(object, of, how))].join("\n"),
	);
	if (result.findings.length > 0) blocks.push(fixLines(result.findings, width).join("\n"));
	if (result.unused.length > 0 && result.objects > 0) blocks.push(unusedText(result, how));
	if (result.faults.length > 0) blocks.push(faultLines(result.faults, how).join("\n"));
	blocks.push(summary(result, how));
	return blocks.join("\n\n");
}

/** What several controls say alike of the manifests as a whole, as one. */
function saidOnce(all: readonly Placed[]): Placed[] {
	return [...grouped(all, (one) => (one.file === null && one.control !== null ? one.message : JSON.stringify(one)))]
		.map(([, alike]) => alike)
		.flatMap(([first, ...rest]) => {
			if (first === undefined || rest.length === 0) return first ?? [];
			const controls = [...new Set([first, ...rest].map(({ control }) => control))].join(", ");
			return { ...first, control: null, message: `${controls}: ${first.message}` };
		});
}

function objectOf({ kind, namespace, name, apiVersion }: Placed): string {
	if (kind === null) return "";
	return `${kind} ${namespace === null ? "" : `${namespace}/`}${name ?? "(without a name)"} (${apiVersion})`;
}

function objectLines(object: string, rows: readonly Row[], how: HumanPresentation): string[] {
	const said = [...rows].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
	const lines = [...grouped(said, keyOf).values()].flatMap((equal) => merged(equal, how.paint));
	const at = Math.max(...lines.map(({ at }) => at.length));
	const word = Math.max(...lines.map((line) => line.word.length));
	const shown = lines.flatMap(({ at: place, control, word: level, painted, text }) => {
		const head = [place.padStart(at), control.padEnd(control === "" ? 0 : "AAA-000".length), level.padEnd(word)];
		const indent = `    ${head.filter((part) => part !== "").join("  ")}  `.length;
		const colours = [how.paint("dim", head[0] ?? ""), head[1] ?? "", painted + " ".repeat(word - level.length)];
		const painting = `    ${colours.filter((_, i) => head[i] !== "").join("  ")}`;
		const width = how.width ?? anyWidth;
		// A path that does not fit beside all that has the next line to itself.
		if (text.split(" ").some((part) => indent + part.length > width))
			return [painting.trimEnd(), ...wrapped(text, width, " ".repeat(4), " ".repeat(6))];
		const [first = "", ...rest] = wrapped(text, width - indent);
		return [`${painting}  ${first}`, ...rest.map((line) => " ".repeat(indent) + line)];
	});
	return object === "" ? shown : [`  ${object}`, ...shown];
}

/** Findings that differ in the items of a list alone, such as the containers of a pod, are one. */
function keyOf({ control, word, path, message }: Row): string {
	const rest = message.startsWith(path) ? message.slice(path.length) : `${path}${message}`;
	return `${control}\n${word}\n${withoutItems(path)}\n${rest}`;
}

interface Line {
	readonly at: string;
	readonly control: string;
	readonly word: string;
	readonly painted: string;
	readonly text: string;
}

function merged(equal: readonly Row[], paint: Paint): Line[] {
	const [first] = equal;
	const text = together(equal.map(saidOf));
	if (first === undefined) return [];
	if (text === undefined) return equal.flatMap((row) => merged([row], paint));
	return [
		{
			at: [...new Set(equal.flatMap(({ line }) => line ?? []))].join(","),
			control: first.control ?? "",
			word: first.word,
			painted: paint(first.colour, first.word),
			text,
		},
	];
}

/** What has to be done is said once, at the end. */
function saidOf({ control, word, message }: Row): string {
	return control === null || word === "not evaluated" ? message : cut(message).finding;
}

/** A message is `<what is wrong>; <how to fix it>`, and no fix has a semicolon (controls/finding.ts). */
function cut(message: string): { finding: string; fix: string } {
	const at = message.lastIndexOf("; ");
	return at < 0 ? { finding: message, fix: "" } : { finding: message.slice(0, at), fix: message.slice(at + 2) };
}

/** Each fix once. */
function fixLines(findings: readonly GateFinding[], width: number): string[] {
	const fixes = new Map(findings.map(({ control, message }) => [`${control}\n${cut(message).fix}`, control]));
	return [
		"to fix",
		...[...fixes]
			.sort()
			.flatMap(([key, control]) => wrapped(key.slice(key.indexOf("\n") + 1), width, `  ${control}  `)),
	];
}

/** Just above the verdict that they are the reason for. */
function faultLines(faults: readonly Fault[], { paint, width = anyWidth }: HumanPresentation): string[] {
	return [
		`${count(faults.length, "fault")} in the input`,
		...faults.flatMap((fault) =>
			wrapped(words(formatFault(fault)), width, "  ", "    ").map((line) => paint("red", line)),
		),
	];
}

/** A command stays on one line. */
const words = (text: string): string[] => text.match(/`[^`]*`\S*|\S+/g) ?? [];

function summary(
	result: GateResult,
	{ environmentClass, paint, width = anyWidth, exitCode }: HumanPresentation,
): string {
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
	const verdict = nothing ? "nothing was judged" : held ? open : "not held";
	const end = exitCode === undefined ? "" : `; exit code ${exitCode}: ${exitMeanings[exitCode]}`;
	const text = `${verdict} in class ${environmentClass}: ${count(objects, "object")} in ${count(files, "file")}, ${counts.join(", ")}${end}`;
	const [first = "", ...rest] = wrapped(text, width, "", "  ");
	const colour = nothing || !held ? "red" : "green";
	return [paint(colour, verdict) + first.slice(verdict.length), ...rest].join("\n");
}

function isMandatory({ level }: GateFinding): boolean {
	return level === "mandatory";
}
