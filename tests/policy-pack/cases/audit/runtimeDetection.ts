import { runtimeDetection } from "../../../../policy-pack/rules/audit/runtimeDetection";
import { container, podSpec } from "../../../controls/proof/fixtures";
import { resource, root, type StackRuleCases, unknown } from "../case";
import { applied } from "../machines";
import { wordingOf } from "../wording";

const { fail, notKnown, exceptedStack } = wordingOf(runtimeDetection);
const release = (chart: unknown, values: unknown, name = "proof") =>
	resource("kubernetes:helm.sh/v3:Release", { name, namespace: name, chart, values }, {}, name);
const other = release(".cache/charts/minio-5.4.0.tgz", {}, "storage");
const falco = (values: unknown) => release(".cache/charts/falco-6.2.1.tgz", values);
const daemonSet = (tolerations: unknown) =>
	resource("kubernetes:apps/v1:DaemonSet", {
		metadata: { name: "proof", namespace: "proof" },
		spec: {
			template: {
				spec: podSpec({
					containers: [container("falco", { image: "docker.io/falcosecurity/falco:0.41" })],
					tolerations,
				}),
			},
		},
	});
const storage = applied(
	{ type: "worker", machine: { nodeTaints: { "gxp-lab.io/storage": "minio:NoSchedule" } } },
	undefined,
	"storage",
);
const all = [{ operator: "Exists" }];
const controlPlane = { key: "node-role.kubernetes.io/control-plane", operator: "Exists" };

const absent = "runtime detection is not in the stack";
const none = fail(absent, root.name);
const not = (path: string, key: string) => fail(`${path} do not tolerate ${key}`);

export const runtimeDetectionCases: StackRuleCases = {
	policy: "aud-005-runtime-detection",
	compliant: [
		{ says: "Falco's chart as it comes", resources: [other, falco(undefined)], messages: [] },
		{ says: "Falco's chart on tainted nodes too", resources: [storage, falco({ tolerations: all })], messages: [] },
		{ says: "Falco's DaemonSet", resources: [daemonSet([controlPlane])], messages: [] },
	],
	violating: [
		{ says: "a stack with another release only", resources: [other], messages: [none] },
		{
			says: "the sidekick alone",
			resources: [release(".cache/charts/falcosidekick-0.10.2.tgz", {})],
			messages: [none],
		},
		{
			says: "Falco's chart with other tolerations",
			resources: [falco({ tolerations: [{ key: "gxp-lab.io/storage", operator: "Exists" }] })],
			messages: [not("values.tolerations", controlPlane.key)],
		},
		{
			says: "Falco's chart on a node that is tainted for storage",
			resources: [storage, falco({})],
			messages: [not("values.tolerations", "gxp-lab.io/storage")],
		},
		{
			says: "Falco's DaemonSet with another value of the taint",
			resources: [storage, daemonSet([controlPlane, { key: "gxp-lab.io/storage", value: "loki" }])],
			messages: [not("spec.template.spec.tolerations", "gxp-lab.io/storage")],
		},
		{
			says: "Falco as a Deployment",
			resources: [falco({ controller: { kind: "deployment" } })],
			messages: [fail("values.controller.kind leaves the nodes unwatched")],
		},
		{
			says: "Falco without its driver",
			resources: [falco({ driver: { enabled: false } })],
			messages: [fail("values.driver.enabled leaves the nodes unwatched")],
		},
		{
			says: "Falco on selected nodes",
			resources: [falco({ nodeSelector: { disk: "ssd" } })],
			messages: [fail("values.nodeSelector[disk] leaves nodes out")],
		},
		{
			says: "Falco on another operating system",
			resources: [falco({ nodeSelector: { "kubernetes.io/os": "windows" } })],
			messages: [fail("values.nodeSelector[kubernetes.io/os] leaves nodes out")],
		},
		{
			says: "Falco with an affinity to some nodes",
			resources: [
				falco({
					affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } },
				}),
			],
			messages: [fail("values.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution leaves nodes out")],
		},
	],
	absent: [
		{
			says: "Falco's DaemonSet without tolerations",
			resources: [daemonSet(undefined)],
			messages: [not("spec.template.spec.tolerations", controlPlane.key)],
		},
	],
	nearMiss: [
		{
			says: "a taint that only prefers other nodes",
			resources: [applied({ type: "worker", machine: { nodeTaints: { slow: "disk:PreferNoSchedule" } } }), falco({})],
			messages: [],
		},
		{
			says: "the taint's own value",
			resources: [
				storage,
				daemonSet([controlPlane, { key: "gxp-lab.io/storage", value: "minio", effect: "NoSchedule" }]),
			],
			messages: [],
		},
		{
			says: "the operating system selected",
			resources: [
				falco({
					nodeSelector: { "kubernetes.io/os": "linux" },
					affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
				}),
			],
			messages: [],
		},
	],
	otherKind: [{ says: "machines only", resources: [storage], messages: [] }],
	unknown: {
		alone: [
			{
				says: "a release of an unknown chart",
				resources: [other, release(unknown, {})],
				messages: [notKnown("chart")],
			},
			{
				says: "unknown tolerations",
				resources: [falco({ tolerations: unknown })],
				messages: [notKnown("values.tolerations")],
			},
		],
		besideViolation: [
			{
				says: "unknown tolerations of a Deployment",
				resources: [falco({ tolerations: unknown, controller: { kind: "deployment" } })],
				messages: [notKnown("values.tolerations"), fail("values.controller.kind leaves the nodes unwatched")],
			},
		],
	},
	excepted: exceptedStack([other], "runtime detection", absent),
};
