import { parseFinding } from "../../controls/finding";
import { type ExitCode, exitMeanings, type Paint } from "../../controls/gate/formats/human";
import { byKind, count, listed } from "../../controls/gate/formats/together";
import { wrapped } from "../../controls/gate/formats/wrapped";
import { grouped } from "../../controls/gate/grouped";
import type { RepositoryFinding, RepositoryResult } from "../../controls/repository/judge";
import { exitCodes } from "../context";
import { levelOf, levels } from "../findingLines";
import type { ControlCounts } from "../rehearsal/document";

/** What was judged, and what the command ends with. */
export interface Verdict {
	readonly stack: string;
	readonly environmentClass: string;
	/** Undefined where the tree has none. */
	readonly commit: string | undefined;
	readonly counts: ControlCounts;
	readonly exitCode: ExitCode;
}

const colours: Readonly<Record<string, Parameters<Paint>[0]>> = { mandatory: "red", waived: "dim" };

/** A finding without what only says where it is, so that equal ones can be counted. */
interface Row {
	readonly level: string;
	readonly control: string;
	readonly fix: string;
	readonly file: string | null;
	readonly line: number | null;
	/** As it is said of one. */
	readonly alone: string;
	/** As it is said of several: no index, no subject. */
	readonly said: string;
	/** What it was found for, where the finding names it; else empty. */
	readonly subject: string;
}

/**
 * The check of the repository for a person: mandatory findings first, equal ones that differ in their subject alone as one with
 * all subjects and their lines, the fix once, and at the end one verdict. `--json` has each finding by itself.
 */
export function repositoryText(
	{ findings, unused }: Pick<RepositoryResult, "findings" | "unused">,
	verdict: Verdict,
	paint: Paint,
	width: number,
): string {
	const rows = findings.map(rowOf).sort((one, other) => levels.indexOf(one.level) - levels.indexOf(other.level));
	const blocks = [...grouped(rows, ({ level, control, fix }) => `${level}\n${control}\n${fix}`).values()].map((own) =>
		blockOf(own, paint, width).join("\n"),
	);
	if (unused.length > 0)
		blocks.push(
			unused
				.flatMap(({ control, resource, finding }) =>
					wrapped(`the exception from ${control} for ${resource} ${finding} matches nothing`, width, "unused     "),
				)
				.join("\n"),
		);
	blocks.push(verdictLines(rows, verdict, paint, width).join("\n"));
	return blocks.join("\n\n");
}

/** A finding reads `<path> <what>`, with `, for <subject>` and then a remark in brackets where there are such. */
const parts = /^(.*), for (.+?)( \([^()]*\))?$/;

function rowOf({ control, level, file, line, path, message }: RepositoryFinding): Row {
	const parsed = parseFinding(message);
	const alone = parsed?.finding ?? message;
	const what = alone.startsWith(path) ? `${path.replaceAll(/\[\d+\]/g, "[…]")}${alone.slice(path.length)}` : alone;
	const [, said = what, subject = "", remark = ""] = parts.exec(what) ?? [];
	return {
		level: levelOf({ level, message }),
		control,
		fix: parsed?.fix ?? "",
		file,
		line,
		alone,
		said: said + remark,
		subject,
	};
}

function blockOf(rows: readonly Row[], paint: Paint, width: number): string[] {
	const [{ level, control, fix }] = rows as [Row, ...Row[]];
	const many = rows.length === 1 ? "" : `  ${count(rows.length, "finding")}`;
	return [
		`${paint(colours[level] ?? "yellow", level.padEnd(9))}  ${control}${many}`,
		...[...grouped(rows, ({ said }) => said).values()].flatMap((equal) => entryOf(equal, width)),
		...(fix === "" ? [] : wrapped(fix, width, "    fix: ")),
	];
}

function entryOf(equal: readonly Row[], width: number): string[] {
	const [first] = equal as [Row, ...Row[]];
	if (equal.length === 1) return wrapped(`${placeOf(first)}: ${first.alone}`, width, "    ", "      ");
	const files = new Set(equal.map(({ file }) => file));
	const inLine = (texts: readonly string[]) => wrapped(texts.join(", "), width, "      ", "        ");
	if (files.size > 1) return [...wrapped(`${first.said}:`, width, "    ", "      "), ...inLine(equal.map(placeOf))];
	const named = first.subject !== "" && equal.every(({ line }) => line !== null);
	const head = `${first.file ?? "the stack"}: ${first.said}${named ? ", for (line)" : ""}:`;
	return [
		...wrapped(head, width, "    ", "      "),
		...(named ? subjectLines(equal, width) : inLine(equal.map((row) => row.subject || placeOf(row)))),
	];
}

function placeOf({ file, line }: Row): string {
	return file === null ? "the stack" : `${file}${line === null ? "" : `:${line}`}`;
}

/** Subjects by their kind, each once with its lines. */
function subjectLines(rows: readonly Row[], width: number): string[] {
	const subjects = [...grouped(rows, ({ subject }) => subject)];
	return byKind(subjects, ([subject]) => subject).flatMap(({ kind, named }) => {
		const names = listed(named.map(({ name, item: [, own] }) => `${name} (${own.map(({ line }) => line).join(", ")})`));
		return wrapped(kind === "" ? names : [`${kind}:`, ...names], width, "      ", "        ");
	});
}

function verdictLines(rows: readonly Row[], verdict: Verdict, paint: Paint, width: number): string[] {
	const { stack, environmentClass, commit, counts, exitCode } = verdict;
	const of = (level: string) => rows.filter((row) => row.level === level).length;
	const ends: Partial<Record<ExitCode, string>> = {
		[exitCodes.held]: counts.notEvaluated > 0 ? "held as far as it was judged" : "held",
		[exitCodes.finding]: "not held",
	};
	const { pass, fail, waived, notApplicable, notEvaluated } = counts;
	const judged = [
		`${pass} pass`,
		`${fail} fail`,
		...(waived > 0 ? [`${waived} waived`] : []),
		...(notEvaluated > 0 ? [`${notEvaluated} not evaluated`] : []),
		...(notApplicable > 0 ? [`${notApplicable} not for this class`] : []),
	].join(", ");
	const found = [
		count(of("mandatory"), "mandatory finding"),
		...levels.slice(1).map((level) => `${of(level)} ${level}`),
	].join(", ");
	const word = ends[exitCode] ?? "not judged";
	const text = `${word}: repository of ${stack} (class ${environmentClass}) at ${commit?.slice(0, 12) ?? "no commit"}: ${found}; controls: ${judged}; exit code ${exitCode}: ${exitMeanings[exitCode]}`;
	const [first = "", ...rest] = wrapped(text, width, "", "  ");
	return [paint(exitCode === exitCodes.held ? "green" : "red", word) + first.slice(word.length), ...rest];
}
