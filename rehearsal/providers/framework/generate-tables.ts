/**
 * Writes `rehearsal/providers/<name>/table.json` from the installed SDKs, for what each `selection.json` names:
 * `{ "package": "@pulumi/random", "resources": ["randomPassword"], "functions": [] }`, as paths of SDK files without
 * their ending. Run: `node --import tsx rehearsal/providers/framework/generate-tables.ts [name…]`.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { Declarations } from "./declarations";
import type { Property, Table } from "./table";

const selectionSchema = z.strictObject({
	package: z.string(),
	resources: z.array(z.string()),
	functions: z.array(z.string()).default([]),
});

const manifestSchema = z.object({
	version: z.string(),
	pulumi: z.object({ name: z.string().optional(), version: z.string().optional() }),
});

const providersFolder = path.join(__dirname, "..");

export function providersWithSelection(): string[] {
	return readdirSync(providersFolder)
		.filter((name) => existsSync(path.join(providersFolder, name, "selection.json")))
		.sort();
}

/** An SDK file by its path without ending: the declarations to read, and the code that holds the token. */
function sdkFile(root: string, name: string): { declarations: string; code: string } {
	const compiled = path.join(root, `${name}.d.ts`);
	if (existsSync(compiled)) return { declarations: compiled, code: path.join(root, `${name}.js`) };
	const source = path.join(root, `${name}.ts`);
	if (existsSync(source)) return { declarations: source, code: source };
	throw new Error(`${compiled}: no such file in the SDK; take the path from its index.d.ts`);
}

function names(code: string, option: string): string[] {
	const list = new RegExp(`${option}:\\s*\\[([^\\]]*)\\]`).exec(code)?.[1] ?? "";
	return [...list.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "");
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
	return Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
}

export function generateTable(provider: string): Table {
	const selection = selectionSchema.parse(
		JSON.parse(readFileSync(path.join(providersFolder, provider, "selection.json"), "utf8")),
	);
	const root = path.join(providersFolder, "../../node_modules", selection.package);
	const manifest = manifestSchema.parse(JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")));
	const providerFile = sdkFile(root, "provider");
	const resourceFiles = selection.resources.map((name) => ({ name, ...sdkFile(root, name) }));
	const functionFiles = selection.functions.map((name) => ({ name, ...sdkFile(root, name) }));
	const declarations = new Declarations(
		[providerFile, ...resourceFiles, ...functionFiles].map((file) => file.declarations),
	);

	const resources: Table["resources"] = {};
	for (const file of resourceFiles) {
		const found = declarations.resourceClass(file.declarations);
		const code = readFileSync(file.code, "utf8");
		const token = /__pulumiType(?::\s*string)?\s*=\s*['"]([^'"]+)['"]/.exec(code)?.[1];
		if (found?.name === undefined || token === undefined) {
			throw new Error(`${file.declarations}: no resource class with a type token`);
		}
		resources[token] = {
			inputs: declarations.interfaceMembers(file.declarations, `${found.name.text}Args`),
			outputs: declarations.outputNames(found),
			secretOutputs: names(code, "additionalSecretOutputs"),
			replaceOnChanges: names(code, "replaceOnChanges"),
		};
	}

	const functions: Table["functions"] = {};
	for (const file of functionFiles) {
		const code = readFileSync(file.code, "utf8");
		const token = /runtime\.invoke(?:Output)?\(\s*["']([^"']+)["']/.exec(code)?.[1];
		if (token === undefined) throw new Error(`${file.code}: no invoke with a token`);
		const name = path.basename(file.name);
		const args = `${name.charAt(0).toUpperCase()}${name.slice(1)}OutputArgs`;
		functions[token] = { inputs: declarations.interfaceMembers(file.declarations, args) };
	}

	const config: Record<string, Property> = declarations.interfaceMembers(providerFile.declarations, "ProviderArgs");
	return {
		package: selection.package,
		packageVersion: manifest.version,
		plugin: manifest.pulumi.name ?? provider,
		version: manifest.pulumi.version ?? manifest.version,
		config,
		resources: sorted(resources),
		functions: sorted(functions),
		types: sorted(declarations.types),
	};
}

export function tableFile(provider: string): string {
	return path.join(providersFolder, provider, "table.json");
}

if (require.main === module) {
	const asked = process.argv.slice(2);
	for (const provider of asked.length > 0 ? asked : providersWithSelection()) {
		const file = tableFile(provider);
		writeFileSync(file, JSON.stringify(generateTable(provider), null, 2));
		execFileSync(path.join(providersFolder, "../../node_modules/.bin/biome"), ["format", "--write", file]);
		process.stderr.write(`wrote ${path.relative(process.cwd(), file)}\n`);
	}
}
