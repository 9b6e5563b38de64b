import { exactName, exactSelector } from "./failClosedWebhooks";

/*
 * What a rule of Kyverno's older policies leaves out, beside what it excludes (github.com/kyverno/kyverno: api/kyverno/v1/rule_types.go,
 * spec_types.go, wrappers.go; operators: common_types.go). Names there are patterns with `*` and `?` (ext/wildcard).
 */

/** To Kyverno's older kinds a label's value is a pattern too. */
export function exactValues(selector: string): string[] {
	return [
		...exactSelector(selector),
		`!${selector}.?matchLabels.orValue({})[?"${exactName}"].orValue("").matches("[*?]")`,
	];
}

/** Namespaces where a violation is only reported. */
const override = [
	`override.?namespaces.orValue([]).all(name, !name.matches("[*?]"))`,
	...exactValues("override.?namespaceSelector"),
].map((exact) => `(override.?action.orValue("Audit").lowerAscii() == "enforce" || ${exact})`);

export const overrides = ["spec.?validationFailureActionOverrides", "rule.?validate.?failureActionOverrides"].map(
	(list) => {
		const each = (of: string): string => `${of}.orValue([]).all(override, ${override.join(" && ")})`;
		return list.startsWith("rule")
			? `object.?spec.?rules.orValue([]).all(rule, ${each(list)})`
			: each(`object.?${list}`);
	},
);

const mentioned = JSON.stringify(`(request|metadata)"?\\s*\\.\\s*"?namespace\\b`);
/** The namespace's name itself, with what stands for it where there is none. */
const itself = JSON.stringify(
	`^\\s*\\{\\{-?\\s*request\\.((object|oldObject)\\.metadata\\.)?namespace\\s*(\\|\\|\\s*['"\`][^*?'"\`{}]*['"\`]\\s*)?-?\\}\\}\\s*$`,
);
const operators = JSON.stringify(
	["Equal", "Equals", "NotEqual", "NotEquals", "In", "AnyIn", "AllIn", "NotIn", "AnyNotIn", "AllNotIn"].map((one) =>
		one.toLowerCase(),
	),
);

const texts = (member: string): string =>
	`(type(one.?${member}.orValue("")) == list ? one.${member} : [one.?${member}.orValue("")])`;
const has = (member: string, pattern: string): string =>
	`${texts(member)}.exists(text, type(text) == string && text.matches(${pattern}))`;
/** Key or value, that is the namespace's name and is compared with names; the other may be no pattern. */
const compared = (name: string, other: string): string[] => [
	`!${texts(name)}.exists(text, type(text) == string && text.matches(${mentioned}) && !text.matches(${itself}))`,
	`(!${has(name, mentioned)} || !${has(other, JSON.stringify("[*?]"))})`,
	`(!${has(name, mentioned)} || one.?operator.orValue("").lowerAscii() in ${operators})`,
];
const precondition = [...compared("key", "value"), ...compared("value", "key")].join(" && ");

/** Preconditions are `any` and `all`, or a list in the older form. */
export const preconditions = [
	...["any", "all"].map(
		(list) =>
			`(type(rule.?preconditions.orValue({})) == list || rule.?preconditions.?${list}.orValue([]).all(one, ${precondition}))`,
	),
	`(type(rule.?preconditions.orValue({})) != list || rule.preconditions.all(one, ${precondition}))`,
].map((each) => `object.?spec.?rules.orValue([]).all(rule, ${each})`);
