import { stringify } from "yaml";
import { pinnedNodes } from "../../../../policy-pack/rules/integrity/pinnedNodes";
import { type Case, type RuleCases, resource, unknown } from "../case";
import { applied, type Configured } from "../machines";
import { wordingOf } from "../wording";

const { fail, notKnown, excepted } = wordingOf(pinnedNodes);
type Tree = Record<string, unknown>;
const schematic = "ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515";
const image = `factory.talos.dev/nocloud-installer/${schematic}:v1.14.2`;
const encryption = { provider: "luks2", keys: [{ slot: 0, nodeID: {} }] };
const volume = (name: string, change: Tree = { encryption }) => ({ kind: "VolumeConfig", name, ...change });
const user = (change: Tree) => ({ kind: "UserVolumeConfig", name: "local-hdd", ...change });
const system = [volume("STATE"), volume("EPHEMERAL")];
const installed = (of: unknown): Record<string, unknown> => ({ install: { image: of } });
const good: Configured = { machine: installed(image), documents: system };
const withDocuments = (...documents: Tree[]) => applied({ ...good, documents });

const noInstaller = "machine.install.image is not an installer of a schematic and a release";
const plain = (name: string) => `VolumeConfig[${name}].encryption is missing: the partition is in plain text`;
const plainVolume = "UserVolumeConfig[local-hdd].encryption is missing: the volume is in plain text";

const installers: [string, string][] = [
	["the installer that Talos generates", "ghcr.io/siderolabs/installer:v1.14.2"],
	["a schematic of 63 digits", image.replace(schematic, schematic.slice(1))],
	["a moving tag", image.replace("v1.14.2", "latest")],
	["a schematic without a release", image.replace(":v1.14.2", "")],
];

const specifications: [string, Tree][] = [
	["another provider", { encryption: { ...encryption, provider: "none" } }],
	["no key", { encryption: { ...encryption, keys: [] } }],
	["a slot without a key", { encryption: { ...encryption, keys: [{ slot: 0 }] } }],
	["a second slot without a key", { encryption: { ...encryption, keys: [{ slot: 0, tpm: {} }, { slot: 1 }] } }],
];

export const pinnedNodesCases: RuleCases = {
	policy: "int-006-pinned-nodes",
	compliant: [
		{ says: "a pinned node with encrypted partitions", resource: applied(good), messages: [] },
		{
			says: "a worker with an encrypted volume",
			resource: applied({ ...good, type: "worker", documents: [...system, user({ encryption })] }),
			messages: [],
		},
		{
			says: "encryption in the older form",
			resource: applied({
				machine: { ...installed(image), systemDiskEncryption: { state: encryption, ephemeral: encryption } },
			}),
			messages: [],
		},
	],
	violating: [
		...installers.map(
			([says, one]): Case => ({
				says,
				resource: applied({ ...good, machine: installed(one) }),
				messages: [fail(noInstaller)],
			}),
		),
		...specifications.map(
			([says, change]): Case => ({
				says: `STATE with ${says}`,
				resource: withDocuments(volume("STATE", change), volume("EPHEMERAL")),
				messages: [fail(plain("STATE"))],
			}),
		),
		{ says: "EPHEMERAL in plain text", resource: withDocuments(volume("STATE")), messages: [fail(plain("EPHEMERAL"))] },
		{
			says: "a user volume in plain text",
			resource: withDocuments(...system, user({})),
			messages: [fail(plainVolume)],
		},
		{
			says: "swap in plain text",
			resource: withDocuments(...system, { kind: "SwapVolumeConfig", name: "swap1" }),
			messages: [fail("SwapVolumeConfig[swap1].encryption is missing: the volume is in plain text")],
		},
		{
			says: "a volume that was there before",
			resource: withDocuments(...system, { kind: "ExistingVolumeConfig", name: "old" }),
			messages: [fail("ExistingVolumeConfig[old] cannot be encrypted")],
		},
		{
			says: "disks in the older form",
			resource: applied({ ...good, machine: { ...installed(image), disks: [{ device: "/dev/sdb" }] } }),
			messages: [fail("machine.disks cannot be encrypted; use UserVolumeConfig")],
		},
		{
			says: "a patch that takes the encryption away",
			resource: applied(good, [
				stringify({ apiVersion: "v1alpha1", kind: "VolumeConfig", name: "STATE", encryption: { $patch: "delete" } }),
			]),
			messages: [fail(plain("STATE"))],
		},
		{
			says: "a patch with another installer",
			resource: applied(good, [stringify({ machine: installed("ghcr.io/siderolabs/installer:v1.14.2") })]),
			messages: [fail(noInstaller)],
		},
	],
	absent: [
		{
			says: "nothing said",
			resource: applied({}),
			messages: [fail("machine.install.image is missing"), fail(plain("STATE")), fail(plain("EPHEMERAL"))],
		},
	],
	nearMiss: [
		{
			says: "Secure Boot's installer",
			resource: applied({ ...good, machine: installed(image.replace("installer/", "installer-secureboot/")) }),
			messages: [],
		},
		{
			says: "a digest beside the release",
			resource: applied({ ...good, machine: installed(`${image}@sha256:${"a".repeat(64)}`) }),
			messages: [],
		},
		{
			says: "a folder on EPHEMERAL",
			resource: withDocuments(...system, user({ volumeType: "directory" })),
			messages: [],
		},
		{
			says: "a key of a TPM",
			resource: withDocuments(
				volume("STATE", { encryption: { provider: "luks2", keys: [{ slot: 0, tpm: {} }] } }),
				volume("EPHEMERAL"),
			),
			messages: [],
		},
	],
	otherKind: [resource("talos:machine/bootstrap:Bootstrap", {}), resource("proxmoxve:index/vmLegacy:VmLegacy", {})],
	unknown: {
		alone: [
			{
				says: "an unknown configuration",
				resource: applied(unknown),
				messages: [notKnown("machineConfigurationInput")],
			},
			{
				says: "an unknown patch that may bring it",
				resource: applied({}, [unknown]),
				messages: [notKnown("configPatches[0]")],
			},
			{
				says: "an unknown patch that may encrypt a volume",
				resource: applied({ ...good, documents: [...system, user({})] }, [unknown]),
				messages: [notKnown("configPatches[0]")],
			},
			{
				says: "a part of a volume, which an unknown patch before it may encrypt",
				resource: applied(good, [unknown, stringify({ apiVersion: "v1alpha1", ...user({}) })]),
				messages: [notKnown("configPatches[0]")],
			},
		],
		besideViolation: [
			{
				says: "a volume with another provider in a patch after an unknown one",
				resource: applied(good, [
					unknown,
					stringify({ apiVersion: "v1alpha1", ...user({ encryption: { provider: "none" } }) }),
				]),
				messages: [fail(plainVolume), notKnown("configPatches[0]")],
			},
		],
	},
	excepted: excepted(withDocuments(...system, user({})), "UserVolumeConfig[local-hdd].encryption", plainVolume),
};
