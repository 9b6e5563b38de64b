import { selectorOf } from "../../../controls/cel/unknown";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { exactName, patternOverNamespaces } from "../../../controls/kubernetes/security/failClosedWebhooks";
import type { Resource } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, elements } from "../installed";
import { type Fault, faultsOf, isNamespaceItself } from "./exactConditions";

type Properties = Resource["properties"];

const pattern = new RegExp(patternOverNamespaces);
const exempts = "exempts by more than exact names of namespaces";

/** A label selector at a path: it may only select namespaces by their exact names. */
export function exemptingSelector(properties: Properties, path: string): Judgement[] {
	const selector = at(properties, ...path.split("."));
	if (isPulumiUnknown(selector)) return [undecided(path)];
	const labels = at(selector, "matchLabels");
	const expressions = at(selector, "matchExpressions");
	return [
		...(isPulumiUnknown(labels)
			? [undecided(`${path}.matchLabels`)]
			: Object.keys(labels ?? {})
					.filter((label) => label !== exactName)
					.map((label) => violated(`${path}.matchLabels[${label}]`, exempts))),
		...(isPulumiUnknown(expressions)
			? [undecided(`${path}.matchExpressions`)]
			: elements(expressions).flatMap((expression, i) => {
					const place = `${path}.matchExpressions[${i}]`;
					const key = at(expression, "key");
					const operator = at(expression, "operator");
					if ([expression, key, operator].some(isPulumiUnknown)) return [undecided(place)];
					return key === exactName && (operator === "In" || operator === "NotIn") ? [] : [violated(place, exempts)];
				})),
	];
}

const faults: Readonly<Record<Fault, string>> = {
	pattern: "exempts namespaces by a pattern",
	label: "exempts namespaces by what is written in them",
	constant: "is not about the request: it exempts everything, or nothing",
	unreadable: "cannot be read as CEL",
};

interface Options {
	/** Match conditions, not what else a policy says. */
	condition?: boolean;
	/** Whether a path has an element's name, as the rules over Kubernetes objects write it, so that one exception is of both. */
	named?: boolean;
	/** The policy's variables that are a namespace's name. */
	aliases?: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

/** A list of CEL expressions at a path. What a match condition must not say must not be said one step further on. */
export function exemptingExpressions(properties: Properties, path: string, options: Options = {}): Judgement[] {
	return exemptingList(at(properties, ...path.split(".")), path, options);
}

/** The same of a list that is at hand. */
export function exemptingList(
	list: unknown,
	path: string,
	{ condition = false, named = false, aliases = none }: Options,
): Judgement[] {
	if (isPulumiUnknown(list)) return [undecided(path)];
	return elements(list).flatMap((one, i) => {
		const place = `${path}[${named ? selectorOf(one, i, isPulumiUnknown) : i}].expression`;
		const expression = at(one, "expression");
		if (isPulumiUnknown(one) || isPulumiUnknown(expression)) return [undecided(place)];
		if (typeof expression !== "string") return [];
		return faultsOf(expression, { condition, aliases }).flatMap((fault) => {
			// A name in backticks, a type's literal: the API server reads more than the library does.
			if (fault !== "unreadable" || condition) return [violated(place, faults[fault])];
			return pattern.test(expression) ? [violated(place, faults.pattern)] : [];
		});
	});
}

/**
 * The expressions of a policy beside its match conditions. A variable that is a namespace's name is one wherever it is read: one whose
 * own name is not known yet may be any.
 */
export function exemptingDefinitions(properties: Properties): Judgement[] {
	const aliases = new Set<string>();
	const unnamed = elements(at(properties, "spec", "variables")).flatMap((one, i) => {
		const name = at(one, "name");
		const expression = at(one, "expression");
		if (typeof expression !== "string" || !isNamespaceItself(expression, aliases)) return [];
		if (isPulumiUnknown(name)) return [undecided(`spec.variables[${i}].name`)];
		if (typeof name === "string") aliases.add(name);
		return [];
	});
	return [
		...unnamed,
		...["variables", "validations"].flatMap((list) => exemptingExpressions(properties, `spec.${list}`, { aliases })),
	];
}
