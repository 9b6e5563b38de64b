/** The parts that run for pods: what the chart's container would do, with the sandbox's addresses. */
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import path from "node:path";
import { at } from "../../kubernetes/client";
import { NotYet } from "./effect";
import { serviceAccount } from "./service-account";
import type { PodContext, PodPart } from "./workload-parts";

/** 200 from a probe. Like a kubelet's, it does not verify the certificate: what it asks is whether the process answers. */
export function probe(url: string): Promise<boolean> {
	const ask = url.startsWith("https:") ? httpsRequest : httpRequest;
	return new Promise((resolve, reject) => {
		const call = ask(url, { rejectUnauthorized: false, timeout: 2_000 }, (response) => {
			response.resume();
			resolve(response.statusCode === 200);
		});
		call.on("timeout", () => call.destroy(new Error(`${url}: no answer in 2 s`)));
		call.on("error", reject);
		call.end();
	});
}

const addresses = {
	loadBalancer: ["status", "loadBalancer", "ingress", 0, "ip"],
	cluster: ["spec", "clusterIP"],
} as const;

/** The address of the Service that selects this pod. */
export async function serviceAddress({ pod, api }: PodContext, which: keyof typeof addresses): Promise<string> {
	const { items } = await api.list(`/api/v1/namespaces/${pod.metadata.namespace ?? ""}/services`);
	for (const service of items) {
		const address = at(service, ...addresses[which]);
		const selector = Object.entries(at(service, "spec", "selector") ?? {});
		if (typeof address !== "string" || selector.length === 0) continue;
		if (selector.every(([key, value]) => pod.metadata.labels[key] === value)) return address;
	}
	throw new NotYet("no Service with an address selects the pod");
}

/**
 * MinIO, with the root credentials, the KMS key and the certificate that the pod was given. It listens on the Service's
 * address itself: there is no kube-proxy. `MINIO_BROWSER=off`, because a console would take a second port.
 */
export function minioPart(executable: string): PodPart {
	const port = 9000;
	return {
		command: async (context) => ({
			command: executable,
			args: [
				"server",
				"--quiet",
				"--address",
				`${await serviceAddress(context, "loadBalancer")}:${port}`,
				"--certs-dir",
				path.join(context.files, "certs"),
				context.data,
			],
			env: {
				...context.env,
				// The chart mounts its extra Secret and names the file so (minio chart 5.4, templates/deployment.yaml).
				MINIO_CONFIG_ENV_FILE: path.join(context.files, "config", "config.env"),
				MINIO_BROWSER: "off",
				MINIO_UPDATE: "off",
				MINIO_CALLHOME_ENABLE: "off",
				GOMEMLIMIT: "200MiB",
			},
		}),
		ready: async (context) =>
			probe(`https://${await serviceAddress(context, "loadBalancer")}:${port}/minio/health/ready`),
	};
}

/**
 * The Sealed Secrets controller. It knows only the in-cluster configuration (pkg/controller/main.go), so it gets a
 * mount namespace of its own in which /run holds its service account's token.
 */
export function sealedSecretsPart(executable: string): PodPart {
	const address = "127.0.0.1:8080";
	const script = [
		"set -e",
		"mount -t tmpfs -o mode=0700 tmpfs /run",
		"mkdir -p /run/secrets/kubernetes.io",
		'cp -r "$1" /run/secrets/kubernetes.io/serviceaccount',
		"shift",
		'exec "$@"',
	].join("\n");
	return {
		command: async (context) => {
			const { pod, api, files } = context;
			const { namespace = "" } = pod.metadata;
			const { token, ca } = await serviceAccount(context);
			const folder = path.join(files, "serviceaccount");
			await context.write("serviceaccount", {
				token,
				"ca.crt": ca,
				namespace,
			});
			const server = new URL(api.server);
			const args = at(pod, "spec", "containers", 0, "args");
			return {
				command: "unshare",
				args: [
					"--mount",
					"sh",
					"-c",
					script,
					"sh",
					folder,
					executable,
					...(Array.isArray(args) ? args.map(String) : []),
					`--listen-addr=${address}`,
					"--listen-metrics-addr=127.0.0.1:8081",
				],
				env: { ...context.env, KUBERNETES_SERVICE_HOST: server.hostname, KUBERNETES_SERVICE_PORT: server.port },
			};
		},
		ready: () => probe(`http://${address}/healthz`),
	};
}
