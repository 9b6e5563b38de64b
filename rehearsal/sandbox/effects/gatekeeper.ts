/** Gatekeeper for a pod: the real program, with the rights of the pod's service account and of nobody else. */
import path from "node:path";
import { stringify } from "yaml";
import { at } from "../../kubernetes/client";
import type { Addresses } from "../network";
import { NotYet } from "./effect";
import { probe } from "./parts";
import { serviceAccount } from "./service-account";
import type { PodContext, PodPart } from "./workload-parts";

/** Ports of this machine's loopback interface, which both pods share here. */
const ports = { webhook: { health: 9090, metrics: 8888 }, audit: { health: 9091, metrics: 8889 } } as const;

/** A minute is the chart's; a rehearsal would wait for it. */
const auditSeconds = 10;

/**
 * The webhook listens on its Service's own address: there is no kube-proxy. The files of its certificate are brought up to date while it
 * is waited for, because Gatekeeper makes the certificate after it has started and waits for the kubelet to show it.
 */
export function gatekeeperPart(executable: () => string, addresses: Addresses, role: keyof typeof ports): PodPart {
	const { health, metrics } = ports[role];
	return {
		command: async (context) => {
			const { pod, api, files, data } = context;
			const { token, ca } = await serviceAccount(context);
			await context.write("kubernetes", { kubeconfig: kubeconfigOf(api.server, ca, token) });
			await context.write("cert", {});
			const args = at(pod, "spec", "containers", 0, "args");
			return {
				command: executable(),
				args: [
					...(Array.isArray(args) ? args.map(String) : []),
					`--kubeconfig=${path.join(files, "kubernetes", "kubeconfig")}`,
					`--cert-dir=${path.join(files, "cert")}`,
					`--health-addr=127.0.0.1:${health}`,
					`--prometheus-port=${metrics}`,
					...(role === "webhook"
						? [`--host=${await webhookAddress(context, addresses)}`, "--port=443"]
						: [`--api-cache-dir=${data}`, `--audit-interval=${auditSeconds}`]),
				],
				env: {
					...context.env,
					POD_NAME: pod.metadata.name,
					POD_NAMESPACE: pod.metadata.namespace ?? "",
					CONTAINER_NAME: "manager",
					GOMEMLIMIT: "200MiB",
				},
			};
		},
		ready: async (context) => {
			await showCertificate(context);
			return probe(`http://127.0.0.1:${health}/readyz`);
		},
	};
}

function kubeconfigOf(server: string, ca: string, token: string): string {
	const name = "pod";
	return stringify({
		apiVersion: "v1",
		kind: "Config",
		clusters: [{ name, cluster: { server, "certificate-authority-data": Buffer.from(ca).toString("base64") } }],
		users: [{ name, user: { token } }],
		contexts: [{ name, context: { cluster: name, user: name } }],
		"current-context": name,
	});
}

/** The cluster address of the Service that selects the pod, made an address of the sandbox. */
async function webhookAddress({ pod, api }: PodContext, addresses: Addresses): Promise<string> {
	const { items } = await api.list(`/api/v1/namespaces/${pod.metadata.namespace ?? ""}/services`);
	const selecting = items.find((service) => {
		const selector = Object.entries(at(service, "spec", "selector") ?? {});
		return selector.length > 0 && selector.every(([key, value]) => pod.metadata.labels[key] === value);
	});
	const address = at(selecting, "spec", "clusterIP");
	if (typeof address !== "string") throw new NotYet("no Service with an address selects the pod");
	if (!addresses.has(address)) await addresses.add(address);
	return address;
}

async function showCertificate(context: PodContext): Promise<void> {
	const { pod, api } = context;
	const volumes = at(pod, "spec", "volumes");
	const volume = (Array.isArray(volumes) ? volumes : []).find((one) => at(one, "name") === "cert");
	const name = String(at(volume, "secret", "secretName"));
	const secret = await api.get(`/api/v1/namespaces/${pod.metadata.namespace ?? ""}/secrets/${name}`);
	const data = Object.entries(at(secret, "data") ?? {});
	if (data.length === 0) throw new NotYet(`Secret ${name} holds no certificate yet`);
	await context.write(
		"cert",
		Object.fromEntries(data.map(([key, value]) => [key, Buffer.from(String(value), "base64")])),
	);
}
