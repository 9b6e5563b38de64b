/**
 * Property tables: what a package's SDK declares for its provider, resources and functions, and the check of a
 * property bag against them. `generate-tables.ts` writes them from the installed SDK, so that a stand-in is as strict
 * as what the program was compiled against, not as what its author remembered.
 *
 * The wording of a failure is the Terraform bridge's, which the official random, tls, minio, talos and proxmoxve plugins
 * are built on (github.com/pulumi/pulumi-terraform-bridge, pkg/tfbridge/check_failures.go).
 */
import { readFileSync } from "node:fs";
import { join as joinPath } from "node:path";
import { Archive, Asset, isObject, type Properties, Secret, Unknown, type Value } from "./value";

export type PropertyType =
	| { type: "string" | "number" | "boolean" | "any" | "asset" }
	/** A value of one of some fixed texts. */
	| { type: "enum"; values: (string | number)[] }
	| { type: "array"; items: PropertyType }
	| { type: "map"; values: PropertyType }
	/** A nested type, by its name in `Table.types`. */
	| { type: "object"; name: string }
	| { type: "union"; of: PropertyType[] };

export type Property = PropertyType & { required?: true };

export interface ResourceTable {
	inputs: Record<string, Property>;
	/** The properties of the resource's state, inputs included. */
	outputs: string[];
	secretOutputs: string[];
	replaceOnChanges: string[];
}

export interface Table {
	/** The npm package that this was read from, and its version. */
	package: string;
	packageVersion: string;
	/** The plugin's name and version, which the SDK asks the engine for. */
	plugin: string;
	version: string;
	config: Record<string, Property>;
	resources: Record<string, ResourceTable>;
	functions: Record<string, { inputs: Record<string, Property> }>;
	types: Record<string, Record<string, Property>>;
}

/** The table beside a provider's main; `generate-tables.ts` wrote it, and a test holds it against the SDK. */
export function loadTable(folder: string): Table {
	return JSON.parse(readFileSync(joinPath(folder, "table.json"), "utf8")) as Table;
}

export interface Failure {
	/** Where, as in `disks[0].size`. */
	path: string;
	kind: "missing" | "unknown" | "type";
	reason: string;
}

function describe(type: PropertyType): string {
	switch (type.type) {
		case "enum":
			return `one of ${type.values.map((value) => JSON.stringify(value)).join(", ")}`;
		case "union":
			return type.of.map(describe).join(" or ");
		case "map":
			return "object";
		default:
			return type.type;
	}
}

function nameOf(value: Value): string {
	if (value === null) return "null";
	if (Array.isArray(value)) return "array";
	if (value instanceof Asset) return "asset";
	if (value instanceof Archive) return "archive";
	return typeof value;
}

function wrong(path: string, type: PropertyType, value: Value): Failure[] {
	return [{ path, kind: "type", reason: `expected ${describe(type)} type, got ${nameOf(value)} type` }];
}

function join(path: string, key: string): string {
	if (path === "") return key;
	return /^[_a-zA-Z][-_a-zA-Z0-9]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

function checkValue(table: Table, type: PropertyType, value: Value, path: string): Failure[] {
	if (value instanceof Unknown) return [];
	if (value instanceof Secret) return checkValue(table, type, value.value, path);
	switch (type.type) {
		case "any":
			return [];
		case "string":
		case "number":
		case "boolean":
			return typeof value === type.type ? [] : wrong(path, type, value);
		case "asset":
			return value instanceof Asset || value instanceof Archive ? [] : wrong(path, type, value);
		case "enum":
			return type.values.some((allowed) => allowed === value) ? [] : wrong(path, type, value);
		case "array":
			if (!Array.isArray(value)) return wrong(path, type, value);
			return value.flatMap((item, index) => checkValue(table, type.items, item, `${path}[${index}]`));
		case "map":
			if (!isObject(value)) return wrong(path, type, value);
			return Object.entries(value).flatMap(([key, item]) => checkValue(table, type.values, item, join(path, key)));
		case "object": {
			const properties = table.types[type.name];
			if (properties === undefined) throw new Error(`the table of ${table.plugin} has no type ${type.name}`);
			return isObject(value) ? checkProperties(table, properties, value, path) : wrong(path, type, value);
		}
		case "union": {
			const outcomes = type.of.map((one) => checkValue(table, one, value, path));
			if (outcomes.some((outcome) => outcome.length === 0)) return [];
			return wrong(path, type, value);
		}
	}
}

export function checkProperties(
	table: Table,
	properties: Record<string, Property>,
	values: Properties,
	path = "",
): Failure[] {
	const missing = Object.entries(properties)
		.filter(([key, property]) => property.required && (values[key] ?? null) === null)
		.map(([key]): Failure => {
			const where = join(path, key);
			return { path: where, kind: "missing", reason: `Missing required property '${where}'` };
		});
	const given = Object.entries(values).flatMap(([key, value]): Failure[] => {
		const property = properties[key];
		const where = join(path, key);
		if (property === undefined) {
			return [{ path: where, kind: "unknown", reason: "Invalid or unknown key" }];
		}
		return value === null || value === undefined ? [] : checkValue(table, property, value, where);
	});
	return [...missing, ...given];
}

/** A failure's text as the bridge prints it for a resource, or for an explicit provider. */
export function failureText(failure: Failure, resourceName: string, isProvider = false): string {
	if (failure.kind === "missing") return failure.reason;
	const reason = isProvider ? `could not validate provider configuration: ${failure.reason}` : failure.reason;
	return `${reason}. Examine values at '${resourceName}.${failure.path}'.`;
}
