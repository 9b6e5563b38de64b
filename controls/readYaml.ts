import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";

/** Reads one YAML document with no key twice; an error names the file as `shown`, the line and the column. */
export function readYaml(file: string, shown: string): unknown {
	return parseYaml(readFileSync(file, "utf8"), shown);
}

/** As `readYaml`, of a text. */
export function parseYaml(text: string, shown: string): unknown {
	const document = parseDocument(text, { uniqueKeys: true });
	const [error] = document.errors;
	if (error === undefined) return document.toJS();
	const at = error.linePos?.[0];
	throw new Error(`${shown}:${at?.line ?? 1}:${at?.col ?? 1}: is not YAML; ${error.message.split("\n", 1)[0]}`, {
		cause: error,
	});
}
