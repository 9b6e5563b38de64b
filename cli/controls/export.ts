import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { clock } from "../../controls/clock";
import { currentExceptions } from "../../controls/exceptionsFile";
import { type ExportedFile, formats } from "../../controls/export";
import type { EnvironmentClass } from "../../controls/types";
import { calledFrom, Misuse, print, say } from "../context";

export interface ExportFlags {
	readonly format: string;
	readonly environmentClass: EnvironmentClass;
	readonly stack: string | undefined;
	/** A folder; standard output where it is left out. */
	readonly output: string | undefined;
}

/** Writes the controls of a class in a format: each object a file of a folder, or all as one stream. */
export async function exportControls({ format, environmentClass, stack, output }: ExportFlags): Promise<void> {
	const exporter = formats[format];
	if (exporter === undefined)
		throw new Misuse(`--format: ${format} is none; it must be one of ${Object.keys(formats).join(", ")}`);
	const files = await exporter({ environmentClass, exceptions: currentExceptions(clock(), stack ?? "") });
	if (output === undefined) {
		print(files.map(textOf).join("---\n").trimEnd());
		return;
	}
	const folder = resolve(calledFrom, output);
	mkdirSync(folder, { recursive: true });
	for (const file of files) writeFileSync(join(folder, file.name), textOf(file));
	say(`${output}: ${files.length} files, ${format}, class ${environmentClass}`);
}

function textOf({ content }: ExportedFile): string {
	return typeof content === "string" ? content : stringify(content, { lineWidth: 0, aliasDuplicateObjects: false });
}
