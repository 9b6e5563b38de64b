import type { ClusterSection } from "../../parts/talos/facts";
import type { KubeObject } from "./kube";

/** Images by the tag that Talos 1.14 pins (pkg/machinery/constants, pkg/images): nothing pulls them here. */
const images = {
	coreDns: "registry.k8s.io/coredns/coredns:v1.14.6",
	flannel: "ghcr.io/siderolabs/flannel:v0.28.9",
};

const everywhere = [{ operator: "Exists" }];
const meta = (name: string, labels: Record<string, string> = {}) => ({ name, namespace: "kube-system", labels });

function serviceAccount(name: string): KubeObject {
	return { apiVersion: "v1", kind: "ServiceAccount", metadata: meta(name) };
}

function daemonSet(name: string, image: string, mount: string): KubeObject {
	const labels = { "k8s-app": name };
	return {
		apiVersion: "apps/v1",
		kind: "DaemonSet",
		metadata: meta(name, labels),
		spec: {
			selector: { matchLabels: labels },
			template: {
				metadata: { labels },
				spec: {
					hostNetwork: true,
					priorityClassName: "system-node-critical",
					serviceAccountName: name,
					tolerations: everywhere,
					containers: [{ name, image, volumeMounts: [{ name: "host", mountPath: mount }] }],
					volumes: [{ name: "host", hostPath: { path: mount } }],
				},
			},
		},
	};
}

/** CoreDNS: two replicas behind the service address that the kubelets give to pods. */
export function coreDns(cluster: ClusterSection): KubeObject[] {
	const labels = { "k8s-app": "kube-dns" };
	return [
		serviceAccount("coredns"),
		{
			apiVersion: "v1",
			kind: "Service",
			metadata: meta("kube-dns", labels),
			spec: {
				clusterIP: cluster.dnsServiceIPs[0],
				selector: labels,
				ports: [
					{ name: "dns", port: 53, protocol: "UDP" },
					{ name: "dns-tcp", port: 53, protocol: "TCP" },
				],
			},
		},
		{
			apiVersion: "apps/v1",
			kind: "Deployment",
			metadata: meta("coredns", labels),
			spec: {
				replicas: 2,
				selector: { matchLabels: labels },
				template: {
					metadata: { labels },
					spec: {
						serviceAccountName: "coredns",
						priorityClassName: "system-cluster-critical",
						tolerations: [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }],
						containers: [{ name: "coredns", image: images.coreDns, ports: [{ containerPort: 53, protocol: "UDP" }] }],
					},
				},
			},
		},
	];
}

export function kubeProxy(cluster: ClusterSection): KubeObject[] {
	const image = cluster.apiServer.image.replace("kube-apiserver", "kube-proxy");
	return [serviceAccount("kube-proxy"), daemonSet("kube-proxy", image, "/lib/modules")];
}

/** Flannel as far as a node becomes ready by it: its DaemonSet writes the CNI configuration. */
export function flannel(cluster: ClusterSection): KubeObject[] {
	return [
		serviceAccount("kube-flannel"),
		{
			apiVersion: "v1",
			kind: "ConfigMap",
			metadata: meta("kube-flannel-cfg"),
			data: {
				"net-conf.json": JSON.stringify({ Network: cluster.podCIDRs[0], Backend: { Type: "vxlan", Port: 4789 } }),
			},
		},
		daemonSet("kube-flannel", images.flannel, "/etc/cni/net.d"),
	];
}
