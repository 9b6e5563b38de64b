import { digestOf, qualifiedConfiguration } from "../../../../policy-pack/rules/integrity/qualifiedConfiguration";
import { container, podSpec } from "../../../controls/proof/fixtures";
import { resource, type StackRuleCases, unknown } from "../case";
import { wordingOf } from "../wording";

const { fail, notKnown, exceptedStack } = wordingOf(qualifiedConfiguration);
type Tree = Record<string, unknown>;
const volume = { name: "settings", configMap: { name: "settings" } };
const workload = (spec: Tree, { annotations = {} as unknown, impact = "direct", ofPods = undefined as unknown } = {}) =>
	resource("kubernetes:apps/v1:Deployment", {
		metadata: { name: "proof", namespace: "lims", labels: { "gxp-lab.io/gxp-impact": impact } },
		spec: {
			template: { metadata: { annotations, labels: { "gxp-lab.io/gxp-impact": ofPods } }, spec: podSpec(spec) },
		},
	});
const mounting = (more = {}) => workload({ volumes: [volume] }, more);
const data = { threshold: "30" };
const configMap = (change: Tree = {}, name = "settings", namespace = "lims") =>
	resource("kubernetes:core/v1:ConfigMap", { metadata: { name, namespace }, data, ...change }, {}, name);
const immutable = configMap({ immutable: true });
const at = "spec.template.spec";
const changes = (path: string) => `${at}.${path} is a ConfigMap that can change, and not part of the pod's digest`;
const elsewhere = (path: string) => `${at}.${path} is a ConfigMap that is not in the stack`;
const first = "volumes[0].configMap";

const uses: [string, Tree, string][] = [
	["a volume", { volumes: [volume] }, first],
	[
		"a projected volume",
		{ volumes: [{ name: "all", projected: { sources: [{ secret: {} }, { configMap: { name: "settings" } }] } }] },
		"volumes[0].projected.sources[1].configMap",
	],
	[
		"the environment of an init container",
		{ initContainers: [container("prepare", { envFrom: [{ configMapRef: { name: "settings" } }] })] },
		"initContainers[0].envFrom[0].configMapRef",
	],
	[
		"one variable",
		{
			containers: [
				container("main", {
					env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "settings", key: "threshold" } } }],
				}),
			],
		},
		"containers[0].env[0].valueFrom.configMapKeyRef",
	],
];

export const qualifiedConfigurationCases: StackRuleCases = {
	policy: "int-008-qualified-configuration",
	compliant: [
		{ says: "an immutable ConfigMap", resources: [mounting(), immutable], messages: [] },
		{
			says: "a digest in the pod's annotations",
			resources: [mounting({ annotations: { "gxp-lab.io/config-digest.settings": digestOf({ data }) } }), configMap()],
			messages: [],
		},
	],
	violating: [
		...uses.map(([says, spec, path]) => ({
			says: `a mutable ConfigMap as ${says}`,
			resources: [workload(spec), configMap()],
			messages: [fail(changes(path))],
		})),
		{
			says: "a workload whose pods alone say that they have a direct impact",
			resources: [mounting({ impact: "indirect", ofPods: "direct" }), configMap()],
			messages: [fail(changes(first))],
		},
		{
			says: "a ConfigMap of another namespace",
			resources: [mounting(), configMap({ immutable: true }, "settings", "other")],
			messages: [fail(elsewhere(first))],
		},
		{
			says: "the digest of another content",
			resources: [
				mounting({ annotations: { "gxp-lab.io/config-digest.settings": digestOf({ data: { threshold: "31" } }) } }),
				configMap(),
			],
			messages: [fail(changes(first))],
		},
		{
			says: "the digest of another ConfigMap",
			resources: [mounting({ annotations: { "gxp-lab.io/config-digest.other": digestOf({ data }) } }), configMap()],
			messages: [fail(changes(first))],
		},
	],
	absent: [{ says: "no such ConfigMap", resources: [mounting()], messages: [fail(elsewhere(first))] }],
	nearMiss: [
		{
			says: "a mutable ConfigMap that nothing uses",
			resources: [mounting(), immutable, configMap({}, "notes")],
			messages: [],
		},
		{
			says: "a Secret",
			resources: [workload({ volumes: [{ name: "key", secret: { secretName: "settings" } }] })],
			messages: [],
		},
	],
	otherKind: [
		{
			says: "a workload with indirect impact",
			resources: [mounting({ impact: "indirect" }), configMap()],
			messages: [],
		},
		{
			says: "a lab, where it is not applied",
			resources: [mounting(), configMap()],
			messages: [],
			environmentClass: "lab",
		},
	],
	unknown: {
		alone: [
			{
				says: "an unknown name",
				resources: [workload({ volumes: [{ name: "settings", configMap: { name: unknown } }] })],
				messages: [notKnown(`${at}.${first}`)],
			},
			{
				says: "an unknown impact",
				resources: [mounting({ impact: "none", ofPods: unknown }), configMap()],
				messages: [notKnown("metadata.labels")],
			},
			{
				says: "whether it is immutable",
				resources: [mounting(), configMap({ immutable: unknown })],
				messages: [notKnown(`${at}.${first}`)],
			},
		],
		besideViolation: [
			{
				says: "an unknown name beside a mutable one",
				resources: [workload({ volumes: [volume, { name: "more", configMap: { name: unknown } }] }), configMap()],
				messages: [fail(changes(first)), notKnown(`${at}.volumes[1].configMap`)],
			},
		],
	},
	excepted: exceptedStack([mounting(), configMap()], `${at}.${first}`, changes(first), mounting()),
};
