/**
 * Whether a cluster's machines are well, by what the machine API of the sandbox tells: all answer, all services are
 * healthy, etcd has all control planes as members. The official provider also reads COSI resources and asks Kubernetes
 * (pkg/talos/talos_cluster_health_data_source.go; check.PreBootSequenceChecks, check.K8sComponentsReadinessChecks).
 */
import { type ClientConfiguration, type Message, mutualClient } from "./machine-client";
import { untilItSucceeds } from "./retry";

export interface HealthInputs {
	controlPlaneNodes: string[];
	workerNodes?: string[];
	endpoints: string[];
	clientConfiguration: ClientConfiguration;
	skipKubernetesChecks?: boolean;
	timeouts?: { read?: string };
}

export async function checkHealth(inputs: HealthInputs, timeout: number, signal: AbortSignal): Promise<void> {
	if (!inputs.skipKubernetesChecks)
		throw new Error(
			"skipKubernetesChecks: the stand-in for talos has no Kubernetes checks; set it to true, and wait with ApiHealthy and NodesReady",
		);
	const nodes = [...inputs.controlPlaneNodes, ...(inputs.workerNodes ?? [])];
	await untilItSucceeds("cluster health check failed", timeout, signal, async () => {
		for (const node of nodes) {
			const answer = await ask(inputs, node, "machine.MachineService/ServiceList");
			const services = list(answer, "services");
			const ill = services.find((service) => (service.health as Message | null)?.healthy !== true);
			if (ill !== undefined) throw new Error(`${node}: service "${ill.id}" is not healthy; it is ${ill.state}`);
		}
		for (const node of inputs.controlPlaneNodes) {
			const members = list(await ask(inputs, node, "machine.MachineService/EtcdMemberList"), "members");
			if (members.length !== inputs.controlPlaneNodes.length)
				throw new Error(
					`${node}: etcd has ${members.length} members; it must have ${inputs.controlPlaneNodes.length}, one for each control plane`,
				);
		}
	});
}

async function ask(
	{ endpoints: [endpoint = ""], clientConfiguration }: HealthInputs,
	node: string,
	path: string,
): Promise<Message> {
	const client = await mutualClient({ endpoint, node, clientConfiguration });
	try {
		return await client.call(path, {}, 10);
	} finally {
		client.close();
	}
}

function list(answer: Message, name: string): Message[] {
	const [message] = Array.isArray(answer.messages) ? (answer.messages as Message[]) : [];
	const found = message?.[name];
	return Array.isArray(found) ? (found as Message[]) : [];
}
