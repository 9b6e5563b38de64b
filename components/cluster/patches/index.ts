import { stringify } from "yaml";
import type { LabConfig } from "../../../stacks/schema";
import { controlPlane } from "./control-plane";
import { disks } from "./disks";
import { install } from "./install";
import { kubernetesNode } from "./kubernetes-node";
import { network } from "./network";
import type { ConfiguredMachine, Patch } from "./patch";
import { system } from "./system";

export type { ConfiguredMachine, Patch } from "./patch";

/** How one machine differs from what Talos generates. No secret is in it: patches are plain text in the state. */
export function configPatches(config: LabConfig, machine: ConfiguredMachine): Patch[] {
	return [
		install(config, machine),
		...network(config, machine),
		...disks(config, machine),
		...system(config, machine),
		kubernetesNode(config, machine),
		...controlPlane(config, machine),
	];
}

/** As the provider takes them: YAML, one document each. Written for YAML 1.1, which Talos reads: `off` is quoted. */
export function asText(patches: readonly Patch[]): string[] {
	return patches.map((patch) => stringify(patch, { version: "1.1", lineWidth: 0 }));
}
