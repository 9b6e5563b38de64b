import { controlById } from "../../../controls/catalogue";
import type { ResourceRule } from "../../rule";
import { elements } from "../installed";
import {
	documentsOf,
	isTree,
	judgeMachine,
	type MachineConfiguration,
	type MachineFinding,
	memberOf,
} from "../machineConfiguration";

const control = controlById("INT-006");

/** INT-006 over each node's configuration: the installer is the factory's of a schematic and a release, and its disks are encrypted. */
export const pinnedNodes: ResourceRule = {
	id: control.id,
	slug: "pinned-nodes",
	says: "A node is installed from a pinned image, and its state and data are encrypted.",
	fix: control.fix,
	judge: (resource) =>
		judgeMachine(resource, {
			guarded: ["/machine/install", "/machine/systemDiskEncryption", "/machine/disks"],
			guardedAs: "the installer or the disks",
			judge: (configuration) => [...judgeInstaller(configuration), ...judgeDisks(configuration)],
		}),
};

/** `<registry>/<platform>-installer[-secureboot]/<schematic>:<version>` (Image Factory), or any installer by digest. */
const installer =
	/^[^/\s]+\/(?:[^\s@]+\/)?(?:[a-z0-9-]+-)?installer(?:-secureboot)?\/[0-9a-f]{64}:v\d+\.\d+\.\d+(?:@sha256:[0-9a-f]{64})?$/;

function judgeInstaller({ main }: MachineConfiguration): MachineFinding[] {
	const path = "machine.install.image";
	const image = memberOf(main, "machine", "install", "image");
	if (image === undefined) return [{ path, what: "is missing", absent: true }];
	if (typeof image === "string" && installer.test(image)) return [];
	return [{ path, what: "is not an installer of a schematic and a release" }];
}

/** Volumes that a node makes beside its own: each holds data. A user volume of the type directory lies on EPHEMERAL. */
const volumes = ["UserVolumeConfig", "RawVolumeConfig", "SwapVolumeConfig"];

function judgeDisks(configuration: MachineConfiguration): MachineFinding[] {
	const legacy = memberOf(configuration.main, "machine", "systemDiskEncryption");
	const system = [
		["STATE", "state"],
		["EPHEMERAL", "ephemeral"],
	].flatMap(([name = "", partition = ""]): MachineFinding[] => {
		const documents = documentsOf(configuration, "VolumeConfig").filter((document) => document.name === name);
		if (documents.some((document) => encrypts(document.encryption))) return [];
		if (encrypts(memberOf(legacy, partition))) return [];
		return [
			{ path: `VolumeConfig[${name}].encryption`, what: "is missing: the partition is in plain text", absent: true },
		];
	});
	const own = volumes.flatMap((kind) =>
		documentsOf(configuration, kind)
			.filter(({ volumeType, encryption }) => volumeType !== "directory" && !encrypts(encryption))
			.map(
				({ name, encryption }): MachineFinding => ({
					path: `${kind}[${nameOf(name)}].encryption`,
					what: "is missing: the volume is in plain text",
					...(encryption === undefined && { absent: true }),
				}),
			),
	);
	const existing = documentsOf(configuration, "ExistingVolumeConfig").map(({ name }) => ({
		path: `ExistingVolumeConfig[${nameOf(name)}]`,
		what: "cannot be encrypted",
	}));
	const disks = elements(memberOf(configuration.main, "machine", "disks"));
	const plain = disks.length > 0 ? [{ path: "machine.disks", what: "cannot be encrypted; use UserVolumeConfig" }] : [];
	return [...system, ...own, ...existing, ...plain];
}

const nameOf = (name: unknown): string => (typeof name === "string" && /^[A-Za-z0-9_-]+$/.test(name) ? name : "?");

/** LUKS2 with a key of some kind in every slot (machinery v1.13.0, block/encryption.go). */
function encrypts(encryption: unknown): boolean {
	if (!isTree(encryption) || encryption.provider !== "luks2") return false;
	const keys = elements(encryption.keys);
	const kinds = ["static", "nodeID", "kms", "tpm"];
	return keys.length > 0 && keys.every((key) => isTree(key) && kinds.some((kind) => isTree(key[kind])));
}
