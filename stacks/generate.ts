/** Writes what is generated from the schema: `node --import tsx stacks/generate.ts`. A test fails when it is stale. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stackJsonSchema } from "./json-schema";
import { configurationReference } from "./reference";

/** The generated files by their path in the project. */
export function generated(): ReadonlyMap<string, string> {
	return new Map([
		["docs/stack.schema.json", formatted(stackJsonSchema())],
		["docs/configuration.md", configurationReference()],
	]);
}

/** JSON as the project's formatter leaves it: a list of plain values on one line where it fits in 120 characters. */
function formatted(value: unknown): string {
	const text = JSON.stringify(value, null, 2).replace(
		/^(.*)\[\n([^[\]{}]*?)\n\s*\](,?)$/gm,
		(whole, start, items, end) => {
			const line = `${start}[${String(items).trim().replace(/\n\s*/g, " ")}]${end}`;
			return line.length <= 120 ? line : whole;
		},
	);
	return `${text}\n`;
}

if (require.main === module) {
	for (const [path, text] of generated()) writeFileSync(join(__dirname, "..", path), text);
}
