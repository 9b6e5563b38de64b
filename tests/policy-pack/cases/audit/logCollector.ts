import { logCollector } from "../../../../policy-pack/rules/audit/logCollector";
import { container, podSpec } from "../../../controls/proof/fixtures";
import { resource, root, type StackRuleCases, unknown } from "../case";
import { wordingOf } from "../wording";

const { fail, notKnown, exceptedStack } = wordingOf(logCollector);
const everywhere = [{ key: "node-role.kubernetes.io/control-plane", operator: "Exists", effect: "NoSchedule" }];
const release = (chart: unknown, values: unknown, name = "proof") =>
	resource("kubernetes:helm.sh/v3:Release", { name, namespace: name, chart, values }, {}, name);
const other = release(".cache/charts/minio-5.4.0.tgz", {}, "storage");
const alloy = (values: unknown) => release("oci://ghcr.io/grafana/charts/alloy", values);
const image = `docker.io/grafana/alloy:v1.11@sha256:${"a".repeat(64)}`;
const daemonSet = (change: Record<string, unknown>, of = image, path = "/var/log") =>
	resource("kubernetes:apps/v1:DaemonSet", {
		metadata: { name: "proof", namespace: "proof" },
		spec: {
			template: {
				spec: podSpec({
					containers: [container("collector", { image: of })],
					volumes: [{ name: "logs", hostPath: { path } }],
					tolerations: everywhere,
					...change,
				}),
			},
		},
	});

const none = fail("log collector is not in the stack", root.name);
const notTolerated = (path: string) => fail(`${path} do not tolerate the control plane`);
const notDaemonSet = (path: string) => fail(`${path} does not make it a DaemonSet`);

export const logCollectorCases: StackRuleCases = {
	policy: "aud-002-log-collector",
	compliant: [
		{
			says: "Alloy's chart on every node",
			resources: [other, alloy({ controller: { tolerations: everywhere } })],
			messages: [],
		},
		{ says: "a DaemonSet of Alloy", resources: [daemonSet({})], messages: [] },
		{
			says: "Vector as an agent",
			resources: [release(".cache/charts/vector-0.46.0.tgz", { role: "Agent", tolerations: everywhere })],
			messages: [],
		},
	],
	violating: [
		{ says: "a stack with another release only", resources: [other], messages: [none] },
		{
			says: "a lookalike of a chart",
			resources: [release(".cache/charts/alloy-operator-0.3.9.tgz", {})],
			messages: [none],
		},
		{
			says: "a DaemonSet whose image only begins so",
			resources: [daemonSet({}, image.replace("/alloy:", "/alloys:"))],
			messages: [none],
		},
		{
			says: "a DaemonSet that cannot read the node's logs",
			resources: [daemonSet({}, image, "/var/lib")],
			messages: [none],
		},
		{
			says: "a Deployment of a collector",
			resources: [{ ...daemonSet({}), type: "kubernetes:apps/v1:Deployment" }],
			messages: [none],
		},
		{
			says: "Alloy's chart that leaves out the control plane",
			resources: [alloy({ controller: { tolerations: [] } })],
			messages: [notTolerated("values.controller.tolerations")],
		},
		{
			says: "a DaemonSet that leaves out the control plane",
			resources: [daemonSet({ tolerations: [{ ...everywhere[0], effect: "NoExecute" }] })],
			messages: [notTolerated("spec.template.spec.tolerations")],
		},
		{
			says: "Alloy's chart as a Deployment",
			resources: [alloy({ controller: { type: "deployment", tolerations: everywhere } })],
			messages: [notDaemonSet("values.controller.type")],
		},
		{
			says: "Vector as the aggregator that it is by default",
			resources: [release(".cache/charts/vector-0.46.0.tgz", { tolerations: everywhere })],
			messages: [notDaemonSet("values.role")],
		},
	],
	absent: [
		{
			says: "Alloy's chart without values",
			resources: [alloy(undefined)],
			messages: [notTolerated("values.controller.tolerations")],
		},
		{
			says: "a DaemonSet without tolerations",
			resources: [daemonSet({ tolerations: undefined })],
			messages: [notTolerated("spec.template.spec.tolerations")],
		},
	],
	nearMiss: [
		{ says: "everything tolerated", resources: [daemonSet({ tolerations: [{ operator: "Exists" }] })], messages: [] },
		{ says: "the whole of /var mounted", resources: [daemonSet({}, image, "/var/")], messages: [] },
		{
			says: "one that is everywhere beside one that is not",
			resources: [daemonSet({}), alloy({})],
			messages: [],
		},
	],
	otherKind: [
		{ says: "machines only", resources: [resource("talos:machine/bootstrap:Bootstrap", {})], messages: [] },
		{ says: "a namespace only", resources: [resource("kubernetes:core/v1:Namespace", {})], messages: [] },
	],
	unknown: {
		alone: [
			{
				says: "a release of an unknown chart",
				resources: [other, release(unknown, {})],
				messages: [notKnown("chart")],
			},
			{
				says: "unknown tolerations",
				resources: [alloy({ controller: { tolerations: unknown } })],
				messages: [notKnown("values.controller.tolerations")],
			},
		],
		besideViolation: [
			{
				says: "unknown tolerations of a Deployment",
				resources: [alloy({ controller: { type: "deployment", tolerations: unknown } })],
				messages: [notKnown("values.controller.tolerations"), notDaemonSet("values.controller.type")],
			},
		],
	},
	excepted: exceptedStack([other], "log collector", "log collector is not in the stack"),
};
