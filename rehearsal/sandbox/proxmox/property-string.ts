import { faultsOf, type ParameterSpec } from "./schema";

/**
 * Proxmox' `key=value,key=value` strings, in which the first part may be a bare value of the default key
 * (parse_property_string and print_property_string of PVE/JSONSchema.pm, proxmox/pve-common).
 */
export interface PropertyFormat {
	readonly defaultKey?: string;
	readonly keys: Readonly<Record<string, ParameterSpec>>;
	/** Other names of a key: `volume` for `file`; a network model that stands for the MAC (`virtio=BC:24:…`). */
	readonly aliases?: Readonly<Record<string, { readonly key: string; readonly nameGoesTo?: string }>>;
}

export type Properties = Record<string, string>;

/** The parts of a property string; throws the reason, without prefix, when it is none of this format. */
export function parseProperties(format: PropertyFormat, text: string): Properties {
	const found: Properties = {};
	const put = (key: string, value: string) => {
		if (found[key] !== undefined) throw new Error(`duplicate key in comma-separated list property: ${key}`);
		found[key] = booleanOf(format.keys[key], value);
	};
	for (const part of text.split(",")) {
		if (part.trim() === "") continue;
		const equals = part.indexOf("=");
		if (equals > 0 && equals < part.length - 1) {
			const name = part.slice(0, equals);
			const alias = format.aliases?.[name];
			if (alias?.nameGoesTo !== undefined) put(alias.nameGoesTo, name);
			const key = alias?.key ?? name;
			if (!Object.hasOwn(format.keys, key)) throw new Error(`invalid key in comma-separated list property: ${key}`);
			put(key, part.slice(equals + 1));
		} else if (equals < 0) {
			if (format.defaultKey === undefined)
				throw new Error("value without key, but schema does not define a default key");
			put(format.defaultKey, part);
		} else {
			throw new Error("missing key in comma-separated list property");
		}
	}
	const faults = Object.entries(faultsOf(format.keys, found));
	if (faults.length > 0)
		throw new Error(`format error\n${faults.map(([key, fault]) => `${key}: ${fault}`).join("\n")}`);
	return found;
}

/** The canonical text: the default key's bare value first, the others in alphabetical order. */
export function printProperties(format: PropertyFormat, properties: Readonly<Properties>): string {
	const first = format.defaultKey === undefined ? undefined : properties[format.defaultKey];
	const rest = Object.keys(properties)
		.filter((key) => key !== format.defaultKey)
		.sort()
		.map((key) => `${key}=${properties[key]}`);
	return [...(first === undefined ? [] : [first]), ...rest].join(",");
}

/** A parameter whose value is a property string. */
export function propertyParameter(format: PropertyFormat): ParameterSpec {
	return {
		type: "string",
		format: (value) => {
			try {
				parseProperties(format, value);
				return undefined;
			} catch (error) {
				return error instanceof Error ? error.message : String(error);
			}
		},
	};
}

// PVE reads on, yes and true (and their opposites) in a property string, but only 1 and 0 as a parameter.
function booleanOf(spec: ParameterSpec | undefined, value: string): string {
	if (spec?.type !== "boolean") return value;
	if (/^(on|yes|true)$/i.test(value)) return "1";
	if (/^(off|no|false)$/i.test(value)) return "0";
	return value;
}
