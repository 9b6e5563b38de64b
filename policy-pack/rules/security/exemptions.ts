import { type Judgement, undecided, violated } from "../../../controls/judgement";
import {
	aboutTheRequest,
	exactName,
	neverTrue,
	patternOverNamespaces,
} from "../../../controls/kubernetes/security/failClosedWebhooks";
import type { Resource } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at } from "../installed";

type Properties = Resource["properties"];

const pattern = new RegExp(patternOverNamespaces);
const never = new RegExp(neverTrue);
const about = new RegExp(aboutTheRequest);
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
			: (Array.isArray(expressions) ? expressions : []).flatMap((expression: unknown, i) => {
					const place = `${path}.matchExpressions[${i}]`;
					const key = at(expression, "key");
					const operator = at(expression, "operator");
					if ([expression, key, operator].some(isPulumiUnknown)) return [undecided(place)];
					return key === exactName && (operator === "In" || operator === "NotIn") ? [] : [violated(place, exempts)];
				})),
	];
}

/** A list of CEL expressions at a path. What a match condition must not say must not be said one step further on. */
export function exemptingExpressions(
	properties: Properties,
	path: string,
	{ conditions = false }: { conditions?: boolean } = {},
): Judgement[] {
	const list = at(properties, ...path.split("."));
	if (isPulumiUnknown(list)) return [undecided(path)];
	return (Array.isArray(list) ? list : []).flatMap((one: unknown, i) => {
		const place = `${path}[${i}].expression`;
		const expression = at(one, "expression");
		if (isPulumiUnknown(one) || isPulumiUnknown(expression)) return [undecided(place)];
		if (typeof expression !== "string") return [];
		return [
			...(pattern.test(expression) ? [violated(place, "exempts namespaces by a pattern")] : []),
			...(conditions && (never.test(expression) || !about.test(expression))
				? [violated(place, "is not about the request: it exempts everything, or nothing")]
				: []),
		];
	});
}
