import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { kindOfToken } from "../../kubernetes";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at } from "../installed";
import { exemptingDefinitions, exemptingExpressions, exemptingSelector } from "./exemptions";

const control = controlById("SEC-011");

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
		...exemptingExpressions(properties, "spec.matchConditions", { condition: true }),
		...exemptingDefinitions(properties),
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

function exempting(properties: Resource["properties"], path: string): Judgement[] {
	const excluded = at(properties, ...path.split("."), "excludeResourceRules");
	const rules = isPulumiUnknown(excluded)
		? [undecided(`${path}.excludeResourceRules`)]
		: Array.isArray(excluded) && excluded.length > 0
			? [violated(`${path}.excludeResourceRules`, "exempts resources")]
			: [];
	return [
		...rules,
		...["namespaceSelector", "objectSelector"].flatMap((one) => exemptingSelector(properties, `${path}.${one}`)),
	];
}
