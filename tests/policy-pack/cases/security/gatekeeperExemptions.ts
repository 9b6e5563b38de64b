import { gatekeeperExemptions as rule } from "../../../../controls/kubernetes/security/exactExemptions";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const config = (spec: unknown, version = "v1alpha1") =>
	resource(`kubernetes:config.gatekeeper.sh/${version}:Config`, {
		metadata: { name: "config", namespace: "gatekeeper-system" },
		...(spec === undefined ? {} : { spec }),
	});
const excluding = (...names: unknown[]) => config({ match: [{ processes: ["*"], excludedNamespaces: names }] });
const finding = (entry: number, name: number): string =>
	`spec.match[${entry}].excludedNamespaces[${name}] exempts by more than exact names of namespaces`;

export const gatekeeperExemptions: RuleCases = {
	policy: "sec-011-exact-exemptions-gatekeeper",
	compliant: [{ says: "an exact name", resource: excluding("kube-system"), messages: [] }],
	violating: [
		{ says: "a prefix", resource: excluding("kube-*"), messages: [fail(finding(0, 0))] },
		{ says: "a suffix, after a name", resource: excluding("kube-system", "*-system"), messages: [fail(finding(0, 1))] },
		{ says: "every namespace", resource: excluding("*"), messages: [fail(finding(0, 0))] },
		{
			says: "a part of a name, in the second entry",
			resource: config({
				match: [
					{ processes: ["audit"], excludedNamespaces: ["kube-system"] },
					{ processes: ["webhook"], excludedNamespaces: ["*system*"] },
				],
			}),
			messages: [fail(finding(1, 0))],
		},
	],
	absent: [
		{ says: "no specification", resource: config(undefined), messages: [] },
		{ says: "nothing that is left out", resource: config({ match: [{ processes: ["sync"] }] }), messages: [] },
	],
	nearMiss: [
		{
			says: "every process, kept away from one namespace",
			resource: config({ match: [{ processes: ["*"], excludedNamespaces: ["proof"] }] }),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:config.gatekeeper.sh/v1alpha1:Other", {}),
		resource("kubernetes:core/v1:ConfigMap", { data: { excludedNamespaces: "kube-*" } }),
	],
	unknown: {
		alone: [
			{
				says: "an unknown name",
				resource: excluding(unknown),
				messages: [undecided("spec.match[0].excludedNamespaces[0]")],
			},
		],
		besideViolation: [
			{
				says: "an unknown name beside a pattern",
				resource: excluding("kube-*", unknown),
				messages: [fail(finding(0, 0)), undecided("spec.match[0].excludedNamespaces[1]")],
			},
		],
	},
	excepted: {
		resource: excluding("kube-*"),
		exception: {
			control: "SEC-011",
			resource: {
				apiVersion: "config.gatekeeper.sh/v1alpha1",
				kind: "Config",
				namespace: "gatekeeper-system",
				name: "config",
			},
			finding: "spec.match[0].excludedNamespaces[0]",
			...dated,
		},
		waived: [waived(finding(0, 0))],
		expired: [expired(finding(0, 0))],
	},
};
