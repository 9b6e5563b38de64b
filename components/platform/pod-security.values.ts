/** Contexts with which a pod keeps to the restricted Pod Security level (kubernetes.io: Pod Security Standards). */
export const restrictedPod = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };

export const restrictedContainer = {
	allowPrivilegeEscalation: false,
	capabilities: { drop: ["ALL"] },
	readOnlyRootFilesystem: true,
};

/** Requests and a memory limit (SEC-002); no CPU limit, because throttled controllers miss their leases. */
export function resources(cpu: string, memory: string, memoryLimit = memory) {
	return { requests: { cpu, memory }, limits: { memory: memoryLimit } };
}
