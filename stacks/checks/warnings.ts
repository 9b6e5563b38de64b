import { check, placed } from "./check";

/** Of Kyverno 1.19, whose chart is in charts.lock.yaml (https://endoflife.date/kyverno, read 2026-11-21). */
const newestWithKyverno = 35;

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
	check(["platform", "kubernetes"], function* ({ platform, kubernetes }) {
		if (platform.policyEngine !== "kyverno") return;
		const [, minor = ""] = kubernetes.version.split(".");
		if (Number(minor) > newestWithKyverno) {
			yield {
				path: ["platform", "policyEngine"],
				says: `kyverno 1.19 is tested by its project up to Kubernetes 1.${newestWithKyverno}; this cluster has ${kubernetes.version}`,
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
