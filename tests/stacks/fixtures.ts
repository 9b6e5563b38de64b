/**
 * Fixtures are stack files written as a difference: `extends` names a whole stack file in `fixtures/valid`, `set` gives
 * values by path (as `pulumi config set --path` writes it; a path with a colon is a key of another namespace), `unset`
 * removes them, `stack` is the stack's name where it is not that of the environment. `file` holds the text of a file
 * that is wrong as a file. The comment at the top of an invalid one is what the check says, line by line.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { type Checked, checkStackFile, parseStackFile } from "../../stacks/file";

const folder = join(__dirname, "..", "fixtures");

const difference = z.union([
	z.strictObject({ file: z.string() }),
	z.strictObject({
		extends: z.enum(["lab", "prod"]),
		stack: z.string().optional(),
		set: z.record(z.string(), z.unknown()).default({}),
		unset: z.array(z.string()).default([]),
		warnings: z.array(z.string()).default([]),
	}),
]);

export interface Fixture {
	readonly name: string;
	readonly stack: string;
	/** The text of the stack file that it describes. */
	readonly text: string;
	/** The lines of the comment at its top. */
	readonly comment: readonly string[];
	readonly warnings: readonly string[];
}

export function fixtures(kind: "valid" | "invalid"): Fixture[] {
	return readdirSync(join(folder, kind))
		.sort()
		.flatMap((name) => (whole.includes(name) ? [] : [fixture(kind, name)]));
}

const whole = ["lab.yaml", "prod.yaml"];

function fixture(kind: string, name: string): Fixture {
	const source = readFileSync(join(folder, kind, name), "utf8");
	const lines = source.split("\n");
	const end = lines.findIndex((line) => !line.startsWith("# "));
	const comment = lines.slice(0, end).map((line) => line.slice(2));
	const read = difference.parse(parse(source));
	if ("file" in read) return { name, stack: "lab", text: read.file, comment, warnings: [] };
	const content = parse(baseText(read.extends)) as { config: Record<string, unknown> };
	for (const [path, value] of Object.entries(read.set)) place(content.config, segments(path), value);
	for (const path of read.unset) place(content.config, segments(path), undefined);
	return { name, stack: read.stack ?? read.extends, text: stringify(content), comment, warnings: read.warnings };
}

export function baseText(name: "lab" | "prod"): string {
	return readFileSync(join(folder, "valid", `${name}.yaml`), "utf8");
}

export function checked(fixture: Fixture): Checked {
	return checkStackFile(parseStackFile(fixture.text, fixture.stack));
}

/** `nodes[0].labels["a.b/c"]` in parts, the first with its namespace. */
function segments(path: string): (string | number)[] {
	if (/^[a-z]+:/.test(path) || path === "") return [path];
	const parts = [...path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, plain]) =>
		index === undefined ? (quoted ?? plain ?? "") : Number(index),
	);
	return [`gxp-lab:${parts[0]}`, ...parts.slice(1)];
}

function place(target: unknown, path: readonly (string | number)[], value: unknown): void {
	const [key, ...rest] = path;
	if (key === undefined || typeof target !== "object" || target === null)
		throw new Error(`no place for ${path.join(".")}`);
	const holder = target as Record<string | number, unknown>;
	if (rest.length > 0) {
		holder[key] ??= {};
		place(holder[key], rest, value);
	} else if (value !== undefined) holder[key] = value;
	else if (Array.isArray(target)) target.splice(Number(key), 1);
	else delete holder[key];
}
