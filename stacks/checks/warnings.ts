import { check, placed } from "./check";

/** What is allowed and still worth knowing. Same form as a fault; nothing is refused. */
export const warningChecks = [
	check(["nodes"], function* ({ nodes }) {
		if (placed(nodes).filter(({ node }) => node.role === "controlPlane").length === 1) {
			yield { path: ["nodes"], says: "has one control plane: no high availability" };
		}
	}),
	check(["platform"], function* ({ platform }) {
		if (platform.cni === "flannel") {
			yield {
				path: ["platform", "cni"],
				says: "flannel enforces no network policy: the default-deny policies are there without effect",
			};
		}
	}),
	check(["talos", "environment"], function* ({ talos, environment }) {
		if (environment.class !== "lab") return;
		if (talos.diskEncryption === "off")
			yield { path: ["talos", "diskEncryption"], says: "is off: a stolen disk can be read" };
		if (talos.logDestinations.length === 0) {
			yield { path: ["talos", "logDestinations"], says: "is empty: the logs of Talos are lost with the node" };
		}
	}),
	check(["proxmox"], function* ({ proxmox }) {
		if (proxmox.insecure)
			yield { path: ["proxmox", "insecure"], says: "is true: anybody between can read the API token" };
	}),
];
