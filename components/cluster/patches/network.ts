import type { LabConfig } from "../../../stacks/schema";
import { type ConfiguredMachine, isControlPlane, type Patch } from "./patch";

/** The name under which the card is configured, whatever the kernel calls it. */
const LINK = "net0";

/**
 * Host name, the card by its MAC, its static address, name and time servers; on control planes the VIP.
 *
 * The host name needs both fields: since contract 1.12 the generated document says `auto: stable`, and `hostname` beside
 * it is refused. Documents, not machine.network: that is deprecated, and refused beside them.
 */
export function network(config: LabConfig, machine: ConfiguredMachine): Patch[] {
	const { gateway, nameservers, nodeCidr, timeServers, vip } = config.network;
	const prefix = nodeCidr.split("/")[1];
	const apiVersion = "v1alpha1";
	const patches: Patch[] = [
		{ apiVersion, kind: "HostnameConfig", auto: "off", hostname: machine.name },
		{
			apiVersion,
			kind: "LinkAliasConfig",
			name: LINK,
			selector: { match: `mac(link.permanent_addr) == "${machine.mac}"` },
		},
		{
			apiVersion,
			kind: "LinkConfig",
			name: LINK,
			up: true,
			addresses: [{ address: `${machine.address}/${prefix}` }],
			routes: [{ gateway }],
		},
		{
			apiVersion,
			kind: "ResolverConfig",
			nameservers: nameservers.map((address) => ({ address })),
			searchDomains: { domains: [config.environment.domain] },
		},
		{ apiVersion, kind: "TimeSyncConfig", ntp: { servers: timeServers } },
	];
	return isControlPlane(machine)
		? [...patches, { apiVersion, kind: "Layer2VIPConfig", name: vip, link: LINK }]
		: patches;
}
