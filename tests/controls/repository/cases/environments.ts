import { controlById } from "../../../../controls/catalogue";
import { messagesOf } from "../../../policy-pack/cases/messages";
import { type ConfigurationCases, EXCEPTIONS, entry, type Given } from "./case";

type Values = Record<string, unknown>;
const prod: Values = {
	nodeCidr: "10.30.0.0/24",
	podCidr: "10.245.0.0/16",
	serviceCidr: "10.112.0.0/12",
	vip: "10.30.0.5",
	vlanId: 30,
	pool: { from: "10.30.0.200", to: "10.30.0.220" },
	domain: "prod.example.org",
	endpoint: "https://pve1.prod.example.org:8006",
	hosts: [{ address: "10.30.0.10" }],
	nodes: [{ address: "10.30.0.21", mac: "bc:24:11:30:00:21" }],
	minio: { host: "minio.prod.example.org", address: "10.30.0.201" },
	token: { secure: "v1:abc" },
};
const lab: Values = {
	nodeCidr: "10.20.0.0/24",
	podCidr: "10.244.0.0/16",
	serviceCidr: "10.96.0.0/12",
	vip: "10.20.0.5",
	vlanId: 20,
	pool: { from: "10.20.0.200", to: "10.20.0.220" },
	domain: "lab.example.org",
	endpoint: "https://pve1.lab.example.org:8006",
	hosts: [{ address: "10.20.0.10" }],
	nodes: [{ address: "10.20.0.21", mac: "bc:24:11:20:00:21" }],
	minio: { host: "minio.lab.example.org", address: "10.20.0.201" },
	token: { secure: "v1:def" },
};

/** JSON is YAML; on one line, so that every finding is in the first. */
function stackFile(values: Values, more: Values = {}): string {
	const { nodeCidr, podCidr, serviceCidr, vip, vlanId, pool } = values;
	return JSON.stringify({
		...more,
		config: {
			"gxp-lab:environment": { domain: values.domain },
			"gxp-lab:network": { nodeCidr, podCidr, serviceCidr, vip, vlanId, loadBalancerPool: pool },
			"gxp-lab:proxmox": { endpoint: values.endpoint, hosts: values.hosts },
			"gxp-lab:talos": { logDestinations: values.logs },
			"gxp-lab:nodes": values.nodes,
			"gxp-lab:platform": { minio: values.minio },
			"gxp-lab:proxmoxApiToken": values.token,
		},
	});
}

const beside = (change: Values, more: { prod?: Values; lab?: Values; project?: string } = {}): Given => ({
	files: {
		"Pulumi.yaml": more.project ?? "name: gxp-lab\n",
		"Pulumi.prod.yaml": stackFile({ ...prod, ...change }, more.prod),
		"Pulumi.lab.yaml": stackFile(lab, more.lab),
	},
});
const both = (change: Values, other: Values): Given => ({
	files: { ...beside(change).files, "Pulumi.lab.yaml": stackFile({ ...lab, ...other }) },
});
const { fail, waived, expired } = messagesOf(controlById("CHG-010"), "Pulumi.prod.yaml:1");
const network = (key: string) => `config.gxp-lab:network.${key}`;
const shared: readonly [says: string, change: Values, finding: string][] = [
	["the lab's node network", { nodeCidr: "10.20.0.0/24" }, `${network("nodeCidr")} overlaps that of lab`],
	["a network around the lab's", { nodeCidr: "10.0.0.0/8" }, `${network("nodeCidr")} overlaps that of lab`],
	["the lab's VLAN", { vlanId: 20 }, `${network("vlanId")} is that of lab`],
	["the lab's address of the API", { vip: "10.20.0.5" }, `${network("vip")} is that of lab`],
	[
		"an address of the lab's pool",
		{ pool: { from: "10.20.0.220", to: "10.20.0.230" } },
		`${network("loadBalancerPool")} overlaps that of lab`,
	],
	[
		"the lab's Proxmox",
		{ endpoint: "https://PVE1.lab.example.org:8006/" },
		"config.gxp-lab:proxmox.endpoint is that of lab",
	],
	["a host of the lab", { hosts: [{ address: "10.20.0.10" }] }, "config.gxp-lab:proxmox.hosts has a host of lab"],
	["a machine of the lab", { nodes: [{ mac: "BC:24:11:20:00:21" }] }, "config.gxp-lab:nodes has a machine of lab"],
	[
		"the lab's buckets",
		{ minio: { host: "minio.lab.example.org" } },
		"config.gxp-lab:platform.minio.host is that of lab",
	],
	[
		"the lab's pods where its machines are",
		{ nodeCidr: "10.244.3.0/24" },
		`${network("nodeCidr")} overlaps the podCidr of lab`,
	],
	[
		"the lab's machines where its pods are",
		{ podCidr: "10.20.0.0/16" },
		`${network("podCidr")} overlaps the nodeCidr of lab`,
	],
	["the profile's pods, which the lab states", { podCidr: undefined }, `${network("podCidr")} overlaps that of lab`],
	["an address in the lab's network", { vip: "10.20.0.77" }, `${network("vip")} is in the nodeCidr of lab`],
	[
		"the address after the lab's pool",
		{ pool: { from: "10.30.0.200", to: "10.20.0.221" } },
		`${network("loadBalancerPool")}.to is in the nodeCidr of lab`,
	],
	[
		"a machine in the lab's network",
		{ nodes: [{ address: "10.20.0.99", mac: "bc:24:11:30:00:21" }] },
		"config.gxp-lab:nodes[0].address is in the nodeCidr of lab",
	],
	[
		"a machine of the lab as a host, written as IPv6",
		{ hosts: [{ address: "::ffff:10.20.0.21" }] },
		"config.gxp-lab:proxmox.hosts[0].address is in the nodeCidr of lab",
	],
	[
		"the lab's Proxmox by its port and another spelling",
		{ endpoint: "https://PVE1.lab.example.org./api" },
		"config.gxp-lab:proxmox.endpoint is that of lab",
	],
	[
		"the lab's domain in another case",
		{ domain: "LAB.example.org." },
		"config.gxp-lab:environment.domain is that of lab",
	],
	[
		"logs that go to the lab",
		{ logs: ["tcp://10.20.0.41:5140"] },
		"config.gxp-lab:talos.logDestinations[0] is in the nodeCidr of lab",
	],
	["the lab's token", { token: { secure: "v1:def" } }, "config holds an encrypted value of lab"],
];

