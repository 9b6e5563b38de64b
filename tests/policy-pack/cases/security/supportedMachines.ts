import { supportedMachines as rule } from "../../../../policy-pack/rules/security/supportedMachines";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
interface Versions {
	talos?: string;
	kubelet?: string;
	apiServer?: string;
}
const text = ({ talos = "v1.14.2", kubelet = "v1.36.3", apiServer }: Versions) =>
	[
		"machine:",
		"  type: controlplane",
		`  install: {image: "factory.talos.dev/nocloud-installer/abc:${talos}"}`,
		`  kubelet: {image: "ghcr.io/siderolabs/kubelet:${kubelet}"}`,
		`cluster: {${apiServer === undefined ? "" : `apiServer: {image: "registry.k8s.io/kube-apiserver:${apiServer}"}`}}`,
		"",
	].join("\n");
const machine = (machineConfigurationInput: unknown, configPatches: unknown[] = []) =>
	resource("talos:machine/configurationApply:ConfigurationApply", { machineConfigurationInput, configPatches });
const image = (fileName: unknown) => resource("proxmoxve:download/file:File", { contentType: "import", fileName });
const since = (path: string, day: string): string => `${path} has had no support since ${day}`;
const kubelet = "machine.kubelet.image";
const ended = since(kubelet, "2026-10-27");

export const supportedMachines: RuleCases = {
	policy: "sec-010-supported-machines",
	compliant: [
		{ says: "versions in support", resource: machine(text({ apiServer: "v1.36.3" })), messages: [] },
		{
			says: "a boot image in support",
			resource: image("talos-v1.14.2-ce4c980550dd-nocloud-amd64.qcow2"),
			messages: [],
		},
	],
	violating: [
		{ says: "a Kubernetes that ended", resource: machine(text({ kubelet: "v1.34.6" })), messages: [fail(ended)] },
		{
			says: "an API server that ended",
			resource: machine(text({ apiServer: "v1.33.10" })),
			messages: [fail(since("cluster.apiServer.image", "2026-06-28"))],
		},
		{
			says: "a Talos that ended",
			resource: machine(text({ talos: "v1.13.10" })),
			messages: [fail(since("machine.install.image", "2026-09-14"))],
		},
		{
			says: "a Talos that nobody looked up",
			resource: machine(text({ talos: "v1.99.0" })),
			messages: [fail("machine.install.image is not in the table of support dates")],
		},
		{
			says: "a patch that brings one that ended",
			resource: machine(text({}), ["machine: {kubelet: {image: ghcr.io/siderolabs/kubelet:v1.34.6}}"]),
			messages: [fail(ended)],
		},
		{
			says: "no version",
			resource: machine(text({}), ["machine: {kubelet: {image: ghcr.io/siderolabs/kubelet}}"]),
			messages: [fail(`${kubelet} names no version`)],
		},
		{
			says: "a JSON patch on it",
			resource: machine(text({}), ['[{"op": "replace", "path": "/machine/kubelet/image", "value": "a:v1.36.3"}]']),
			messages: [
				fail(
					"configPatches[0] is a JSON patch on the versions that the machine runs; write it as a strategic merge patch",
				),
			],
		},
		{
			says: "a boot image that ended",
			resource: image("talos-v1.13.10-nocloud-amd64.qcow2"),
			messages: [fail(since("fileName", "2026-09-14"))],
		},
		{
			says: "a boot image of no version",
			resource: image("talos-latest.qcow2"),
			messages: [fail("fileName names no version")],
		},
		{
			says: "a text that is no configuration",
			resource: machine("machine: [hunter2"),
			messages: [
				fail("machineConfigurationInput is not YAML"),
				fail("machine.kubelet.image is missing, so that the version is whatever Talos brings"),
			],
		},
	],
	absent: [
		{
			says: "no kubelet's image",
			resource: machine("machine: {type: worker}\ncluster: {}\n"),
			messages: [fail(`${kubelet} is missing, so that the version is whatever Talos brings`)],
		},
	],
	nearMiss: [
		{
			says: "a version with its digest",
			resource: machine(text({ kubelet: `v1.36.3@sha256:${"a".repeat(64)}` })),
			messages: [],
		},
		{
			says: "a registry with a port",
			resource: machine(text({}), ["machine: {kubelet: {image: registry.lab.gxp.example:5000/kubelet:v1.36.3}}"]),
			messages: [],
		},
	],
	otherKind: [resource("kubernetes:helm.sh/v3:Release", {}), image("debian-13.qcow2")],
	unknown: {
		alone: [
			{
				says: "an unknown configuration",
				resource: machine(unknown),
				messages: [undecided("machineConfigurationInput")],
			},
			{ says: "an unknown file", resource: image(unknown), messages: [undecided("fileName")] },
			{
				says: "an unknown patch after a version that ended, of which it may set another",
				resource: machine(text({ kubelet: "v1.34.6" }), [unknown]),
				messages: [undecided("configPatches[0]")],
			},
		],
		besideViolation: [
			{
				says: "a version that ended in a patch after an unknown one",
				resource: machine(text({}), [unknown, 'machine: {kubelet: {image: "ghcr.io/siderolabs/kubelet:v1.34.6"}}']),
				messages: [fail(ended), undecided("configPatches[0]")],
			},
		],
	},
	excepted: {
		resource: machine(text({ kubelet: "v1.34.6" })),
		exception: {
			control: "SEC-010",
			resource: { type: "talos:machine/configurationApply:ConfigurationApply", name: "proof" },
			finding: kubelet,
			...dated,
		},
		waived: [waived(ended)],
		expired: [expired(ended)],
	},
};
