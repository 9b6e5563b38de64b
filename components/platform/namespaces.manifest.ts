import { labels } from "../../controls/labels";
import type { LabConfig } from "../../stacks/config";
import { platformNames } from "../../stacks/platform-names";

export type PodSecurityLevel = "privileged" | "baseline" | "restricted";

/** What is let through a namespace's default deny. */
export type Allowance =
	/** Its pods call the Kubernetes API. */
	| { to: "kubernetes-api" }
	/** The API server calls its pods: webhooks, and the service proxy. */
	| { from: "kubernetes-api"; port: number }
	/** Its pods call S3. */
	| { to: "minio" }
	/** Anybody may call this port: it is exposed by a load balancer, behind TLS and a sign-in of its own. */
	| { from: "anywhere"; port: number };

export interface LabNamespace {
	name: string;
	level: PodSecurityLevel;
	/** Why it is privileged: the reason of the dated exception. */
	why?: string;
	allows: Allowance[];
}

const names = platformNames.namespaces;

const ofEveryStack: readonly LabNamespace[] = [
	{
		name: names.certManager,
		level: "restricted",
		allows: [{ to: "kubernetes-api" }, { from: "kubernetes-api", port: 10250 }],
	},
	{
		name: names.metallb,
		level: "privileged",
		why: "The speaker answers ARP: the node's network, and NET_RAW.",
		allows: [{ to: "kubernetes-api" }, { from: "kubernetes-api", port: 9443 }],
	},
	{
		name: names.sealedSecrets,
		level: "restricted",
		// kubeseal reads the certificate through the API server's proxy.
		allows: [{ to: "kubernetes-api" }, { from: "kubernetes-api", port: 8080 }],
	},
	{
		name: names.localPath,
		level: "privileged",
		why: "Helper pods make a claim's folder on the node: hostPath, as root.",
		allows: [{ to: "kubernetes-api" }],
	},
	{ name: names.minio, level: "restricted", allows: [{ from: "anywhere", port: platformNames.minio.port }] },
	{ name: names.nextflow, level: "restricted", allows: [{ to: "kubernetes-api" }, { to: "minio" }] },
	{ name: names.loki, level: "restricted", allows: [{ to: "minio" }] },
];

/** A policy engine's webhook is called by the API server. */
const ofEngine: Readonly<Record<LabConfig["platform"]["policyEngine"], readonly LabNamespace[]>> = {
	admission: [],
	gatekeeper: [engineNamespace(names.gatekeeper, platformNames.gatekeeper.port)],
	kyverno: [engineNamespace(names.kyverno, 9443)],
};

/** The namespaces of a stack's platform. kube-system stays Talos' and Kubernetes' own. */
export function platformNamespaces({ platform }: Pick<LabConfig, "platform">): readonly LabNamespace[] {
	return [...ofEveryStack, ...ofEngine[platform.policyEngine]];
}

function engineNamespace(name: string, port: number): LabNamespace {
	return { name, level: "restricted", allows: [{ to: "kubernetes-api" }, { from: "kubernetes-api", port }] };
}

/** A namespace that enforces, audits and warns of one Pod Security level, of the cluster's own version. */
export function namespaceManifest(environment: LabConfig["environment"], { name, level, why }: LabNamespace) {
	return {
		metadata: {
			name,
			labels: {
				...labels(environment, name),
				"pod-security.kubernetes.io/enforce": level,
				// A privileged namespace still says what in it is not restricted.
				"pod-security.kubernetes.io/audit": "restricted",
				"pod-security.kubernetes.io/warn": "restricted",
			},
			...(why === undefined ? {} : { annotations: { "gxp-lab.io/privileged-because": why } }),
		},
	};
}

/** A NetworkPolicy's metadata and spec. */
export interface PolicyManifest {
	metadata: { name: string; namespace: string; labels: Record<string, string> };
	spec: {
		podSelector: Record<string, never>;
		policyTypes: Array<"Ingress" | "Egress">;
		ingress?: Rule[];
		egress?: Rule[];
	};
}
interface Rule {
	from?: Peer[];
	to?: Peer[];
	ports: Array<{ protocol: "TCP" | "UDP"; port: number }>;
}
type Peer = { ipBlock: { cidr: string } } | { namespaceSelector: { matchLabels: Record<string, string> } };

/** The deny of everything, DNS, and one policy an allowance. */
export function networkPolicies(
	config: Pick<LabConfig, "environment" | "network">,
	{ name: namespace, allows }: Pick<LabNamespace, "name" | "allows">,
): PolicyManifest[] {
	const policy = (name: string, spec: Omit<PolicyManifest["spec"], "podSelector">): PolicyManifest => ({
		metadata: { name, namespace, labels: labels(config.environment, name) },
		spec: { podSelector: {}, ...spec },
	});
	return [
		policy("default-deny", { policyTypes: ["Ingress", "Egress"] }),
		policy("allow-dns", {
			policyTypes: ["Egress"],
			egress: [
				{
					to: [inNamespace("kube-system")],
					ports: [
						{ protocol: "UDP", port: 53 },
						{ protocol: "TCP", port: 53 },
					],
				},
			],
		}),
		...allows.map((allowance) => {
			const { name, ...spec } = allow(config.network.nodeCidr, allowance);
			return policy(name, spec);
		}),
	];
}

function allow(nodeCidr: string, allowance: Allowance): { name: string } & Omit<PolicyManifest["spec"], "podSelector"> {
	// API servers are on the nodes' own addresses; a policy sees a Service's traffic after its address was translated.
	const nodes = { ipBlock: { cidr: nodeCidr } };
	if ("to" in allowance) {
		const [to, port] = allowance.to === "minio" ? [inNamespace(names.minio), platformNames.minio.port] : [nodes, 6443];
		return {
			name: `allow-to-${allowance.to}`,
			policyTypes: ["Egress"],
			egress: [{ to: [to], ports: [{ protocol: "TCP", port }] }],
		};
	}
	const ports = [{ protocol: "TCP" as const, port: allowance.port }];
	return {
		name: `allow-from-${allowance.from}-${allowance.port}`,
		policyTypes: ["Ingress"],
		ingress: [allowance.from === "anywhere" ? { ports } : { from: [nodes], ports }],
	};
}

function inNamespace(name: string): Peer {
	return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}
