import { check } from "./check";

const layerOrder = ["machines", "cluster", "platform", "workloads"] as const;

/** The environment's name, class and layers agree with the stack and with what is built. */
export const environmentChecks = [
	check(["environment"], function* ({ environment }, stack) {
		if (environment.name !== stack) {
			yield { path: ["environment", "name"], says: `${environment.name} is not the stack's name; it must be ${stack}` };
		}
		// RFC 6762: resolvers ask .local by multicast, and never the name servers of the nodes.
		if (environment.domain.endsWith(".local")) {
			const fix = "it must end in a domain of your own, or .internal";
			yield { path: ["environment", "domain"], says: `${environment.domain} is for multicast DNS; ${fix}` };
		}
		if (environment.class === "lab" && environment.gxpImpact === "direct") {
			const fix = "it must be indirect or none, or the class validation or production";
			yield {
				path: ["environment", "gxpImpact"],
				says: `is direct in class lab, where most controls only advise; ${fix}`,
			};
		}
	}),
	check(["layers"], function* ({ layers }) {
		if (layers.length === 0) yield { path: ["layers"], says: "is empty; it must begin with machines" };
		for (const [index, layer] of layers.entries()) {
			const path = ["layers", index];
			const expected = layerOrder[index];
			if (layer === "workloads") yield { path, says: "workloads is not built yet; leave it out" };
			else if (layers.indexOf(layer) !== index) yield { path, says: `${layer} is listed twice; remove one` };
			else if (layer !== expected) {
				yield {
					path,
					says: `${layer} is without the layer before it; the layers must be ${layerOrder.slice(0, 3).join(", ")}, or the first of them`,
				};
			}
		}
	}),
	check(["platform"], function* ({ platform }) {
		if (platform.secrets === "vault") {
			yield { path: ["platform", "secrets"], says: "vault is not built yet; it must be sealed-secrets" };
		}
	}),
	check(["environment", "platform"], function* ({ environment, platform }) {
		if (environment.class === "production" && platform.cni === "flannel") {
			yield {
				path: ["platform", "cni"],
				says: "flannel enforces no network policy; in class production it must be cilium",
			};
		}
		if (!platform.minio.host.endsWith(`.${environment.domain}`)) {
			const fix = `it must be like minio.${environment.domain}`;
			yield {
				path: ["platform", "minio", "host"],
				from: [["environment", "domain"]],
				says: `${platform.minio.host} is outside environment.domain; ${fix}`,
			};
		}
	}),
];
