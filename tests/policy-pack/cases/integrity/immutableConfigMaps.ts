import { immutableConfigMaps } from "../../../../controls/kubernetes/integrity/immutableConfiguration";
import { type RuleCases, resource, unknown } from "../case";
import { wordingOf } from "../wording";

const { fail, notKnown, excepted } = wordingOf(immutableConfigMaps);
const key = "gxp-lab.io/gxp-impact";
const configMap = (impact: unknown, immutable: unknown) =>
	resource("kubernetes:core/v1:ConfigMap", {
		metadata: { name: "proof", namespace: "proof", labels: { [key]: impact, "app.kubernetes.io/name": "proof" } },
		data: { threshold: "30" },
		immutable,
	});
const finding = "immutable is not true";

export const immutableConfigMapsCases: RuleCases = {
	policy: "int-008-immutable-config-maps",
	compliant: [{ says: "an immutable one", resource: configMap("direct", true), messages: [] }],
	violating: [
		{ says: "one that says false", resource: configMap("direct", false), messages: [fail(finding)] },
		{
			says: "one that says something else",
			resource: configMap("direct", "true"),
			messages: [fail(finding)],
			notInAdmission: "The API server's own schema refuses text in the place of a boolean.",
		},
	],
	absent: [
		{ says: "one that does not say", resource: configMap("direct", undefined), messages: [fail(finding)] },
		{
			says: "one without labels",
			resource: resource("kubernetes:core/v1:ConfigMap", { metadata: { name: "proof", namespace: "proof" }, data: {} }),
			messages: [],
		},
	],
	nearMiss: [
		{ says: "a mutable one with indirect impact", resource: configMap("indirect", undefined), messages: [] },
		{ says: "a mutable one with no impact", resource: configMap("none", false), messages: [] },
	],
	otherKind: [
		resource("kubernetes:core/v1:Secret", { metadata: { labels: { [key]: "direct" } } }),
		resource("kubernetes:example.org/v1:ConfigMap", { metadata: { labels: { [key]: "direct" } } }),
	],
	unknown: {
		alone: [
			{
				says: "an unknown label",
				resource: configMap(unknown, undefined),
				messages: [notKnown(`metadata.labels.${key}`)],
			},
			{ says: "an unknown field", resource: configMap("direct", unknown), messages: [notKnown("immutable")] },
		],
		besideViolation: [
			{
				says: "unknown data of a mutable one",
				resource: resource("kubernetes:core/v1:ConfigMap", {
					metadata: { name: "proof", namespace: "proof", labels: { [key]: "direct" } },
					data: unknown,
				}),
				messages: [fail(finding)],
			},
		],
	},
	excepted: excepted(configMap("direct", undefined), "immutable", finding),
};
