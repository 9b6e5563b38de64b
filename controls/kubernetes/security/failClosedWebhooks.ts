import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

/** The label that a namespace's name stands in, and that nobody may change (kubernetes.io: Automatic labelling). */
export const exactName = "kubernetes.io/metadata.name";

/*
 * By a regular expression, because that is all an admission policy has: blanks, line breaks and parentheses may stand wherever CEL
 * lets them. CrossGuard and the gate read the expression itself (policy-pack/rules/security/exactConditions.ts).
 */
const between = "[\\s()]*";
const member = (name: string): string =>
	`${between}(\\.\\s*\\??\\s*${name}\\b|\\[${between}\\??${between}[rR]?["']+${name}["']+${between}\\])`;
const namespace = `((request|metadata(["']\\s*\\])?)${member("namespace")}|namespaceObject${member("metadata")}${member("name")})`;
const changes = "(orValue|value|lowerAscii|upperAscii|trim|replace|reverse)";
const partly = "(startsWith|endsWith|contains|matches|find|findAll|indexOf|lastIndexOf|charAt|substring|split)";

/**
 * A pattern over namespaces in a match condition: one that only looks like an exempted one is exempted too. And a label or an
 * annotation of a namespace, which more may write than may exempt.
 */
export const patternOverNamespaces = [
	`${namespace}(${between}\\.\\s*${changes}\\s*\\([^)]*\\))*${between}\\.\\s*${partly}\\s*\\(`,
	`\\b${partly}\\s*\\(${between}((string|dyn)${between})*${namespace}`,
	`namespaceObject${member("metadata")}${member("(labels|annotations)")}`,
].join("|");

/** What a condition can be about; one about nothing of a request is the same for every request. */
export const aboutTheRequest = "\\b(request|object|oldObject|authorizer|params|namespaceObject|variables)\\b";

const no = "(false|!\\s*\\(*\\s*true)";

/** `false`, alone or among what must all be true: then nothing is judged. */
export const neverTrue = `(^|&&)[\\s(]*${no}[\\s)]*(\\|\\|[\\s(]*${no}[\\s)]*)*(&&|$)`;

/** A selector of labels, at a path: namespaces by their exact names only. */
export function exactSelector(selector: string): string[] {
	return [
		`${selector}.?matchLabels.orValue({}).all(label, label == "${exactName}")`,
		`${selector}.?matchExpressions.orValue([]).all(expression, expression.key == "${exactName}")`,
		`${selector}.?matchExpressions.orValue([]).all(expression, expression.operator in ["In", "NotIn"])`,
	];
}

const webhook = [
	`webhook.?failurePolicy.orValue("Fail") == "Fail"`,
	`webhook.?matchPolicy.orValue("Equivalent") == "Equivalent"`,
	...exactSelector("webhook.?namespaceSelector"),
	...exactSelector("webhook.?objectSelector"),
	`webhook.?matchConditions.orValue([]).all(condition, !condition.?expression.orValue("").matches(${JSON.stringify(patternOverNamespaces)}))`,
	`webhook.?matchConditions.orValue([]).all(condition, condition.?expression.orValue("").matches(${JSON.stringify(aboutTheRequest)}) && !condition.?expression.orValue("").matches(${JSON.stringify(neverTrue)}))`,
].join(" && ");

/** SEC-011 over webhook configurations (admissionregistration.k8s.io/v1: failurePolicy defaults to Fail, matchPolicy to Equivalent). */
export const failClosedWebhooks: KubernetesRule = {
	id: "SEC-011",
	slug: "fail-closed-webhooks",
	says: "An admission webhook refuses what it cannot judge, and exempts namespaces by their exact names only.",
	why: "A webhook that is skipped while it is down, or for a label that anybody may set, refuses nothing that matters.",
	fix: `Set failurePolicy: Fail and matchPolicy: Equivalent, and select by ${exactName} with In or NotIn only.`,
	applies: objects({
		webhooks: [
			kind("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", {
				cluster: true,
			}),
			kind("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", {
				cluster: true,
			}),
		],
	}),
	cel: `object.?webhooks.orValue([]).all(webhook, ${webhook})`,
	finding: (path) => {
		if (path.endsWith(".failurePolicy")) return `${path} is not Fail`;
		if (path.endsWith(".matchPolicy")) return `${path} is not Equivalent`;
		return `${path} exempts by more than exact names of namespaces`;
	},
};
