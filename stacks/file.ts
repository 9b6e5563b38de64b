/** Reading and checking a stack file without Pulumi: for `lab config check` and the rehearsal. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { isMap, LineCounter, parseDocument } from "yaml";
import { type Examined, examine, type StackValues } from "./examine";
import { isMapping, type Mapping } from "./merge";
import { nearest } from "./spelling";

export type { LabConfig } from "./schema";

/** A stack file as it is read: nothing of it is checked but that it is a stack file. */
export interface StackFile extends StackValues {
	/** The configuration keys of other namespaces, such as `pulumi:disable-default-providers`. */
	readonly settings: Mapping;
	/** What is wrong with the file itself; the rest is then empty where it could not be read. */
	readonly faults: readonly string[];
}

export type Checked = Examined;

const project = "gxp-lab";

/** What Pulumi itself keeps beside `config` (github.com/pulumi/pulumi, sdk/go/common/workspace: ProjectStack). */
const fileKeys = ["config", "encryptionsalt", "encryptedkey", "environment", "secretsprovider"];

/** The stack files of a project folder, by stack name, sorted. */
export function stackNames(root: string): string[] {
	return readdirSync(root)
		.flatMap((name) => /^Pulumi\.([A-Za-z0-9_-]+)\.yaml$/.exec(name)?.[1] ?? [])
		.sort();
}

/** Checks `Pulumi.<stack>.yaml` of the folder `root`: the configuration with its warnings, or every fault, one a line. */
export function checkStack(stack: string, root: string): Checked {
	const name = `Pulumi.${stack}.yaml`;
	if (!existsSync(join(root, name))) {
		const stacks = stackNames(root);
		const fix = stacks.length === 0 ? "write one" : `the stacks here are ${stacks.join(", ")}`;
		return { faults: [`${name}: does not exist; ${fix}`] };
	}
	return checkStackFile(readStackFile(join(root, name)));
}

export function checkStackFile(file: StackFile): Checked {
	if (file.faults.length > 0) return { faults: file.faults };
	const settings = [...settingFaults(file.settings)];
	const examined = examine(file);
	if ("faults" in examined) return { ...examined, faults: [...settings, ...examined.faults] };
	return settings.length > 0 ? { faults: settings } : examined;
}

/** Reads `Pulumi.<stack>.yaml`. A file that is none has `faults`; nothing is thrown but what the file system throws. */
export function readStackFile(path: string): StackFile {
	const name = basename(path);
	const stack = /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? name;
	return parseStackFile(readFileSync(path, "utf8"), stack, name);
}

export function parseStackFile(text: string, stack: string, name = `Pulumi.${stack}.yaml`): StackFile {
	const empty = { stack, values: {}, settings: {}, encrypted: [] };
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
	const errors = [...document.errors, ...document.warnings].map((error) => {
		const { line, col } = lines.linePos(error.pos[0]);
		return `${name}:${line}:${col}: is not readable (${error.message}); correct the YAML there`;
	});
	if (errors.length > 0) return { ...empty, faults: errors };
	if (!isMap(document.contents)) return { ...empty, faults: [`${name}: is no mapping; it must have the key config`] };
	const content = document.toJS() as Mapping;
	const faults = Object.keys(content)
		.filter((key) => !fileKeys.includes(key))
		.map((key) => {
			const meant = nearest(key, fileKeys);
			const fix = meant === undefined ? `it must be one of ${fileKeys.join(", ")}` : `did you mean ${meant}?`;
			return `${name}: ${key} is no key of a stack file; ${fix}`;
		});
	if (!isMapping(content.config))
		faults.push(`${name}: has no config; it must be a mapping of gxp-lab:<key> to values`);
	if (faults.length > 0 || !isMapping(content.config)) return { ...empty, faults };
	return { stack, faults, ...divided(content.config) };
}

function divided(config: Mapping): Pick<StackFile, "values" | "settings" | "encrypted"> {
	const own = (key: string) => key.startsWith(`${project}:`);
	const values = Object.fromEntries(
		Object.entries(config).flatMap(([key, value]) => (own(key) ? [[key.slice(project.length + 1), value]] : [])),
	);
	const settings = Object.fromEntries(Object.entries(config).filter(([key]) => !own(key)));
	return { values, settings, encrypted: [...encryptedPaths(values, [])] };
}

/** Where Pulumi's `secure: <ciphertext>` stands in place of a value. */
function* encryptedPaths(value: unknown, path: PropertyKey[]): Generator<PropertyKey[]> {
	if (isMapping(value) && typeof value.secure === "string" && Object.keys(value).length === 1) yield path;
	else if (isMapping(value))
		for (const [key, part] of Object.entries(value)) yield* encryptedPaths(part, [...path, key]);
	else if (Array.isArray(value))
		for (const [index, part] of value.entries()) yield* encryptedPaths(part, [...path, index]);
}

function* settingFaults(settings: Mapping): Generator<string> {
	const off = settings["pulumi:disable-default-providers"];
	if (off === undefined) yield 'pulumi:disable-default-providers: is missing; it must be ["*"]';
	else if (!Array.isArray(off) || off.length !== 1 || off[0] !== "*") {
		yield 'pulumi:disable-default-providers: leaves a provider to the environment; it must be ["*"]';
	}
	for (const key of Object.keys(settings)) {
		if (key.startsWith("pulumi:")) continue;
		if (!key.includes(":")) yield `${key}: has no namespace; did you mean ${project}:${key}?`;
		else yield `${key}: is read by nothing, because every provider is explicit; it must be in ${project}:<section>`;
	}
}