export const separateEnvironments: ConfigurationCases = {
	policy: "chg-010-separate-environments",
	compliant: [{ says: "environments that share nothing", given: beside({}), messages: [] }],
	violating: [
		...shared.map(([says, change, finding]) => ({ says, given: beside(change), messages: [fail(finding)] })),
		{
			says: "the lab's network in IPv6",
			given: {
				files: {
					...beside({}).files,
					"Pulumi.prod.yaml": stackFile({ ...prod, nodeCidr: "fd00:20:0:0::/64", vip: "FD00:0020::0005" }),
					"Pulumi.lab.yaml": stackFile({ ...lab, nodeCidr: "fd00:20::/48", vip: "fd00:20::5" }),
				},
			},
			messages: [fail(`${network("nodeCidr")} overlaps that of lab`), fail(`${network("vip")} is that of lab`)],
		},
		{
			says: "logs that go to the lab's object storage",
			given: both(
				{ logs: ["tcp://192.168.77.9:5140"] },
				{ minio: { host: "minio.lab.example.org", address: "192.168.77.9" } },
			),
			messages: [fail("config.gxp-lab:talos.logDestinations[0] is an address of lab")],
		},
		{
			says: "the lab's encryption salt",
			given: beside({}, { prod: { encryptionsalt: "v1:x" }, lab: { encryptionsalt: "v1:x" } }),
			messages: [fail("encryptionsalt is that of lab")],
		},
		{
			says: "the lab's key of a secrets provider",
			given: beside({}, { prod: { secretsprovider: "awskms://k" }, lab: { secretsprovider: "awskms://k" } }),
			messages: [fail("secretsprovider is that of lab")],
		},
		{
			says: "one backend for the state of all",
			given: beside({}, { project: "name: gxp-lab\nbackend: { url: s3://state }\n" }),
			messages: [
				messagesOf(controlById("CHG-010"), "Pulumi.yaml:2").fail(
					"backend.url keeps the state of all environments in one place",
				),
			],
		},
	],
	nearMiss: [
		{ says: "the network beside the lab's", given: beside({ nodeCidr: "10.20.1.0/24" }), messages: [] },
		{ says: "the address after the lab's network", given: beside({ vip: "10.20.1.0" }), messages: [] },
		{
			says: "logs of its own",
			given: beside({ logs: ["tcp://10.30.0.41:5140", "tcp://logs.example.org:1"] }),
			messages: [],
		},
		{
			says: "one receiver of logs, in the network of neither",
			given: both({ logs: ["tcp://192.168.77.9:5140"] }, { logs: ["tcp://192.168.77.9:5140"] }),
			messages: [],
		},
		{
			says: "IPv6 of its own",
			given: {
				files: {
					...beside({}).files,
					"Pulumi.prod.yaml": stackFile({ ...prod, nodeCidr: "fd00:30::/64", vip: "fd00:30::5" }),
					"Pulumi.lab.yaml": stackFile({ ...lab, nodeCidr: "fd00:20::/64", vip: "fd00:20::5" }),
				},
			},
			messages: [],
		},
		{
			says: "a passphrase each",
			given: beside({}, { prod: { secretsprovider: "passphrase" }, lab: { secretsprovider: "passphrase" } }),
			messages: [],
		},
	],
	absent: [
		{
			says: "no VLAN in both",
			given: {
				files: {
					"Pulumi.yaml": "name: gxp-lab\n",
					"Pulumi.prod.yaml": stackFile({ ...prod, vlanId: undefined }),
					"Pulumi.lab.yaml": stackFile({ ...lab, vlanId: undefined }),
				},
			},
			messages: [fail(`${network("vlanId")} is that of lab`)],
		},
	],
	malformed: [
		{
			says: "another environment's file that cannot be read",
			given: { files: { ...beside({}).files, "Pulumi.lab.yaml": "config: {a: 1\n" } },
			messages: [
				messagesOf({ id: "CHG-010", fix: "Correct Pulumi.lab.yaml." }, "Pulumi.lab.yaml:2").fail(
					"is not YAML (Flow map in block collection must be sufficiently indented and end with a })",
				),
			],
		},
	],
	excepted: {
		given: beside({ vlanId: 20 }),
		exceptions: entry("CHG-010", "{ file: Pulumi.prod.yaml }", network("vlanId")),
		waived: [waived(`${network("vlanId")} is that of lab`)],
		expired: [expired(`${network("vlanId")} is that of lab`)],
	},
};

