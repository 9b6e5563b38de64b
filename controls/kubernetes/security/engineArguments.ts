import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";

const prefixes = JSON.stringify("(^|\\s)--?exempt-namespace-(prefix|suffix)(=|\\s|$)");
const ignore = JSON.stringify("(^|\\s)--?forceFailurePolicyIgnore(=|\\s|$)");
/** Go's strconv.ParseBool; what it cannot read stops Kyverno at its start. */
const off = ["0", "f", "F", "false", "False", "FALSE"];
const ignoreOff = JSON.stringify(`(^|\\s)--?forceFailurePolicyIgnore=(${off.join("|")})?(\\s|$)`);
const variable = `variable.name != "FLAG_FORCE_FAILURE_POLICY_IGNORE"`;

/**
 * SEC-011 over the arguments that a policy engine is started with: Gatekeeper's exemption of namespaces that begin or end alike, which
 * are let label themselves out (github.com/open-policy-agent/gatekeeper: pkg/webhook/namespacelabel.go), and Kyverno's switch for every
 * policy's failure (github.com/kyverno/kyverno: pkg/toggle/toggle.go, cmd/kyverno/main.go). One dash is as good as two (Go: flag).
 */
export const engineArguments: KubernetesRule = {
	id: "SEC-011",
	slug: "engine-arguments",
	says: "No policy engine is started with arguments that exempt namespaces by a pattern, or let pass what it cannot judge.",
	why: "What an engine is told at its start holds for every policy, whatever the policy says.",
	fix: "Name each namespace by --exempt-namespace, and leave --forceFailurePolicyIgnore out.",
	applies: workloads,
	cel: [
		...["command", "args"].flatMap((list) => [
			`containers.all(container, container.?${list}.orValue([]).all(argument, !argument.matches(${prefixes})))`,
			`containers.all(container, container.?${list}.orValue([]).all(argument, !argument.matches(${ignore}) || argument.matches(${ignoreOff})))`,
		]),
		`containers.all(container, container.?env.orValue([]).all(variable, ${variable} || !variable.?valueFrom.hasValue()))`,
		`containers.all(container, container.?env.orValue([]).all(variable, ${variable} || variable.?value.orValue("") in ${JSON.stringify(["", ...off])}))`,
	].join(" && "),
	finding: (path) => `${path} exempts namespaces by a pattern, or lets pass what cannot be judged`,
};
