import { engineArguments as rule } from "../../../../controls/kubernetes/security/engineArguments";
import { container, podSpec } from "../../../controls/proof/fixtures";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const metadata = { name: "proof", namespace: "proof" };
const pod = (change: Record<string, unknown>, list = "containers") =>
	resource("kubernetes:core/v1:Pod", { metadata, spec: podSpec({ [list]: [container("main", change)] }) });
const args = (...list: unknown[]) => pod({ args: list });
const env = (variable: Record<string, unknown>) =>
	pod({ env: [{ name: "FLAG_FORCE_FAILURE_POLICY_IGNORE", ...variable }] });
const exempts = (path: string): string => `${path} exempts namespaces by a pattern, or lets pass what cannot be judged`;
const first = exempts("spec.containers[main].args[0]");
const inEnv = (member: string): string =>
	exempts(`spec.containers[main].env[FLAG_FORCE_FAILURE_POLICY_IGNORE].${member}`);
const template = { metadata: { labels: { app: "proof" } } };

export const engineArguments: RuleCases = {
	policy: "sec-011-engine-arguments",
	compliant: [
		{ says: "a namespace by its name", resource: args("--exempt-namespace=gatekeeper-system"), messages: [] },
		{ says: "a switch that is off", resource: args("--forceFailurePolicyIgnore=false"), messages: [] },
	],
	violating: [
		...[
			"--exempt-namespace-prefix=kube-",
			"-exempt-namespace-suffix=-system",
			"--exempt-namespace-prefix",
			"--forceFailurePolicyIgnore=true",
			"--forceFailurePolicyIgnore=1",
			"--forceFailurePolicyIgnore",
			"exec manager --exempt-namespace-prefix=kube- --port=8443",
		].map((argument) => ({ says: argument, resource: args(argument), messages: [fail(first)] })),
		{
			says: "the second argument of a command",
			resource: pod({ command: ["/manager", "--exempt-namespace-suffix=-dev"] }),
			messages: [fail(exempts("spec.containers[main].command[1]"))],
		},
		{
			says: "a container of a Deployment",
			resource: resource("kubernetes:apps/v1:Deployment", {
				metadata,
				spec: {
					selector: { matchLabels: { app: "proof" } },
					template: {
						...template,
						spec: podSpec({ containers: [container("main", { args: ["--exempt-namespace-prefix=kube-"] })] }),
					},
				},
			}),
			messages: [fail(exempts("spec.template.spec.containers[main].args[0]"))],
		},
		{
			says: "an init container",
			resource: resource("kubernetes:core/v1:Pod", {
				metadata,
				spec: podSpec({ initContainers: [container("side", { args: ["--forceFailurePolicyIgnore=t"] })] }),
			}),
			messages: [fail(exempts("spec.initContainers[side].args[0]"))],
		},
		{ says: "the variable of the switch", resource: env({ value: "true" }), messages: [fail(inEnv("value"))] },
		{
			says: "the variable of the switch from elsewhere",
			resource: env({ valueFrom: { configMapKeyRef: { name: "kyverno", key: "ignore" } } }),
			messages: [fail(inEnv("valueFrom"))],
		},
	],
	absent: [{ says: "no arguments", resource: pod({}), messages: [] }],
	nearMiss: [
		{
			says: "arguments that are called alike",
			resource: args("--exempt-namespace-prefixes=kube-", "--no-forceFailurePolicyIgnored=true", "a=--b"),
			messages: [],
		},
		{
			says: "the switch off, as Go writes it",
			resource: args("--forceFailurePolicyIgnore=FALSE", "--forceFailurePolicyIgnore="),
			messages: [],
		},
		{ says: "the variable of the switch, off", resource: env({ value: "f" }), messages: [] },
	],
	otherKind: [resource("kubernetes:core/v1:ConfigMap", { data: { args: "--exempt-namespace-prefix=kube-" } })],
	unknown: {
		alone: [
			{
				says: "an unknown argument",
				resource: args(unknown),
				messages: [undecided("spec.containers[main].args[0]")],
			},
		],
		besideViolation: [
			{
				says: "an unknown argument beside a prefix",
				resource: args("--exempt-namespace-prefix=kube-", unknown),
				messages: [fail(first), undecided("spec.containers[main].args[1]")],
			},
		],
	},
	excepted: {
		resource: args("--exempt-namespace-prefix=kube-"),
		exception: {
			control: "SEC-011",
			resource: { apiVersion: "v1", kind: "Pod", namespace: "proof", name: "proof" },
			finding: "spec",
			...dated,
		},
		waived: [waived(first)],
		expired: [expired(first)],
	},
};
