import type { LabConfig } from "../../../stacks/schema";
import { auditPolicy } from "./audit-policy";
import { type ConfiguredMachine, isControlPlane, type Patch } from "./patch";

/** Where etcd's metrics answer, without a client certificate: on the node's own address only. */
const ETCD_METRICS_PORT = 2381;

/**
 * Names in the certificate of the Kubernetes API of one control plane: the VIP, its own and the configured ones. Not those
 * of the others, so that another control plane changes none of these.
 */
function apiServerSANs(config: LabConfig, machine: ConfiguredMachine): string[] {
	const own = [machine.address, machine.name, `${machine.name}.${config.environment.domain}`];
	return [...new Set([config.network.vip, ...own, "localhost", "127.0.0.1", ...config.kubernetes.certSANs])];
}

/** Pod Security: baseline where a namespace says nothing, restricted as a warning; ours say their level by labels. */
const podSecurity = {
	name: "PodSecurity",
	configuration: {
		apiVersion: "pod-security.admission.config.k8s.io/v1",
		kind: "PodSecurityConfiguration",
		defaults: {
			enforce: "baseline",
			"enforce-version": "latest",
			audit: "restricted",
			"audit-version": "latest",
			warn: "restricted",
			"warn-version": "latest",
		},
		// What is generated exempts kube-system already, and lists are added to: naming it here would have it there twice.
		exemptions: {},
	},
};

/**
 * What only control planes run. Secrets are encrypted in etcd with the secretbox key of the machine secrets: the
 * generated configuration has it, and no patch may hold a secret.
 */
export function controlPlane(config: LabConfig, machine: ConfiguredMachine): Patch[] {
	if (!isControlPlane(machine)) return [];
	return [
		{
			cluster: {
				allowSchedulingOnControlPlanes: machine.node.schedulable === true,
				apiServer: {
					certSANs: apiServerSANs(config, machine),
					admissionControl: [podSecurity],
					auditPolicy,
				},
				// Metrics are scraped from the node's address; both ask for a token that the API server accepts.
				controllerManager: { extraArgs: { "bind-address": "0.0.0.0" } },
				scheduler: { extraArgs: { "bind-address": "0.0.0.0" } },
				etcd: {
					advertisedSubnets: [config.network.nodeCidr],
					extraArgs: { "listen-metrics-urls": `http://${machine.address}:${ETCD_METRICS_PORT}` },
				},
			},
		},
	];
}
