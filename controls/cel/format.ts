import type { Library } from "./library";
import { isURL } from "./url";
import { Opaque, Optional } from "./values";

/**
 * A named format of Kubernetes (apiserver 0.36, pkg/cel/library/format.go). What it finds wrong is told in words of our own: a rule
 * asks whether there is something, not what it says.
 */
export class NamedFormat extends Opaque {
	readonly typeName = "kubernetes.NamedFormat";
	constructor(
		readonly name: string,
		readonly faults: (text: string) => string[],
	) {
		super();
	}
	equals(other: NamedFormat): boolean {
		return this.name === other.name;
	}
}

type Check = (text: string) => string[];

function pattern(regex: RegExp, longest: number): Check {
	return (text) => [
		...(Buffer.byteLength(text) > longest ? [`is longer than ${longest} bytes`] : []),
		...(regex.test(text) ? [] : ["does not match the format"]),
	];
}

function holds(test: (text: string) => boolean): Check {
	return (text) => (test(text) ? [] : ["does not match the format"]);
}

const label = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
const dns1123Label = pattern(new RegExp(`^${label}$`), 63);
const dns1123Subdomain = pattern(new RegExp(`^${label}(?:\\.${label})*$`), 253);
const dns1035Label = pattern(/^[a-z](?:[-a-z0-9]*[a-z0-9])?$/, 63);
const keyName = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** A name that another one is appended to may end in a dash: the last two bytes are taken for one letter. */
function prefixOf(check: Check): Check {
	return (text) => check(/^\p{ASCII}-$/u.test(text.slice(-2)) ? `${text.slice(0, -2)}a` : text);
}

/** A label's key: an optional subdomain and a slash, and a name. */
function qualifiedName(text: string): string[] {
	const parts = text.split("/");
	const name = parts.at(-1) ?? "";
	if (parts.length > 2) return ["has more than one slash"];
	const faults = parts.length === 1 ? [] : parts[0] === "" ? ["its prefix is empty"] : dns1123Subdomain(parts[0] ?? "");
	if (name === "") faults.push("its name is empty");
	return [...faults, ...pattern(keyName, 63)(name)];
}

function isDate(text: string): boolean {
	const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
	if (match === null) return false;
	const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
	const date = new Date(0);
	date.setUTCFullYear(year, month - 1, day);
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isDateTime(text: string): boolean {
	const [date = "", time] = text.toLowerCase().split("t");
	if (time === undefined || !isDate(date)) return false;
	const [, hour = "", minute = "", second = ""] =
		/^([0-9]{2}):([0-9]{2}):([0-9]{2})(?:.[0-9]+)?(?:z|[+-][0-9]{2}:[0-9]{2})$/.exec(time) ?? [];
	return hour !== "" && hour <= "23" && minute <= "59" && second <= "59";
}

const checks: Readonly<Record<string, [name: string, check: Check]>> = {
	dns1123Label: ["DNS1123Label", dns1123Label],
	dns1123Subdomain: ["DNS1123Subdomain", dns1123Subdomain],
	dns1035Label: ["DNS1035Label", dns1035Label],
	qualifiedName: ["QualifiedName", qualifiedName],
	dns1123LabelPrefix: ["DNS1123LabelPrefix", prefixOf(dns1123Label)],
	dns1123SubdomainPrefix: ["DNS1123SubdomainPrefix", prefixOf(dns1123Subdomain)],
	dns1035LabelPrefix: ["DNS1035LabelPrefix", prefixOf(dns1035Label)],
	labelValue: ["LabelValue", pattern(/^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/, 63)],
	uri: ["URI", holds(isURL)],
	uuid: ["uuid", holds((text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text))],
	byte: [
		"byte",
		holds((text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/.test(text)),
	],
	date: ["date", holds(isDate)],
	datetime: ["datetime", holds(isDateTime)],
};

const formats = new Map(Object.entries(checks).map(([key, [name, check]]) => [key, new NamedFormat(name, check)]));

function validate(format: NamedFormat, text: string): Optional {
	const faults = format.faults(text);
	return faults.length === 0 ? Optional.none : Optional.of(faults);
}

export const formatLibrary: Library = {
	types: { "kubernetes.NamedFormat": NamedFormat },
	namespaces: ["format"],
	overloads: [
		...[...formats].map(
			([name, format]) => [`format.${name}(): kubernetes.NamedFormat`, (): NamedFormat => format] as const,
		),
		["format.named(string): optional<kubernetes.NamedFormat>", (name: string) => Optional.of(formats.get(name))],
		["kubernetes.NamedFormat.validate(string): optional<list<string>>", validate],
	],
};
