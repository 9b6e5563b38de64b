import { stringify } from "yaml";
import { timeServers } from "../../../../policy-pack/rules/audit/timeServers";
import { type Case, type RuleCases, resource, unknown } from "../case";
import { applied, type Configured } from "../machines";
import { wordingOf } from "../wording";

const { fail, notKnown, excepted } = wordingOf(timeServers);
const document = (...servers: unknown[]) => ({ kind: "TimeSyncConfig", ntp: { servers } });
const of = (...servers: unknown[]): Configured => ({ documents: [document(...servers)] });
const at = "TimeSyncConfig.ntp.servers";
const none = `${at} names no time server`;
const fewer = `${at} names fewer than 2 different time servers`;
const two = of("10.20.0.1", "10.20.0.2");
const stopped = (path: string) => `${path} stops the clock's synchronisation`;

const few: [string, Configured][] = [
	["one server in production", of("10.20.0.1")],
	["the same server twice", of("ntp.lab.gxp.example", "NTP.lab.gxp.example.")],
	["a server and an empty text", of("10.20.0.1", "")],
	["a server and a clock of the host's", of("10.20.0.1", "/dev/ptp0")],
];

export const timeServersCases: RuleCases = {
	policy: "aud-006-time-servers",
	compliant: [
		{ says: "two servers", resource: applied(two), messages: [] },
		{ says: "two servers of a worker", resource: applied({ ...two, type: "worker" }), messages: [] },
		{
			says: "two servers in machine.time",
			resource: applied({ machine: { time: { servers: ["10.20.0.1", "10.20.0.2"] } } }),
			messages: [],
		},
		{
			says: "one server in a validation",
			resource: applied(of("10.20.0.1")),
			messages: [],
			environmentClass: "validation",
		},
	],
	violating: [
		...few.map(([says, configured]): Case => ({ says, resource: applied(configured), messages: [fail(fewer)] })),
		{ says: "an empty list", resource: applied(of()), messages: [fail(none)] },
		{ says: "no server in a lab", resource: applied(of()), messages: [fail(none)], environmentClass: "lab" },
		{
			says: "a clock of the host's only",
			resource: applied({ documents: [{ kind: "TimeSyncConfig", ptp: { devices: ["/dev/ptp0"] } }] }),
			messages: [fail(none)],
		},
		{
			says: "servers that are not asked",
			resource: applied({ documents: [{ ...document("10.20.0.1", "10.20.0.2"), enabled: false }] }),
			messages: [fail(stopped("TimeSyncConfig.enabled"))],
		},
		{
			says: "servers in machine.time that are not asked",
			resource: applied({ machine: { time: { disabled: true, servers: ["10.20.0.1", "10.20.0.2"] } } }),
			messages: [fail(stopped("machine.time.disabled"))],
		},
		{
			says: "a patch that stops it",
			resource: applied(two, [stringify({ apiVersion: "v1alpha1", kind: "TimeSyncConfig", enabled: false })]),
			messages: [fail(stopped("TimeSyncConfig.enabled"))],
		},
		{
			says: "a patch that stops it in a word of YAML 1.1",
			resource: applied(two, ["apiVersion: v1alpha1\nkind: TimeSyncConfig\nenabled: off\n"]),
			messages: [fail(stopped("TimeSyncConfig.enabled"))],
		},
		{
			says: "a JSON patch on it",
			resource: applied({ machine: { time: { servers: ["10.20.0.1", "10.20.0.2"] } } }, [
				'[{"op":"remove","path":"/machine/time/servers"}]',
			]),
			messages: [fail("configPatches[0] is a JSON patch on the time servers; write it as a strategic merge patch")],
		},
	],
	absent: [{ says: "nothing about time", resource: applied({}), messages: [fail(none)] }],
	nearMiss: [
		{ says: "one server in a lab", resource: applied(of("10.20.0.1")), messages: [], environmentClass: "lab" },
		{
			says: "a second server by a patch",
			resource: applied(of("10.20.0.1"), [stringify({ apiVersion: "v1alpha1", ...document("10.20.0.2") })]),
			messages: [],
		},
		{
			says: "servers that are expressly asked",
			resource: applied({ documents: [{ ...document("a.example", "b.example"), enabled: true }] }),
			messages: [],
		},
	],
	otherKind: [resource("talos:machine/secrets:Secrets", {})],
	unknown: {
		alone: [
			{
				says: "an unknown configuration",
				resource: applied(unknown),
				messages: [notKnown("machineConfigurationInput")],
			},
			{ says: "unknown patches", resource: applied(of("10.20.0.1"), unknown), messages: [notKnown("configPatches")] },
			{
				says: "an unknown patch that may set a clock which is not set",
				resource: applied({ documents: [{ ...document("10.20.0.1"), enabled: false }] }, [unknown]),
				messages: [notKnown("configPatches[0]")],
			},
		],
		besideViolation: [
			{
				says: "a clock that is not set in a patch after an unknown one",
				resource: applied(two, [
					unknown,
					stringify({ apiVersion: "v1alpha1", kind: "TimeSyncConfig", enabled: false }),
				]),
				messages: [fail(stopped("TimeSyncConfig.enabled")), notKnown("configPatches[0]")],
			},
		],
	},
	excepted: excepted(applied(of("10.20.0.1")), at, fewer),
};
