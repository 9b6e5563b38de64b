import { dated, type RuleCases, resource, unknown } from "../case";

const label = "pod-security.kubernetes.io/enforce";
const fix = `Label the namespace ${label}: restricted, or request a dated exception.`;
const path = `metadata.labels[${label}]`;
const finding = `${path} lets pods in that are not restricted`;
const namespace = (metadata: unknown) => resource("kubernetes:core/v1:Namespace", { metadata });
const enforcing = (level: unknown) => namespace({ name: "proof", labels: { [label]: level } });
const undecided = (at: string): string => `[SEC-001] NOT EVALUATED proof: ${at} is not known yet; ${fix}`;

export const privilegedNamespaces: RuleCases = {
	policy: "sec-001-privileged-namespaces",
	compliant: [{ says: "restricted", resource: enforcing("restricted"), messages: [] }],
	violating: [
		{ says: "privileged", resource: enforcing("privileged"), messages: [`[SEC-001] FAIL proof: ${finding}; ${fix}`] },
		{
			says: "a level that does not exist",
			resource: enforcing("Restricted"),
			messages: [`[SEC-001] FAIL proof: ${finding}; ${fix}`],
		},
	],
	absent: [
		{ says: "no label: the cluster's default, baseline", resource: namespace({ name: "proof" }), messages: [] },
		{ says: "no metadata", resource: namespace(undefined), messages: [] },
	],
	nearMiss: [
		{ says: "baseline", resource: enforcing("baseline"), messages: [] },
		{
			says: "only a warning level",
			resource: namespace({ labels: { "pod-security.kubernetes.io/warn": "privileged" } }),
			messages: [],
		},
	],
	otherKind: [resource("kubernetes:core/v1:Pod", { metadata: { labels: { [label]: "privileged" } } })],
	unknown: {
		alone: [
			{ says: "an unknown level", resource: enforcing(unknown), messages: [undecided(path)] },
			{ says: "unknown labels", resource: namespace({ labels: unknown }), messages: [undecided("metadata.labels")] },
			{ says: "unknown metadata", resource: namespace(unknown), messages: [undecided("metadata")] },
		],
		besideViolation: [
			{
				says: "an unknown name beside a privileged level",
				resource: namespace({ name: unknown, labels: { [label]: "privileged", other: unknown } }),
				messages: [`[SEC-001] FAIL proof: ${finding}; ${fix}`],
			},
		],
	},
	excepted: {
		resource: enforcing("privileged"),
		exception: {
			control: "SEC-001",
			resource: { apiVersion: "v1", kind: "Namespace", name: "proof" },
			finding: path,
			...dated,
		},
		waived: [`[SEC-001] WAIVED proof: ${finding} (excepted until 2026-12-31, rehearsal - not approved); ${fix}`],
		expired: [`[SEC-001] FAIL proof: ${finding} (its exception ended on 2026-12-31); ${fix}`],
	},
};
