import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { clock } from "../../controls/clock";
import { type Exception, ofReleases } from "../../controls/exceptions";
import { currentExceptions } from "../../controls/exceptionsFile";
import { type ExportedFile, formats } from "../../controls/export";
import { exceptionsWithFaults } from "../../controls/gate/exceptions";
import { formatFault } from "../../controls/gate/fault";
import { grouped } from "../../controls/gate/grouped";
import type { EnvironmentClass } from "../../controls/types";
import { platformReleases } from "../../stacks/chart-contents";
import { checkStack } from "../../stacks/file";
import { calledFrom, Misuse, print, root, say } from "../context";
import { documentFormats } from "./documents";
import { classOfStack, type StackClass } from "./stackClass";

export interface ExportFlags {
	readonly format: string;
	/** That of the stack, else production, where it is left out. */
	readonly wantedClass: EnvironmentClass | undefined;
	readonly stack: string | undefined;
	/** A folder; standard output where it is left out. */
	readonly output: string | undefined;
}

/** What is exported, and what is said of it. `top` is the checkout whose stacks and exceptions hold. */
export async function exported(
	flags: ExportFlags,
	top = root,
): Promise<{ files: readonly ExportedFile[]; what: string }> {
	const { format, wantedClass, stack } = flags;
	const of: StackClass | undefined = stack === undefined ? undefined : classOfStack(stack, top);
	const environmentClass = wantedClass ?? of?.environmentClass ?? "production";
	const from = wantedClass === undefined && of !== undefined ? ` (${of.unbound ?? `that of stack ${stack}`})` : "";
	const what = (files: readonly ExportedFile[]): string =>
		`${format}, class ${environmentClass}${from}: ${countsOf(files)}`;
	const exporter = formats[format];
	if (exporter === undefined) {
		const files = documentsOf(flags, environmentClass, top);
		return { files, what: what(files) };
	}
	// An engine has neither a clock nor exceptions of its own: what holds today is written into the conditions.
	const exceptions = exceptionsOf(stack ?? "", top);
	const files = await exporter({ environmentClass, exceptions });
	const hold = exceptions.length === 0 ? "no exception holds" : `${exceptions.length} exceptions hold`;
	return { files, what: `${what(files)}; ${hold}` };
}

/** Writes the controls of a class in a format: each object a file of a folder, or an engine's as one stream. */
export async function exportControls(flags: ExportFlags): Promise<void> {
	const { output } = flags;
	const { files, what } = await exported(flags);
	if (output === undefined) {
		print(files.map(textOf).join("---\n").trimEnd());
		say(what);
		return;
	}
	const folder = resolve(calledFrom, output);
	mkdirSync(folder, { recursive: true });
	// What an earlier export left would be applied with this one.
	if (readdirSync(folder).length > 0) throw new Misuse(`--output ${output}: is not empty; name a new folder`);
	for (const file of files) writeFileSync(join(folder, file.name), textOf(file));
	say(`${output}: ${files.length} files, ${what}`);
}

/** Objects by their kind; documents by their names. */
function countsOf(files: readonly ExportedFile[]): string {
	const kinds = grouped(files, ({ name, content }) => (typeof content === "string" ? name : kindOf(content, name)));
	return [...kinds]
		.map(([kind, own]) => (own[0]?.name === kind ? kind : `${own.length} ${several(kind, own.length)}`))
		.join(", ");
}

/** Each of Gatekeeper's constraints is of a kind of its own, which its template makes. */
function kindOf(content: object, name: string): string {
	if ("apiVersion" in content && String(content.apiVersion).startsWith("constraints.gatekeeper.sh/"))
		return "constraint";
	return "kind" in content ? String(content.kind) : name;
}

function several(kind: string, count: number): string {
	if (count === 1) return kind;
	return kind.endsWith("y") ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

/** Those that hold today: of a stack, as its platform renders them; without one, those that are for every stack. */
function exceptionsOf(stack: string, top: string): Exception[] {
	const hold = currentExceptions(clock(), stack, allExceptions(top));
	if (stack === "") return hold;
	const checked = checkStack(stack, top);
	if ("faults" in checked) throw new Misuse(checked.faults.join("\n"));
	return ofReleases(hold, platformReleases(checked.config));
}

/** The project's. Without one that is faulty, what is exported would be stricter than what is meant. */
function allExceptions(top: string): Exception[] {
	const shown = "policy-pack/exceptions.yaml";
	const { exceptions, faults } = exceptionsWithFaults(join(top, shown), shown);
	if (faults.length > 0) throw new Misuse(faults.map(formatFault).join("\n"));
	return exceptions;
}

function documentsOf(
	{ format, stack, output }: ExportFlags,
	environmentClass: EnvironmentClass,
	top: string,
): ExportedFile[] {
	const documents = documentFormats[format];
	if (documents === undefined) {
		const known = [...Object.keys(formats), ...Object.keys(documentFormats)];
		throw new Misuse(`--format: ${format} is none; it must be one of ${known.join(", ")}`);
	}
	if (output === undefined) throw new Misuse(`--format ${format}: is several documents; name a folder with --output`);
	if (stack !== undefined) throw new Misuse(`--stack: means nothing to the format ${format}; leave it out`);
	const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
	return documents({ environmentClass, version, now: clock(), exceptions: allExceptions(top) });
}

function textOf({ content }: ExportedFile): string {
	return typeof content === "string" ? content : stringify(content, { lineWidth: 0, aliasDuplicateObjects: false });
}
