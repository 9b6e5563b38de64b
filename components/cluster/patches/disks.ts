import type { LabConfig } from "../../../stacks/schema";
import type { ConfiguredMachine, Patch } from "./patch";

/** Where the user volume of a data disk is mounted: Talos mounts each below /var/mnt under its name. */
export const DATA_VOLUME = "local-hdd";

/**
 * Encryption of a volume with LUKS2. `nodeID` protects a disk that leaves its machine, nothing more: the key is made of
 * the machine's UUID. A TPM's key is also locked to the STATE partition, so that a STATE put in from elsewhere opens nothing.
 */
function encryption(config: LabConfig, volume: string): Patch {
	switch (config.talos.diskEncryption) {
		case "off":
			return {};
		case "nodeID":
			return { encryption: { provider: "luks2", keys: [{ slot: 0, nodeID: {} }] } };
		case "tpm":
			return {
				encryption: {
					provider: "luks2",
					keys: [{ slot: 0, tpm: {}, ...(volume === "STATE" ? {} : { lockToState: true }) }],
				},
			};
	}
}

/** The system's partitions, encrypted, and the user volume of a data disk. */
export function disks(config: LabConfig, { node }: ConfiguredMachine): Patch[] {
	const system =
		config.talos.diskEncryption === "off"
			? []
			: ["STATE", "EPHEMERAL"].map((name) => ({
					apiVersion: "v1alpha1",
					kind: "VolumeConfig",
					name,
					...encryption(config, name),
				}));
	if (node.kind !== "bareMetal" || node.dataDisk === undefined) return system;
	const { byId, serial } = node.dataDisk;
	const match =
		byId !== undefined ? `${JSON.stringify(byId)} in disk.symlinks` : `disk.serial == ${JSON.stringify(serial)}`;
	return [
		...system,
		{
			apiVersion: "v1alpha1",
			kind: "UserVolumeConfig",
			name: DATA_VOLUME,
			provisioning: { diskSelector: { match }, minSize: "10GiB", grow: true },
			filesystem: { type: "xfs" },
			...encryption(config, DATA_VOLUME),
		},
	];
}
