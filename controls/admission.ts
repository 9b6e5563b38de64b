import { controlById } from "./catalogue";
import type { Expression, Part } from "./cel/expression";
import type { Exception } from "./exceptions";
import { formatFinding } from "./finding";
import { kubernetesRules } from "./kubernetes";
import { exceptionAlternatives, exceptionConditions } from "./kubernetes/exceptionConditions";
import { expressionOf } from "./kubernetes/judge";
import type { KubernetesRule } from "./kubernetes/rule";
import type { Family, Variable } from "./kubernetes/scope";
import { policyName } from "./policyNames";
import type { EnvironmentClass } from "./types";

/** A plain Kubernetes manifest. */
export interface Manifest {
	apiVersion: string;
	kind: string;
	metadata: { name: string; labels: Record<string, string> };
	spec: Record<string, unknown>;
}

/**
 * The ValidatingAdmissionPolicies of all Kubernetes rules, each with its binding. Mandatory denies; advisory and remediate warn
 * and are written to the audit log; a control that the class does not apply is left out. An exception of a pod becomes an
 * exact match condition of its control's policies, another an alternative to what it excepts: give only those that have not
 * expired, because Kubernetes' CEL has no clock.
 */
export function admissionPolicies(environmentClass: EnvironmentClass, exceptions: readonly Exception[]): Manifest[] {
	return kubernetesRules.flatMap((rule) => {
		const enforcement = controlById(rule.id).enforcement[environmentClass];
		if (enforcement === "none") return [];
		const own = exceptions.filter((exception) => exception.control === rule.id);
		return rule.applies.families.flatMap((family) => {
			const policy = validatingAdmissionPolicy(rule, family, own);
			return [policy, binding(rule, policy.metadata.name, enforcement === "mandatory")];
		});
	});
}

const apiVersion = "admissionregistration.k8s.io/v1";

function labels(rule: KubernetesRule): Record<string, string> {
	return { "app.kubernetes.io/part-of": "gxp-lab", "gxp-lab.io/control": rule.id };
}

/**
 * A controller that removes a finalizer updates the object: what is on its way out is let go with what it held before. With
 * anything else it is judged to the end. A finalizer can keep a role, a binding or a Service for as long as somebody likes, and
 * they have effect as long as they are there; an ephemeral container still starts in a pod that is being deleted.
 */
const onlyLeaving = [
	"has(object.metadata.deletionTimestamp)",
	`request.?subResource.orValue("") == ""`,
	`object.all(member, member == "metadata" || (member in oldObject && object[member] == oldObject[member]))`,
	"oldObject.all(member, member in object)",
	...["annotations", "labels"].map(
		(member) => `object.metadata.?${member}.orValue({}) == oldObject.metadata.?${member}.orValue({})`,
	),
].join(" && ");

/** The match conditions of every policy: what lets go what is on its way out, and the API server's own objects. */
export const NOT_ONLY_LEAVING = "not-only-leaving";
export const NOT_BY_THE_API_SERVER = "not-by-the-api-server";

/**
 * What the API server makes of itself: its bootstrap roles and its own services. Its name alone is not it: a client certificate
 * may bear any name, but none that its signer makes bears this group (kubernetes.io: Admission control, CertificateSubjectRestriction).
 */
const byTheApiServer = `request.userInfo.username == "system:apiserver" && "system:masters" in request.userInfo.?groups.orValue([])`;

function validatingAdmissionPolicy(rule: KubernetesRule, family: Family, exceptions: readonly Exception[]): Manifest {
	return {
		apiVersion,
		kind: "ValidatingAdmissionPolicy",
		metadata: { name: `gxp-lab-${policyName(rule.id, rule.slug)}-${family.name}`, labels: labels(rule) },
		spec: {
			failurePolicy: "Fail",
			matchConstraints: { matchPolicy: "Equivalent", resourceRules: resourceRules(family) },
			matchConditions: [
				{ name: NOT_ONLY_LEAVING, expression: `!(${onlyLeaving})` },
				{ name: NOT_BY_THE_API_SERVER, expression: `!(${byTheApiServer})` },
				...(family.only === undefined ? [] : [{ name: family.only.name, expression: family.only.cel }]),
				...exceptionConditions(rule.applies, family, exceptions),
			],
			validations: validations(rule, family, exceptions),
		},
	};
}

function binding(rule: KubernetesRule, policy: string, mandatory: boolean): Manifest {
	return {
		apiVersion,
		kind: "ValidatingAdmissionPolicyBinding",
		metadata: { name: policy, labels: labels(rule) },
		spec: { policyName: policy, validationActions: mandatory ? ["Deny"] : ["Warn", "Audit"] },
	};
}

function resourceRules(family: Family): object[] {
	return family.kinds.map((kind) => ({
		apiGroups: [kind.apiGroup],
		apiVersions: [kind.apiVersion],
		operations: kind.operations,
		resources: [kind.resource],
		scope: kind.cluster === true ? "Cluster" : "Namespaced",
	}));
}

