import { stringify } from "yaml";
import { nodeLogs } from "../../../../policy-pack/rules/audit/nodeLogs";
import { type Case, type RuleCases, resource, unknown } from "../case";
import { applied, type Configured } from "../machines";
import { wordingOf } from "../wording";

const { fail, notKnown, excepted } = wordingOf(nodeLogs);
const at = "machine.logging.destinations";
const kernel = (url: unknown, name = "kernel") => ({ kind: "KmsgLogConfig", name, url });
const services = (...endpoints: unknown[]): Record<string, unknown> => ({
	logging: { destinations: endpoints.map((endpoint) => ({ endpoint, format: "json_lines" })) },
});
const away = "tcp://10.20.0.41:5140";
const good: Configured = { machine: services(away), documents: [kernel(away)] };
const missing = (path: string) => `${path} is missing: these logs do not leave the node`;
const only = (path: string) => `${path} name this node only`;
const noAddress = `${at} holds what is no address of a receiver (tcp:// or udp://, host and port)`;

const ofNode = (one: Case["resource"], node: unknown): Case["resource"] => ({
	...one,
	properties: { ...one.properties, node },
});

const local = [
	"udp://127.0.0.1:5140",
	"tcp://localhost:5140",
	"tcp://[::1]:5140",
	"udp://10.20.0.21:5140",
	"udp://0.0.0.0:5140",
];

export const nodeLogsCases: RuleCases = {
	policy: "aud-002-node-logs",
	compliant: [
		{ says: "both logs sent to another machine", resource: applied(good), messages: [] },
		{ says: "those of a worker", resource: applied({ ...good, type: "worker" }), messages: [] },
	],
	violating: [
		...local.map(
			(endpoint, i): Case => ({
				says: `services' logs that stay, form ${i + 1}`,
				resource: applied({ ...good, machine: services(endpoint) }),
				messages: [fail(only(at))],
			}),
		),
		{
			says: "the kernel's log that stays",
			resource: applied({ ...good, documents: [kernel("udp://127.1.2.3:5140")] }),
			messages: [fail(only("KmsgLogConfig"))],
		},
		{
			says: "an address without a port",
			resource: applied({ ...good, machine: services("tcp://10.20.0.41") }),
			messages: [fail(noAddress)],
		},
		{
			says: "another protocol",
			resource: applied({ ...good, machine: services("http://10.20.0.41:80") }),
			messages: [fail(noAddress)],
		},
		{ says: "an empty address", resource: applied({ ...good, machine: services("") }), messages: [fail(noAddress)] },
		{
			says: "a patch that removes the services' destinations",
			resource: applied(good, [stringify({ machine: { logging: { $patch: "delete" } } })]),
			messages: [fail(missing(at))],
		},
		{
			says: "a patch that removes the kernel's",
			resource: applied(good, [
				stringify({ apiVersion: "v1alpha1", kind: "KmsgLogConfig", name: "kernel", $patch: "delete" }),
			]),
			messages: [fail(missing("KmsgLogConfig"))],
		},
		{
			says: "a JSON patch on the destinations",
			resource: applied(good, ['[{"op":"remove","path":"/machine/logging"}]']),
			messages: [fail("configPatches[0] is a JSON patch on the log destinations; write it as a strategic merge patch")],
		},
		{
			says: "what is no YAML",
			resource: applied("machine: ["),
			messages: [fail("machineConfigurationInput is not YAML"), fail(missing(at)), fail(missing("KmsgLogConfig"))],
		},
	],
	absent: [
		{ says: "no destination", resource: applied({}), messages: [fail(missing(at)), fail(missing("KmsgLogConfig"))] },
		{
			says: "an empty list",
			resource: applied({ ...good, machine: services() }),
			messages: [fail(missing(at))],
		},
	],
	nearMiss: [
		{
			says: "one here and one away",
			resource: applied({ machine: services(local[0], away), documents: [kernel(local[0]), kernel(away, "away")] }),
			messages: [],
		},
		{
			says: "destinations that a patch adds",
			resource: applied({}, [
				stringify({ machine: services(away) }),
				stringify({ apiVersion: "v1alpha1", ...kernel(away) }),
			]),
			messages: [],
		},
		{
			says: "an address that only begins like this node's",
			resource: applied({ ...good, machine: services("udp://10.20.0.210:5140") }),
			messages: [],
		},
	],
	otherKind: [resource("talos:machine/bootstrap:Bootstrap", {}), resource("kubernetes:core/v1:ConfigMap", {})],
	unknown: {
		alone: [
			{
				says: "an unknown configuration",
				resource: applied(unknown),
				messages: [notKnown("machineConfigurationInput")],
			},
			{
				says: "an unknown patch that may bring them",
				resource: applied({}, [unknown]),
				messages: [notKnown("configPatches[0]")],
			},
			{
				says: "an unknown address of the node, which a destination may be",
				resource: ofNode(applied(good), unknown),
				messages: [notKnown("node")],
			},
			{
				says: "an unknown patch after what is no address, which it may remove",
				resource: applied({ ...good, machine: services("http://a:1") }, [unknown]),
				messages: [notKnown("configPatches[0]")],
			},
		],
		besideViolation: [
			{
				says: "what is no address in a patch after an unknown one",
				resource: applied(good, [unknown, stringify({ machine: services("http://a:1") })]),
				messages: [fail(noAddress), notKnown("configPatches[0]")],
			},
		],
	},
	excepted: excepted(applied({ ...good, machine: services(local[0]) }), at, only(at)),
};
