import { parseFinding } from "../controls/finding";
import { count, namedByKind, together, withoutItems } from "../controls/gate/formats/together";
import { wrapped } from "../controls/gate/formats/wrapped";
import { grouped } from "../controls/gate/grouped";
import { visible } from "../controls/visible";
import { short } from "../rehearsal/engine/events";
import type { PackReport } from "./rehearsal/step";

type Finding = PackReport["findings"][number];

/** The order in which findings are read: what stops an `up` first, what somebody stands for last. */
export const levels = ["mandatory", "advisory", "not evaluated", "waived"];

/** A finding of a pack, apart into what equal ones share. */
interface Row {
	readonly level: string;
	readonly control: string;
	/** What it was found at; empty where the text says it all. */
	readonly subject: string;
	readonly said: string;
	/** Empty where it is on the control's page alone. */
	readonly fix: string;
	/** How long it is excepted, and who approved that; empty where it is not. */
	readonly term: string;
}

/** What one or several controls say, as lines that are equal for all of them. */
interface Block {
	readonly level: string;
	readonly controls: readonly string[];
	readonly term: string;
	readonly count: number;
	readonly lines: readonly string[];
}

/** What an exception covers, and what could not be judged, has the level of its policy for the engine; for a person it is neither. */
export function levelOf({ level, message }: Pick<Finding, "level" | "message">): string {
	const outcome = parseFinding(message)?.outcome;
	return outcome === "WAIVED" || outcome === "NOT EVALUATED" ? outcome.toLowerCase() : level;
}

/** A level that we do not know stands with the advisory ones. */
const rank = (level: string): number => levels.indexOf(levels.includes(level) ? level : "advisory");

/**
 * The findings of a pack by level and control: equal ones as one with all that they were found at, and the fix once, of what has
 * to be fixed. Controls that say the same of the same are one block. `--json` has each finding by itself.
 */
export function findingLines(findings: readonly Finding[], width: number): string[] {
	const rows = findings.map(rowOf).sort((one, other) => rank(one.level) - rank(other.level));
	const blocks = [
		...grouped(rows, ({ level, control, fix, term }) => [level, control, fix, term].join("\n")).values(),
	].map((own) => blockOf(own, width));
	return [...grouped(blocks, ({ level, term, lines }) => [level, term, ...lines].join("\n")).values()].flatMap(
		(equal) => {
			const [{ level, term, lines }] = equal as [Block, ...Block[]];
			const found = equal.reduce((sum, one) => sum + one.count, 0);
			const controls = equal.flatMap((one) => one.controls).join(", ");
			const text = [count(found, "finding"), ...(term === "" ? [] : [term])].join(", ");
			return [...wrapped(`${controls}: ${text}`, width, `  ${level.padEnd(9)}  `), ...lines];
		},
	);
}

/** What the pack corrected, by its policy. */
export function correctionLines(policies: readonly PackReport[], width: number): string[] {
	return policies.flatMap(({ corrections = [] }) =>
		corrections.flatMap(({ policy, urn, paths }) =>
			wrapped(`corrected ${policy}: ${visible(short(urn))}: ${paths.map(visible).join(", ")}`, width, "  ", "    "),
		),
	);
}

/** An exception that holds in admission: `<resource> <path> is excepted until …`, said by the pack of a control. */
const inAdmission = /^(.+) (\S+) is excepted (until .*)$/;
/** What is waived ends with its exception's term (controls/report.ts). */
const waived = /^(.*) \(excepted (until [^()]*)\)$/;

function rowOf(finding: Finding): Row {
	const level = levelOf(finding);
	const parsed = parseFinding(finding.message);
	if (parsed === undefined)
		return { level, control: finding.policy, subject: "", said: finding.message.trim(), fix: "", term: "" };
	const { id, resource } = parsed;
	const open = level === "waived" || level === "not evaluated";
	const fix = open ? "" : parsed.fix;
	const [, subject, path, until = ""] = inAdmission.exec(parsed.finding) ?? [];
	if (id === "PACK-EXCEPTIONS" && subject !== undefined)
		return { level, control: resource, subject, said: `${path} in admission`, fix, term: until };
	const [, said = parsed.finding, term = ""] = waived.exec(parsed.finding) ?? [];
	return { level, control: id, subject: resource, said, fix, term };
}

function blockOf(rows: readonly Row[], width: number): Block {
	const [{ level, control, fix, term }] = rows as [Row, ...Row[]];
	const entries = [...grouped(rows, ({ said }) => said)].map(([said, own]) => ({
		said,
		subjects: [...new Set(own.map(({ subject }) => subject))],
	}));
	const alike = grouped(entries, ({ said, subjects }) => `${subjects.join(", ")}\n${withoutItems(said)}`);
	const lines = [...alike.values()].flatMap((own) => {
		const subjects = own[0]?.subjects ?? [];
		const all = own.map(({ said }) => said);
		const one = together(all);
		return (one === undefined ? all : [one]).flatMap((text) => linesOf(text, subjects, width));
	});
	return {
		level,
		controls: [control],
		term,
		count: rows.length,
		lines: [...lines, ...(fix === "" ? [] : wrapped(fix, width, "    fix: "))],
	};
}

function linesOf(text: string, subjects: readonly string[], width: number): string[] {
	if (subjects.join("") === "") return wrapped(text, width, "    ", "      ");
	// A subject that no line holds is broken between its words.
	const pieces = namedByKind(subjects, (subject) => subject).flatMap((piece) =>
		piece.length > width - 6 ? piece.split(" ") : [piece],
	);
	return wrapped([...`${text}:`.split(" "), ...pieces], width, "    ", "      ");
}