/** A rendered piece of the rule: what must be true, and where. */
interface Place {
	/** Wraps a leaf's source in the `all` that it stands in. */
	wrap: (source: string) => string;
	/** Where each variable stands. */
	paths: Readonly<Record<string, string>>;
	/** The outermost list that it stands in: the message names those of its elements that are at fault. */
	list?: { range: string; variable: string; within: (source: string) => string };
}

/** The expression, one validation for each of its parts: the API server's message then names the field and the containers. */
function validations(rule: KubernetesRule, family: Family, exceptions: readonly Exception[]): object[] {
	const variables = new Map(family.variables.map((variable) => [variable.name, variable]));
	const visit = (expression: Expression, place: Place): object[] => {
		switch (expression.kind) {
			case "and":
				return expression.parts.flatMap((part) => visit(part, place));
			case "all":
				return visit(expression.body, within(expression, place));
			case "or":
			case "leaf": {
				const source = inline(expression.part, variables);
				const path = pattern(expression.part, place.paths);
				const finding = rule.finding(path);
				const excepted = exceptionAlternatives(family, exceptions, path);
				const whole = place.wrap(source);
				return [
					{
						expression: excepted.length === 0 ? whole : [...excepted, `(${whole})`].join(" || "),
						message: formatFinding({ id: rule.id, outcome: "FAIL", resource: "object", finding, fix: rule.fix }),
						messageExpression: messageExpression(rule, finding, source, place),
						reason: "Forbidden",
					},
				];
			}
		}
	};
	const within = ({ range, variable }: Extract<Expression, { kind: "all" }>, place: Place): Place => {
		const united = variables.get(range.written.source);
		const lists = united !== undefined && "lists" in united ? united.lists : [inline(range, variables)];
		const [first = "", ...others] = lists;
		// The first list keeps its type, so that the API server checks the fields; the others have types of their own.
		const ranges = others.length === 0 ? [first] : [first, added(others)];
		const inAll = (inner: string): string => {
			const every = ranges.map((list) => `${list}.all(${variable}, ${inner})`).join(" && ");
			return ranges.length === 1 ? every : `(${every})`;
		};
		const outermost = place.list;
		return {
			wrap: (inner) => place.wrap(inAll(inner)),
			paths: { ...place.paths, [variable]: `${pattern(range, place.paths)}[*]` },
			list:
				outermost === undefined
					? { range: lists.length === 1 ? first : added(lists), variable, within: (inner) => inner }
					: { ...outermost, within: (inner) => outermost.within(inAll(inner)) },
		};
	};
	return visit(expressionOf(rule), { wrap: (source) => source, paths: family.paths });
}

/** The finding with the object's name, and with the names of the containers in the place of `containers[*]`. */
function messageExpression(rule: KubernetesRule, finding: string, source: string, { list }: Place): string {
	const resource = "RESOURCE";
	const text = formatFinding({ id: rule.id, outcome: "FAIL", resource, finding, fix: rule.fix });
	const [before = "", after = ""] = text.split(resource, 2);
	const namespace = `(request.?namespace.orValue("") == "" ? "" : request.namespace + "/")`;
	const named = `${namespace} + object.metadata.?name.orValue(object.metadata.?generateName.orValue(""))`;
	const at = after.indexOf("containers[*]");
	if (list === undefined || at < 0) return `${JSON.stringify(before)} + ${named} + ${JSON.stringify(after)}`;
	const split = at + "containers[".length;
	const { range, variable, within } = list;
	const names = `${range}.filter(${variable}, !(${within(source)})).map(${variable}, ${variable}.name).join(",")`;
	return [
		JSON.stringify(before),
		named,
		JSON.stringify(after.slice(0, split)),
		names,
		JSON.stringify(after.slice(split + 1)),
	].join(" + ");
}

/** One list of several whose elements have different types to the API server. */
function added(lists: readonly string[]): string {
	return `(${lists.map((list) => `dyn(${list})`).join(" + ")})`;
}

function pattern(part: Part, paths: Readonly<Record<string, string>>): string {
	if (part.field === undefined) return "";
	const base = paths[part.field.variable] ?? part.field.variable;
	return [base, ...part.field.selectors].filter((selector) => selector !== "").join(".");
}

/** The piece's source with the variables' own expressions in their place. */
function inline(part: Part, variables: ReadonlyMap<string, Variable>): string {
	const { source, identifiers } = part.written;
	let text = source;
	for (const { name, start, end } of [...identifiers].sort((a, b) => b.start - a.start)) {
		const variable = variables.get(name);
		if (variable === undefined) continue;
		if ("lists" in variable) throw new Error(`CEL ${source}: ${name} can only be gone over, as ${name}.all(…)`);
		text = text.slice(0, start) + variable.expression + text.slice(end);
	}
	return text;
}
