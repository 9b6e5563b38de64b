import { nearest } from "../spelling";
import { check, isQualified, virtualMachines } from "./check";

/** The hosts are known, each once, and a VM is where its zone is. */
export const proxmoxChecks = [
	check(["proxmox"], function* ({ proxmox }) {
		for (const [index, host] of proxmox.hosts.entries()) {
			const first = proxmox.hosts.findIndex(({ name }) => name === host.name);
			if (first === index) continue;
			yield {
				path: ["proxmox", "hosts", index, "name"],
				says: `${host.name} is the name of proxmox.hosts[${first}] too; list each host once`,
			};
		}
	}),
	check(["proxmox", "nodes"], function* ({ proxmox, nodes }) {
		const names = proxmox.hosts.map(({ name }) => name);
		for (const { index, node } of virtualMachines(nodes)) {
			const host = proxmox.hosts.find(({ name }) => name === node.host);
			if (host === undefined && names.length > 0) {
				const meant = nearest(node.host, names);
				const fix = meant === undefined ? `it must be one of ${names.join(", ")}` : `did you mean ${meant}?`;
				yield { path: ["nodes", index, "host"], says: `${node.host} is none of proxmox.hosts; ${fix}` };
			} else if (host !== undefined && node.zone !== undefined && node.zone !== host.zone) {
				yield {
					path: ["nodes", index, "zone"],
					says: `${node.zone} is not the zone of its host ${host.name}; it must be ${host.zone}, or leave it out`,
				};
			}
		}
	}),
	check(["environment", "proxmox"], function* ({ environment, proxmox }) {
		if (proxmox.insecure && isQualified(environment)) {
			yield {
				path: ["proxmox", "insecure"],
				says: `is true in class ${environment.class}; it must be false, with a certificate that this machine trusts`,
			};
		}
	}),
	check(["proxmox", "nodes"], function* ({ proxmox, nodes }) {
		if (proxmox.hosts.length === 0 && virtualMachines(nodes).length > 0) {
			yield { path: ["proxmox", "hosts"], says: "is empty, and there are VMs; it must list their hosts" };
		}
	}),
];
