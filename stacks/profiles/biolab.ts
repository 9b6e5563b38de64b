/**
 * The defaults of a small regulated bioinformatics lab: Talos on Proxmox and bare metal, Cilium, Sealed Secrets, MinIO.
 * Nothing here is an address, a name or a size of somebody's lab: those have no default, so that none is forgotten.
 */
export const biolab = {
	layers: ["machines", "cluster", "platform"],
	network: {
		bridge: "vmbr0",
		podCidr: "10.244.0.0/16",
		serviceCidr: "10.96.0.0/12",
	},
	proxmox: {
		insecure: false,
		storage: { images: "local", disks: "local-lvm" },
	},
	talos: {
		contract: "v1.13",
		diskEncryption: "nodeID",
		logDestinations: [],
		sysctls: {},
		kernelModules: [],
	},
	kubernetes: { certSANs: [] },
	platform: { cni: "cilium", secrets: "sealed-secrets", policyEngine: "admission" },
} as const;
