import { join } from "node:path";
import { stringify } from "yaml";
import { here, merge } from "./api-server";
import { issue } from "./certificates";
import { flags, type Host, place } from "./host";
import { kubeconfig } from "./kubeconfig";

/** A kubeconfig for a component of this control plane, against its own API server. */
export async function componentKubeconfig(
	host: Host,
	user: string,
	organizations: readonly string[] = [],
): Promise<string> {
	const { cluster } = host.facts;
	if (!cluster?.ca?.key)
		throw new Error(`${host.hostname}: the machine configuration has no Kubernetes CA with its key`);
	return kubeconfig({
		cluster: cluster.name,
		server: `https://${host.address}:${cluster.apiServer.port}`,
		ca: cluster.ca.certificate,
		user,
		client: await issue(
			{ certificate: cluster.ca.certificate, key: cluster.ca.key },
			{ commonName: user, organizations, usages: ["clientAuth"] },
		),
	});
}

/** Talos' flags (controllers/k8s/control_plane_final.go), without the leader election: the sandbox runs one of each. */
export async function controllerManagerArguments(host: Host): Promise<string[]> {
	const { cluster } = host.facts;
	if (!cluster?.ca?.key)
		throw new Error(`${host.hostname}: the machine configuration has no Kubernetes CA with its key`);
	const secrets = join(host.ephemeral, "system/secrets/kubernetes/kube-controller-manager");
	const config = await place(secrets, "kubeconfig", await componentKubeconfig(host, "system:kube-controller-manager"));
	const ca = await place(secrets, "ca.crt", cluster.ca.certificate);
	const own: Record<string, string[]> = {
		"allocate-node-cidrs": ["true"],
		"bind-address": [host.address], // Talos: 127.0.0.1; here all nodes share a network
		"cert-dir": [secrets],
		"cluster-cidr": [cluster.podCIDRs.join(",")],
		"service-cluster-ip-range": [cluster.serviceCIDRs.join(",")],
		"cluster-signing-cert-file": [ca],
		"cluster-signing-key-file": [await place(secrets, "ca.key", cluster.ca.key)],
		controllers: ["*"],
		"configure-cloud-routes": ["false"],
		kubeconfig: [config],
		"authentication-kubeconfig": [config],
		"authorization-kubeconfig": [config],
		"leader-elect": ["false"],
		"root-ca-file": [ca],
		"service-account-private-key-file": [await place(secrets, "service-account.key", cluster.serviceAccountKey)],
		// Ours: the client-side limit alone makes a start of seconds out of one of moments.
		"kube-api-qps": ["500"],
		"kube-api-burst": ["1000"],
		profiling: ["false"],
		"terminated-pod-gc-threshold": ["100"],
		"tls-min-version": ["VersionTLS13"],
		"use-service-account-credentials": ["true"],
	};
	const denied = new Set([
		"cluster-signing-cert-file",
		"cluster-signing-key-file",
		"authentication-kubeconfig",
		"authorization-kubeconfig",
		"root-ca-file",
		"service-account-private-key-file",
	]);
	const additive = new Set(["service-cluster-ip-range", "controllers"]);
	return flags(merge(own, here(cluster.controllerManager.extraArgs, host.address), { denied, additive }));
}

export async function schedulerArguments(host: Host): Promise<string[]> {
	const { cluster } = host.facts;
	const secrets = join(host.ephemeral, "system/secrets/kubernetes/kube-scheduler");
	const config = await place(secrets, "kubeconfig", await componentKubeconfig(host, "system:kube-scheduler"));
	const settings = stringify({
		apiVersion: "kubescheduler.config.k8s.io/v1",
		kind: "KubeSchedulerConfiguration",
		clientConnection: { kubeconfig: config, qps: 500, burst: 1000 },
		leaderElection: { leaderElect: false },
	});
	const own: Record<string, string[]> = {
		config: [await place(secrets, "scheduler-config.yaml", settings)],
		"authentication-tolerate-lookup-failure": ["false"],
		"authentication-kubeconfig": [config],
		"authorization-kubeconfig": [config],
		"bind-address": [host.address],
		"cert-dir": [secrets],
		profiling: ["false"],
		"tls-min-version": ["VersionTLS13"],
	};
	const denied = new Set(["kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig", "config"]);
	return flags(merge(own, here(cluster?.scheduler.extraArgs ?? null, host.address), { denied, additive: new Set() }));
}
