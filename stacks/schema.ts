/**
 * The configuration of one environment, as it is after the profile's defaults were filled in. One file a section in
 * `sections/`; what one value alone cannot tell is in `checks/`.
 */
import type { z } from "zod";
import { environment } from "./sections/environment";
import { kubernetes } from "./sections/kubernetes";
import { network } from "./sections/network";
import { nodes } from "./sections/nodes";
import { platform } from "./sections/platform";
import { proxmox } from "./sections/proxmox";
import { talos } from "./sections/talos";
import { choice, list, section } from "./values";

const layer = choice(["machines", "cluster", "platform", "workloads"]);

export const labConfig = section({
	environment: environment.describe("What this environment is."),
	profile: choice(["biolab"]).describe("The set of defaults that the stack file overrides."),
	layers: list(layer, "layers").describe("The layers that this stack owns, in order. workloads is not built yet."),
	network: network.describe("Networks and addresses."),
	proxmox: proxmox.describe("The virtualisation hosts."),
	talos: talos.describe("The operating system of the nodes."),
	kubernetes: kubernetes.describe("The cluster."),
	nodes: nodes.describe("The machines of the cluster."),
	platform: platform.describe("What runs on the cluster."),
});

export type LabConfig = z.output<typeof labConfig>;
export type Layer = z.output<typeof layer>;
export type { Environment } from "./sections/environment";
export type { Kubernetes } from "./sections/kubernetes";
export type { Network } from "./sections/network";
export type { NodeConfig } from "./sections/nodes";
export type { Platform as PlatformConfig } from "./sections/platform";
export type { Proxmox } from "./sections/proxmox";
export type { Schematic, Talos } from "./sections/talos";

/** The keys of the stack file that hold secrets, beside the sections. */
export const secretKeys = {
	proxmoxApiToken: "The Proxmox API token, user@realm!name=secret. Else the environment variable PROXMOX_VE_API_TOKEN.",
	machineSecrets:
		"Machine secrets of an existing cluster (talosctl gen secrets), to take over instead of making new ones.",
} as const;
