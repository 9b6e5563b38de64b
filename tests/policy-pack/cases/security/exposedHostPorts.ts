import { exposedHostPorts as rule } from "../../../../controls/kubernetes/security/exposedHostPorts";
import { container, podSpec } from "../../../controls/proof/fixtures";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const pod = (spec: unknown) =>
	resource("kubernetes:core/v1:Pod", { metadata: { name: "proof", namespace: "proof" }, spec });
const withPort = (port: Record<string, unknown>, spec: Record<string, unknown> = {}) =>
	pod(podSpec({ containers: [container("main", { ports: [{ containerPort: 80, ...port }] })], ...spec }));
const hostPort = "spec.containers[main].ports[0].hostPort is a port on the node";
const hostNetwork = "spec.containers[main].ports is a port on the node";

export const exposedHostPorts: RuleCases = {
	policy: "sec-009-exposed-host-ports",
	compliant: [{ says: "a port of the pod", resource: withPort({}), messages: [] }],
	violating: [
		{ says: "a host port", resource: withPort({ hostPort: 80 }), messages: [fail(hostPort)] },
		{
			says: "an init container that stays",
			resource: pod(
				podSpec({
					initContainers: [
						container("side", { restartPolicy: "Always", ports: [{ containerPort: 80, hostPort: 80 }] }),
					],
				}),
			),
			messages: [fail("spec.initContainers[side].ports[0].hostPort is a port on the node")],
		},
		{
			says: "a port on the host's network",
			resource: withPort({}, { hostNetwork: true }),
			messages: [fail(hostNetwork)],
		},
	],
	absent: [{ says: "no ports", resource: pod(podSpec()), messages: [] }],
	nearMiss: [
		{ says: "a host port of 0", resource: withPort({ hostPort: 0 }), messages: [] },
		{ says: "the host's network without a port", resource: pod(podSpec({ hostNetwork: true })), messages: [] },
	],
	otherKind: [resource("kubernetes:core/v1:Service", {})],
	unknown: {
		alone: [
			{
				says: "an unknown port",
				resource: withPort({ hostPort: unknown }),
				messages: [undecided("spec.containers[main].ports[0].hostPort")],
			},
		],
		besideViolation: [
			{
				says: "unknown containers beside a host port",
				resource: pod(
					podSpec({
						initContainers: unknown,
						containers: [container("main", { ports: [{ containerPort: 80, hostPort: 80 }] })],
					}),
				),
				messages: [fail(hostPort), undecided("spec.initContainers")],
			},
		],
	},
	excepted: {
		resource: withPort({ hostPort: 80 }),
		exception: {
			control: "SEC-009",
			resource: { apiVersion: "v1", kind: "Pod", namespace: "proof", name: "proof" },
			finding: "spec",
			...dated,
		},
		waived: [waived(hostPort)],
		expired: [expired(hostPort)],
	},
};
