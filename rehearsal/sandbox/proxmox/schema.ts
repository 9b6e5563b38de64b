import { parameterFailure } from "./failure";

/** What an API method says of one parameter (PVE/JSONSchema.pm of proxmox/pve-common, the part that is used). */
export interface ParameterSpec {
	readonly type: "string" | "integer" | "number" | "boolean";
	readonly required?: true;
	readonly values?: readonly string[];
	readonly pattern?: RegExp;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly maxLength?: number;
	readonly requires?: string;
	/** Returns the reason why a value is not of the format; PVE prefixes it with `invalid format - `. */
	readonly format?: (value: string) => string | undefined;
}

export type Parameters = Readonly<Record<string, string>>;
export type ParameterTable = Readonly<Record<string, ParameterSpec>>;

/** What PVE answers about a key that the schema does not have. */
export const notDefined = "property is not defined in schema and the schema does not allow additional properties";

/** The fault of one value, in PVE's words, or undefined. */
export function valueFault(spec: ParameterSpec, value: string): string | undefined {
	const wrongType = `type check ('${spec.type}') failed - got '${value}'`;
	if (spec.type === "boolean" && value !== "0" && value !== "1") return wrongType;
	if (spec.type === "integer" && !/^[+-]?\d+$/.test(value)) return wrongType;
	if (spec.type === "number" && !/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(value)) return wrongType;
	const reason = spec.format?.(value);
	if (reason !== undefined) return `invalid format - ${reason}\n`;
	if (spec.pattern && !spec.pattern.test(value)) return "value does not match the regex pattern";
	if (spec.maxLength !== undefined && value.length > spec.maxLength)
		return `value may only be ${spec.maxLength} characters long`;
	if (spec.type === "integer" || spec.type === "number") {
		if (spec.maximum !== undefined && Number(value) > spec.maximum)
			return `value must have a maximum value of ${spec.maximum}`;
		if (spec.minimum !== undefined && Number(value) < spec.minimum)
			return `value must have a minimum value of ${spec.minimum}`;
	}
	if (spec.values && !spec.values.includes(value))
		return `value '${value}' does not have a value in the enumeration '${spec.values.join(", ")}'`;
	return undefined;
}

/**
 * Every fault of a set of values: unknown keys, missing ones, wrong values. `more` looks up names that a table
 * cannot list (`net0`, `scsi1`, …).
 */
export function faultsOf(
	table: ParameterTable,
	values: Parameters,
	more: (name: string) => ParameterSpec | undefined = () => undefined,
): Record<string, string> {
	const faults: Record<string, string> = {};
	for (const [name, spec] of Object.entries(table)) {
		if (spec.required && values[name] === undefined) faults[name] = "property is missing and it is not optional";
	}
	for (const [name, value] of Object.entries(values)) {
		const spec = Object.hasOwn(table, name) ? table[name] : more(name);
		if (!spec) {
			faults[name] = notDefined;
			continue;
		}
		const fault = valueFault(spec, value);
		if (fault !== undefined) faults[name] = fault;
		if (spec.requires !== undefined && values[spec.requires] === undefined)
			faults[spec.requires] = `missing property required by '${name}'`;
	}
	return faults;
}

export function checkParameters(
	table: ParameterTable,
	values: Parameters,
	more?: (name: string) => ParameterSpec | undefined,
): void {
	const faults = faultsOf(table, values, more);
	if (Object.keys(faults).length > 0) throw parameterFailure(faults);
}
