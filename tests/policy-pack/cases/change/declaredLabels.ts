import { declaredLabels as rule } from "../../../../controls/kubernetes/change/declaredLabels";
import { labels, vocabulary } from "../../../../controls/labels";
import { carrying, podSpec } from "../../../controls/proof/fixtures";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const all = labels({ name: "production-stack", owner: "platform@gxp.example", gxpImpact: "direct" }, "proof");
const lacks = `metadata.labels does not hold all of ${Object.keys(vocabulary).join(", ")}`;
const token = (apiVersion: string, kind: string) =>
	`kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
const secret = (metadata: unknown) => resource("kubernetes:core/v1:Secret", { metadata, stringData: { key: "value" } });
const labelled = (given: unknown) => secret({ name: "proof", namespace: "proof", labels: given });
const namespace = (given: Record<string, unknown>) =>
	resource("kubernetes:core/v1:Namespace", { metadata: { name: "proof-labels", labels: given } });
const without = (label: string) => Object.fromEntries(Object.entries(all).filter(([key]) => key !== label));
const claim = (given: Record<string, unknown>) =>
	resource("kubernetes:core/v1:PersistentVolumeClaim", {
		metadata: { name: "proof", namespace: "proof", labels: given },
		spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
	});
const carriers = (given: Record<string, string>) =>
	carrying(podSpec()).map(({ kind, object }) => {
		const { apiVersion, metadata, ...rest } = object as { apiVersion: string; metadata: object };
		const labelledMetadata = { ...metadata, namespace: "proof", labels: given };
		return {
			kind,
			resource: resource(token(apiVersion, kind), { ...rest, metadata: labelledMetadata }),
		};
	});
const rollout = (given: Record<string, string>) =>
	resource("kubernetes:argoproj.io/v1alpha1:Rollout", {
		metadata: { name: "proof", namespace: "proof", labels: given },
		spec: {},
	});
const onlyManaged = { "app.kubernetes.io/managed-by": "pulumi" };

export const declaredLabels: RuleCases = {
	policy: "chg-002-declared-labels",
	compliant: [
		{ says: "a Secret with all labels", resource: labelled(all), messages: [] },
		{ says: "a namespace with all labels", resource: namespace(all), messages: [] },
		{ says: "a claim with all labels", resource: claim(all), messages: [] },
		...carriers(all).map(({ kind, resource }) => ({ says: `a ${kind} with all labels`, resource, messages: [] })),
		...["direct", "indirect", "none"].map((impact) => ({
			says: `an impact ${impact}`,
			resource: labelled({ ...all, "gxp-lab.io/gxp-impact": impact }),
			messages: [],
		})),
	],
	violating: [
		...Object.keys(vocabulary).map((label) => ({
			says: `a Secret without ${label}`,
			resource: labelled(without(label)),
			messages: [fail(lacks)],
		})),
		{ says: "a namespace that only says who declared it", resource: namespace(onlyManaged), messages: [fail(lacks)] },
		{ says: "a claim that only says who declared it", resource: claim(onlyManaged), messages: [fail(lacks)] },
		{ says: "a Rollout that only says who declared it", resource: rollout(onlyManaged), messages: [fail(lacks)] },
		...carriers(onlyManaged).map(({ kind, resource }) => ({
			says: `a ${kind} that only says who declared it`,
			resource,
			messages: [fail(lacks)],
		})),
		...(
			[
				["app.kubernetes.io/name", "", "a name"],
				["app.kubernetes.io/part-of", "gxp-lab-2", "gxp-lab"],
				["app.kubernetes.io/part-of", "GxP-Lab", "gxp-lab"],
				["gxp-lab.io/environment", "Prod", "an environment's name"],
				["gxp-lab.io/owner", "", "who answers for it"],
				["gxp-lab.io/owner", "TBD", "who answers for it"],
				["gxp-lab.io/owner", "n.a", "who answers for it"],
				["gxp-lab.io/gxp-impact", "high", "direct, indirect or none"],
				["gxp-lab.io/gxp-impact", "Direct", "direct, indirect or none"],
				["gxp-lab.io/gxp-impact", "indirectly", "direct, indirect or none"],
			] as const
		).map(([label, value, must]) => ({
			says: `the label ${label} with a value outside the vocabulary${value === "" ? ": empty" : `, ${value}`}`,
			resource: labelled({ ...all, [label]: value }),
			messages: [fail(`metadata.labels[${label}] must be ${must}`)],
		})),
	],
	absent: [
		{ says: "no labels: not the program's", resource: secret({ name: "proof", namespace: "proof" }), messages: [] },
		{
			says: "no metadata",
			resource: secret(undefined),
			messages: [fail("metadata.labels is malformed")],
			notInAdmission: "the API server refuses an object without metadata first",
		},
	],
	nearMiss: [
		{
			says: "what a chart made",
			resource: labelled({ "app.kubernetes.io/managed-by": "Helm" }),
			messages: [],
		},
		{
			says: "an owner in whose name stands a word for nobody",
			resource: labelled({ ...all, "gxp-lab.io/owner": "tbd-team" }),
			messages: [],
		},
		{ says: "another label beside them", resource: labelled({ ...all, tier: "x" }), messages: [] },
		{
			says: "the longest owner that a label holds",
			resource: labelled({ ...all, "gxp-lab.io/owner": "a".repeat(63) }),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:core/v1:ConfigMap", { metadata: { labels: onlyManaged } }),
		resource("kubernetes:core/v1:ServiceAccount", { metadata: { labels: onlyManaged } }),
		resource("minio:index/s3Bucket:S3Bucket", {}),
	],
	unknown: {
		alone: [
			{ says: "unknown labels", resource: labelled(unknown), messages: [undecided("metadata.labels")] },
			{
				says: "an unknown owner",
				resource: labelled({ ...all, "gxp-lab.io/owner": unknown }),
				messages: [undecided("metadata.labels.gxp-lab.io/owner")],
			},
		],
		besideViolation: [
			{
				says: "an unknown owner beside a wrong impact",
				resource: labelled({ ...all, "gxp-lab.io/owner": unknown, "gxp-lab.io/gxp-impact": "high" }),
				messages: [
					undecided("metadata.labels.gxp-lab.io/owner"),
					fail("metadata.labels[gxp-lab.io/gxp-impact] must be direct, indirect or none"),
				],
			},
		],
	},
	excepted: {
		resource: labelled(onlyManaged),
		exception: {
			control: "CHG-002",
			resource: { type: "kubernetes:core/v1:Secret", name: "proof" },
			finding: "metadata.labels",
			...dated,
		},
		waived: [waived(lacks)],
		expired: [expired(lacks)],
	},
};
