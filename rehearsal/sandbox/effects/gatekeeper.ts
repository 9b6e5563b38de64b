/** Gatekeeper for a pod: the real program, with the rights of the pod's service account and of nobody else. */
import path from "node:path";
import { at } from "../../kubernetes/client";
import { kubeconfig } from "../cluster/kubeconfig";
import type { Addresses } from "../network";
import { NotYet } from "./effect";
import { probe, serviceAddress } from "./parts";
import { podFiles } from "./pod";
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
			const user = "gatekeeper";
			const config = kubeconfig({ cluster: "rehearsal", server: api.server, ca, user, token });
			await context.write("kubernetes", { kubeconfig: config });
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

/** The cluster address of the Service, made an address of the sandbox. */
async function webhookAddress(context: PodContext, addresses: Addresses): Promise<string> {
	const address = await serviceAddress(context, "cluster");
	if (!addresses.has(address)) await addresses.add(address);
	return address;
}

/** The mounted Secrets once more: the certificate's is empty when the pod starts. */
async function showCertificate(context: PodContext): Promise<void> {
	const [, certificate = {}] = (await podFiles(context.api, context.pod)).find(([volume]) => volume === "cert") ?? [];
	if (Object.keys(certificate).length === 0) throw new NotYet("the Secret of the certificate holds none yet");
	await context.write("cert", certificate);
}
