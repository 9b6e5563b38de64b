import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import {
	aboutTheRequest,
	exactName,
	neverTrue,
	patternOverNamespaces,
} from "../../../controls/kubernetes/security/failClosedWebhooks";
import { kindOfToken } from "../../kubernetes";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at } from "../installed";

const control = controlById("SEC-011");
const pattern = new RegExp(patternOverNamespaces);
const never = new RegExp(neverTrue);
const about = new RegExp(aboutTheRequest);

/**
 * SEC-011 over admission policies and their bindings, which the API server never judges by admission policies
 * (kubernetes.io: Validating Admission Policy). CrossGuard and the gate do.
 */
export const failClosedAdmission: ResourceRule = {
	id: control.id,
	slug: "fail-closed-admission",
	says: "An admission policy refuses what it cannot judge, and exempts namespaces by their exact names only.",
	fix: control.fix,
	judge,
};

function judge({ type, properties }: Resource): Judgement[] | undefined {
	const token = kindOfToken(type);
	if (!token?.apiVersion.startsWith("admissionregistration.k8s.io/")) return undefined;
	const kind = /^(Validating|Mutating)AdmissionPolicy(Binding)?(?:Patch)?$/.exec(token.kind);
	if (kind === null) return undefined;
	if (isPulumiUnknown(properties.spec)) return [undecided("spec")];
	return kind[2] === undefined ? judgePolicy(properties) : judgeBinding(properties);
}

function judgePolicy(properties: Resource["properties"]): Judgement[] {
	const at = "spec.matchConstraints";
	return [
		...oneOf(properties, "spec.failurePolicy", ["Fail"], "is not Fail"),
		...oneOf(properties, `${at}.matchPolicy`, ["Equivalent"], "is not Equivalent"),
		...exempting(properties, at),
		...["matchConditions", "variables", "validations"].flatMap((list) => judgeExpressions(properties, list)),
	];
}

function judgeBinding(properties: Resource["properties"]): Judgement[] {
	return [
		// With Allow a parameter that somebody removed turns the policy off.
		...oneOf(properties, "spec.paramRef.parameterNotFoundAction", ["Deny"], "is not Deny"),
		...oneOf(properties, "spec.matchResources.matchPolicy", ["Equivalent"], "is not Equivalent"),
		...exempting(properties, "spec.matchResources"),
	];
}

/** Absent is the default, which is the first that is allowed. */
function oneOf(
	properties: Resource["properties"],
	path: string,
	allowed: readonly string[],
	what: string,
): Judgement[] {
	const value = at(properties, ...path.split("."));
	if (isPulumiUnknown(value)) return [undecided(path)];
	return value === undefined || allowed.some((one) => one === value) ? [] : [violated(path, what)];
}

const exempts = "exempts by more than exact names of namespaces";

function exempting(properties: Resource["properties"], path: string): Judgement[] {
	const excluded = at(properties, ...path.split("."), "excludeResourceRules");
	const rules = isPulumiUnknown(excluded)
		? [undecided(`${path}.excludeResourceRules`)]
		: Array.isArray(excluded) && excluded.length > 0
			? [violated(`${path}.excludeResourceRules`, "exempts resources")]
			: [];
	return [
		...rules,
		...["namespaceSelector", "objectSelector"].flatMap((one) => judgeSelector(properties, `${path}.${one}`)),
	];
}

function judgeSelector(properties: Resource["properties"], path: string): Judgement[] {
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

/** What a match condition must not say must not be said one step further on. */
function judgeExpressions(properties: Resource["properties"], list: string): Judgement[] {
	const path = `spec.${list}`;
	const conditions = at(properties, "spec", list);
	if (isPulumiUnknown(conditions)) return [undecided(path)];
	return (Array.isArray(conditions) ? conditions : []).flatMap((condition: unknown, i) => {
		const place = `${path}[${i}].expression`;
		const expression = at(condition, "expression");
		if (isPulumiUnknown(condition) || isPulumiUnknown(expression)) return [undecided(place)];
		if (typeof expression !== "string") return [];
		return [
			...(pattern.test(expression) ? [violated(place, "exempts namespaces by a pattern")] : []),
			...(list === "matchConditions" && (never.test(expression) || !about.test(expression))
				? [violated(place, "is not about the request: it exempts everything, or nothing")]
				: []),
		];
	});
}
