import type { z } from "zod";
import { dnsLabel, ipv4 } from "../addresses";
import { flag, list, section, text } from "../values";

const storageName = () =>
	text({
		must: "a storage of the Proxmox hosts such as local-lvm",
		pattern: "^[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]$",
		fault: (value) =>
			/^[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9]$/.test(value)
				? undefined
				: `${value} is no storage name; it must be as pvesm status prints it, such as local-lvm`,
	});

/** Where the API is. Only https, no path: the provider adds /api2/json itself. */
const endpoint = text({
	must: "a URL such as https://pve1.lab.gxp.example:8006",
	pattern: "^https://",
	fault: (value) => {
		if (!URL.canParse(value)) return `${value} is no URL; it must be like https://pve1.lab.gxp.example:8006`;
		const url = new URL(value);
		if (url.username !== "" || url.password !== "")
			return "has credentials in it; the token belongs in gxp-lab:proxmoxApiToken, as a secret";
		if (url.protocol !== "https:")
			return `${value} is not https; the API token would travel in plain text, use https://${url.host}`;
		return value === url.origin || value === `${url.origin}/`
			? undefined
			: `${value} has a path; did you mean ${url.origin}?`;
	},
});

export const proxmox = section({
	endpoint: endpoint.describe("The URL of the Proxmox VE API."),
	insecure: flag().describe("Whether the API's certificate is left unchecked. Only in class lab."),
	hosts: list(
		section({
			name: dnsLabel("a Proxmox host's name such as pve1").describe("The host's name in its cluster."),
			address: ipv4().describe("Its address in the node network."),
			zone: dnsLabel("a zone such as rack-1").describe("Its failure domain: topology.kubernetes.io/zone of its VMs."),
		}),
		"hosts",
	).describe("The Proxmox hosts that VMs are placed on."),
	storage: section({
		images: storageName().describe("The storage for downloaded images; content type import must be enabled on it."),
		disks: storageName().describe("The storage for the VMs' disks."),
	}).describe("Names of storages that every host has."),
});

export type Proxmox = z.output<typeof proxmox>;
