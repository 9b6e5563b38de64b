import { relative } from "node:path";
import type { Paint } from "../../controls/gate/formats/human";
import { wrapped } from "../../controls/gate/formats/wrapped";
import type { RehearsalDocument } from "./document";
import { type Stage, stages } from "./seen";

/** How a run ended, for whoever interrupted it. */
export interface Ending {
	readonly done: readonly Stage[];
	/** What was under way, or came last. */
	readonly at: Stage;
	/** The id; absent where none was made. */
	readonly sandbox?: string;
	/** Processes of it still run. */
	readonly alive?: boolean;
	/** Absent where none are left. */
	readonly logs?: string;
}

export interface Called {
	readonly stack: string;
	readonly keep?: boolean;
	/** The folder that it was called from. */
	readonly from: string;
}

/** What was done before somebody interrupted it, what was cleaned up, what is left, and how to go on. */
export function interruptedText(
	document: RehearsalDocument,
	ending: Ending,
	{ stack, keep, from }: Called,
	paint: Paint,
	width: number,
): string {
	const { done, at, sandbox } = ending;
	const rows: [string, string][] = [
		["done", done.length === 0 ? "nothing" : done.map((stage) => stageOf(stage, document, ending)).join(", ")],
		["cut off", at === "up" || at === "second up" ? `${at}: what it had made went with the sandbox` : at],
		["not begun", stages.slice(stages.indexOf(at) + 1).join(", ")],
		["cleaned up", cleaned(ending)],
		...leftOf(ending, from).map((text): [string, string] => ["left", text]),
		...(keep === true ? [["--keep", "kept nothing: a sandbox that is interrupted ends"] as [string, string]] : []),
		[
			"to go on",
			`\`lab rehearse --stack ${stack}\` begins anew, with the parts that are built${sandbox === undefined ? "" : "; nothing else of this run is taken up"}`,
		],
	];
	const { class: of, engine, providers, seconds } = document;
	return [
		"",
		...wrapped(
			`${paint("yellow", "Interrupted")} after ${seconds.total} s, in ${at}: rehearsal of ${stack} (class ${of}; engine ${engine}, providers ${providers})`,
			width,
			"",
			"  ",
		),
		...rows.flatMap(([name, text], i) =>
			text === "" ? [] : wrapped(text, width, `  ${(rows[i - 1]?.[0] === name ? "" : name).padEnd(10)}  `),
		),
		"",
		paint("yellow", "What was not done was neither held nor refuted. Exit code 130."),
	].join("\n");
}

function stageOf(stage: Stage, { seconds, created, checks }: RehearsalDocument, { sandbox }: Ending): string {
	const measured: Partial<Record<Stage, number | null>> = {
		parts: seconds.parts,
		preview: seconds.preview,
		up: seconds.up,
		"second up": seconds.secondUp,
	};
	const time = measured[stage];
	const held = checks.filter((check) => check.held).length;
	const more: Partial<Record<Stage, string>> = {
		sandbox: sandbox ?? "",
		up: created === null ? "" : `(${created} created)`,
		checks: `(${held} of ${checks.length} held)`,
	};
	return [stage, time === undefined || time === null ? "" : `${time} s`, more[stage] ?? ""]
		.filter((text) => text !== "")
		.join(" ");
}

function cleaned({ sandbox, alive, at }: Ending): string {
	if (sandbox === undefined)
		return at === "parts" ? "the part that was being built; no sandbox was made" : "nothing; no sandbox was made";
	return alive === true
		? `nothing: processes of ${sandbox} still run, and its folder stays`
		: `${sandbox}: its last process ended, its state and its secrets were removed`;
}

function leftOf({ sandbox, alive, logs }: Ending, from: string): string[] {
	if (alive === true) return [`the sandbox ${sandbox}; \`lab down ${sandbox}\` ends it`];
	return [
		...(logs === undefined ? [] : [`logs in ${relative(from, logs)}; \`lab down ${sandbox}\` removes them`]),
		"the parts that were built, in the cache",
	];
}
