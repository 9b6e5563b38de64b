/** A Service that may be reached from outside the cluster, exactly. */
export interface ExposedService {
	namespace: string;
	name: string;
	type: "LoadBalancer" | "NodePort";
	/** The Service's own ports; a NodePort's number on the nodes is `nodePorts`. */
	ports: readonly number[];
	nodePorts?: readonly number[];
	/** Why it is exposed, and what guards it. */
	reason: string;
}

/** SEC-009: what is exposed. A Service that is not here is refused; an addition is a change of its own, and reviewed. */
export const exposedServices: readonly ExposedService[] = [
	{
		namespace: "minio",
		name: "minio",
		type: "LoadBalancer",
		ports: [9000],
		reason: "S3 for instruments and pipelines: TLS by the lab's CA, each user with its own key and buckets.",
	},
];
