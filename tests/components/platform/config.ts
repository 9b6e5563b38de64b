import type { LabConfig } from "../../../stacks/config";

/** A small lab: what the platform reads of a configuration. */
export function labConfig(change: (config: LabConfig) => void = () => {}): LabConfig {
	const config = {
		environment: { name: "lab", class: "lab", domain: "lab.gxp.example", owner: "team@gxp.example", gxpImpact: "none" },
		network: { nodeCidr: "10.20.0.0/24", loadBalancerPool: { from: "10.20.0.200", to: "10.20.0.220" } },
		nodes: [
			{ name: "lab-cp-1", role: "controlPlane", taints: {}, labels: {} },
			{ name: "lab-worker-1", role: "worker", taints: {}, labels: {} },
			{ name: "lab-storage-1", role: "storage", taints: { dedicated: "storage:NoSchedule" }, labels: {} },
		],
		platform: {
			cni: "cilium",
			secrets: "sealed-secrets",
			policyEngine: "admission",
			minio: {
				host: "minio.lab.gxp.example",
				address: "10.20.0.201",
				storageGiB: 500,
				retentionDays: { pipelineOutput: 1, lokiChunks: 2 },
			},
		},
	} as unknown as LabConfig;
	change(config);
	return config;
}