const whole =
	'control: SEC-001, resource: { type: "a:b:C", name: d }, finding: spec, reason: a test, risk: none, approver: A. Reviewer, until: "2027-06-30"';
const entries = (...all: string[]): Given => ({
	files: { [EXCEPTIONS]: `exceptions:\n${all.map((one) => `  - { ${one} }\n`).join("")}` },
	rehearsal: false,
});
const at = (line: number) => messagesOf(controlById("CHG-011"), `${EXCEPTIONS}:${line}`);
const of = "a:b:C::d";
const madeBy = (release: string) =>
	whole
		.replace(
			/resource: \{[^}]*\}/,
			`resource: { apiVersion: apps/v1, kind: DaemonSet, namespace: a, name: d, madeBy: { release: ${release} } }`,
		)
		.replace("A. Reviewer", "rehearsal - not approved");

export const exactExceptions: ConfigurationCases = {
	policy: "chg-011-exact-exceptions",
	compliant: [{ says: "an exact, approved exception with an end", given: entries(whole), messages: [] }],
	violating: [
		{
			says: "one past its date",
			given: entries(whole.replace("2027-06-30", "2026-12-30")),
			messages: [at(2).fail(`exceptions[0].until has passed, for ${of}`)],
		},
		{
			says: "one that nobody approved",
			given: entries(whole.replace("A. Reviewer", "rehearsal - not approved")),
			messages: [at(2).fail(`exceptions[0].approver names nobody who approved it, for ${of}`)],
		},
		{
			says: "one that nobody approved, for what a chart of the stack makes",
			given: { ...entries(madeBy("cilium")), releases: ["cilium"] },
			messages: [at(2).fail("exceptions[0].approver names nobody who approved it, for apps/v1/DaemonSet a/d")],
		},
		{
			says: "one that nobody approved, where nobody knows the stack's charts",
			given: entries(madeBy("kyverno")),
			messages: [at(2).fail("exceptions[0].approver names nobody who approved it, for apps/v1/DaemonSet a/d")],
		},
		{
			says: "an approver that is nobody",
			given: entries(whole.replace("A. Reviewer", "TBD")),
			messages: [at(2).fail(`exceptions[0].approver names nobody who approved it, for ${of}`)],
		},
		{
			says: "one for longer than a year",
			given: entries(whole.replace("2027-06-30", "2099-12-31")),
			messages: [at(2).fail(`exceptions[0].until is more than a year on, for ${of}`)],
		},
		{
			says: "one twice",
			given: entries(whole, whole),
			messages: [at(3).fail("exceptions[1] is exceptions[0] once more")],
		},
		{
			says: "one for a control that there is not",
			given: entries(whole.replace("SEC-001", "SEC-999")),
			messages: [at(2).fail("exceptions[0].control names no control")],
		},
		{
			says: "one from this control",
			given: entries(whole.replace("SEC-001", "CHG-011")),
			messages: [at(2).fail("exceptions[0].control excepts from CHG-011: an exception would let itself hold")],
		},
		{
			says: "one for a stack that there is not",
			given: entries(`${whole}, stack: staging`),
			messages: [at(2).fail("exceptions[0].stack names a stack that has no file")],
		},
	],
	nearMiss: [
		{
			says: "one that nobody approved, for what a chart makes that the stack does not have",
			given: { ...entries(madeBy("kyverno")), releases: ["cilium"] },
			messages: [],
		},
		{ says: "one on its last day", given: entries(whole.replace("2027-06-30", "2026-12-31")), messages: [] },
		{
			says: "one that nobody approved, in a rehearsal",
			given: { ...entries(whole.replace("A. Reviewer", "rehearsal - not approved")), rehearsal: true },
			messages: [],
		},
	],
	absent: [
		{
			says: "no approver",
			given: entries(whole.replace(", approver: A. Reviewer", "")),
			messages: [at(2).fail("exceptions[0].approver is missing; it must be who approved it")],
		},
	],
	malformed: [
		{
			says: "a wildcard",
			given: entries(whole.replace("name: d", "name: d*")),
			messages: [at(2).fail("exceptions[0].resource.name is a pattern; it must name one thing exactly")],
		},
		{
			says: "no date",
			given: entries(whole.replace("2027-06-30", "soon")),
			messages: [at(2).fail("exceptions[0].until must be a day, such as 2027-06-30")],
		},
	],
	excepted: { never: "an exception from what lets exceptions hold would let itself hold: it is a violation" },
};
