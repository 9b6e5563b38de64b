import { z } from "zod";
import { cidr, ipv4 } from "../addresses";
import { list, section, text, wholeNumber } from "../values";

const addressRange = () =>
	section({
		from: ipv4().describe("The first address."),
		to: ipv4().describe("The last address, included."),
	});

/** A time server: an address, or a name that the name servers resolve. */
const timeServer = text({
	must: "an address or a host name such as 10.20.0.1",
	fault: (value) =>
		/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(value)
			? undefined
			: `${value} is no address and no host name; it must be one, without scheme or port, such as 10.20.0.1`,
});

/** The addresses of the lab. The networks are disjoint; everything that a node must reach directly is in `nodeCidr`. */
export const network = section({
	nodeCidr: cidr().describe("The network of the nodes, the VIP and the load-balancer pool."),
	gateway: ipv4().describe("The nodes' default gateway, in nodeCidr."),
	vip: ipv4().describe(
		"The address of the Kubernetes API, which moves between the control planes; in nodeCidr, no node's own.",
	),
	vlanId: z
		.exactOptional(wholeNumber({ from: 1, to: 4094 }))
		.describe("The VLAN of the VMs' network cards; absent: untagged."),
	bridge: text({
		must: "a bridge such as vmbr0",
		pattern: "^[A-Za-z][A-Za-z0-9_.-]{0,14}$",
		fault: (value) =>
			/^[A-Za-z][A-Za-z0-9_.-]{0,14}$/.test(value)
				? undefined
				: `${value} is no interface name; it must be a bridge of every Proxmox host, at most 15 characters, such as vmbr0`,
	}).describe("The Proxmox bridge that the VMs' network cards are in."),
	podCidr: cidr().describe("The pods' network."),
	serviceCidr: cidr().describe("The services' network."),
	loadBalancerPool: addressRange().describe(
		"The addresses that MetalLB gives to services, in nodeCidr, outside dhcpRange.",
	),
	dhcpRange: z
		.exactOptional(addressRange())
		.describe("The addresses that a DHCP server gives out in nodeCidr, so that they are kept free."),
	nameservers: list(ipv4(), "IPv4 addresses").describe("The nodes' name servers, at least one."),
	timeServers: list(timeServer, "addresses or host names").describe(
		"The nodes' time servers: at least one, in production two.",
	),
});

export type Network = z.output<typeof network>;
