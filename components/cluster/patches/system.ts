import type { LabConfig } from "../../../stacks/schema";
import { type ConfiguredMachine, isControlPlane, type Patch } from "./patch";

/** Where KubePrism answers on each node: the Kubernetes API without the VIP, which Cilium uses. */
export const KUBE_PRISM_PORT = 7445;

/** Names in the certificate of the machine's own API. The VIP too: it is no endpoint, but an operator may end up there. */
function certSANs(config: LabConfig, machine: ConfiguredMachine): string[] {
	const own = [machine.address, machine.name, `${machine.name}.${config.environment.domain}`, "127.0.0.1"];
	return isControlPlane(machine) ? [...own, config.network.vip] : own;
}

/** What the machine's kernel and services are like. */
export function system(config: LabConfig, machine: ConfiguredMachine): Patch[] {
	const { kernelModules, logDestinations, sysctls } = config.talos;
	const machineSection: Patch = {
		certSANs: certSANs(config, machine),
		features: { kubePrism: { enabled: true, port: KUBE_PRISM_PORT } },
		...(Object.keys(sysctls).length === 0 ? {} : { sysctls }),
		...(kernelModules.length === 0 ? {} : { kernel: { modules: kernelModules.map((name) => ({ name })) } }),
		...(logDestinations.length === 0
			? {}
			: { logging: { destinations: logDestinations.map((endpoint) => ({ endpoint, format: "json_lines" })) } }),
	};
	// The kernel's log has a document of its own for each destination.
	const kernelLogs = logDestinations.map((url, index) => ({
		apiVersion: "v1alpha1",
		kind: "KmsgLogConfig",
		name: `destination-${index + 1}`,
		url,
	}));
	return [{ machine: machineSection }, ...kernelLogs];
}
