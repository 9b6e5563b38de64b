/** `talos:cluster/kubeconfig:Kubeconfig` (pkg/talos/talos_cluster_kubeconfig_resource.go): fetched once, and again before its certificate ends. */
import { gunzipSync } from "node:zlib";
import { extract } from "tar-stream";
import { parse } from "yaml";
import { z } from "zod";
import { diffInputs } from "../framework/diff";
import { type ResourceHandler, resource } from "../framework/provider";
import { isObject, type Properties, Secret, UNKNOWN } from "../framework/value";
import { seconds } from "../proxmoxve/duration";
import { expiresWithin } from "./certificate-age";
import { type ClientConfiguration, type MachineClient, onMachine } from "./machine-client";
import { timeoutOf, untilItSucceeds } from "./retry";

interface KubeconfigInputs {
	node: string;
	endpoint?: string;
	clientConfiguration: ClientConfiguration;
	certificateRenewalDuration?: string;
	timeouts?: { create?: string; update?: string };
}

const computed = ["kubeconfigRaw", "kubernetesClientConfiguration"];

const kubeconfigSchema = z.object({
	"current-context": z.string(),
	contexts: z.array(z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) })),
	clusters: z.array(
		z.object({ name: z.string(), cluster: z.object({ server: z.string(), "certificate-authority-data": z.string() }) }),
	),
	users: z.array(
		z.object({
			name: z.string(),
			user: z.object({ "client-certificate-data": z.string(), "client-key-data": z.string() }),
		}),
	),
});

/** The one file in the archive that the machine streams. */
async function download(client: MachineClient): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const message of client.stream("machine.MachineService/Kubeconfig", {}, 30))
		chunks.push((message as { bytes: Buffer }).bytes);
	const archive = extract();
	archive.end(gunzipSync(Buffer.concat(chunks)));
	for await (const entry of archive) {
		const content: Buffer[] = [];
		for await (const chunk of entry) content.push(chunk as Buffer);
		return Buffer.concat(content).toString();
	}
	throw new Error("failed to retrieve kubeconfig: the archive has no file");
}

async function fetched(
	inputs: KubeconfigInputs,
	timeout: number,
	signal: AbortSignal,
): Promise<{ id: string; values: Properties }> {
	const { node, endpoint = node, clientConfiguration } = inputs;
	const raw = await untilItSucceeds("failed to retrieve kubeconfig", timeout, signal, () =>
		onMachine({ endpoint, node, clientConfiguration }, download),
	);
	const parsed = kubeconfigSchema.parse(parse(raw));
	const context = parsed.contexts.find(({ name }) => name === parsed["current-context"])?.context;
	const cluster = parsed.clusters.find(({ name }) => name === context?.cluster)?.cluster;
	const user = parsed.users.find(({ name }) => name === context?.user)?.user;
	if (!context || !cluster || !user) throw new Error("failed to parse kubeconfig: the current context names nothing");
	return {
		id: context.cluster,
		values: {
			kubeconfigRaw: new Secret(raw),
			kubernetesClientConfiguration: {
				host: cluster.server,
				caCertificate: cluster["certificate-authority-data"],
				clientCertificate: user["client-certificate-data"],
				clientKey: new Secret(user["client-key-data"]),
			},
		},
	};
}

const planned = (inputs: Properties): Properties => ({
	...inputs,
	endpoint: inputs.endpoint ?? inputs.node ?? UNKNOWN,
	certificateRenewalDuration: inputs.certificateRenewalDuration ?? "720h",
});

function renewalDue(inputs: Properties, olds: Properties): boolean {
	const duration = String(inputs.certificateRenewalDuration ?? "720h");
	const found = seconds(duration);
	if (found === undefined)
		throw new Error(`failed to parse certificate renewal duration in plan: time: invalid duration "${duration}"`);
	return expiresWithin(found, olds.kubernetesClientConfiguration);
}

/** What stays, with its secret fields marked. */
function kept(olds: Properties): Properties {
	const { kubeconfigRaw, kubernetesClientConfiguration: configuration } = olds;
	if (kubeconfigRaw === undefined || !isObject(configuration)) return {};
	return {
		kubeconfigRaw: new Secret(kubeconfigRaw),
		kubernetesClientConfiguration: { ...configuration, clientKey: new Secret(configuration.clientKey ?? null) },
	};
}

const handler: ResourceHandler<KubeconfigInputs> = {
	diff: ({ oldInputs, olds, news }) => ({
		changes: {
			...diffInputs(oldInputs, news, []),
			...(renewalDue(news, olds) ? Object.fromEntries(computed.map((name) => [name, "update" as const])) : {}),
		},
	}),
	preview: ({ id, inputs, olds }) => {
		const unknown = Object.fromEntries(computed.map((name) => [name, UNKNOWN]));
		return { ...planned(inputs), ...(id === undefined || renewalDue(inputs, olds) ? unknown : kept(olds)) };
	},
	create: async ({ inputs, signal, timeoutSeconds }) => {
		const timeout = timeoutSeconds ?? timeoutOf(inputs.timeouts?.create, "create");
		const { id, values } = await fetched(inputs, timeout, signal);
		return { id, outputs: { ...planned({ ...inputs } as unknown as Properties), ...values } };
	},
	update: async ({ inputs, olds, signal, timeoutSeconds }) => {
		const properties = { ...inputs } as unknown as Properties;
		if (!renewalDue(properties, olds)) return { ...planned(properties), ...kept(olds) };
		const timeout = timeoutSeconds ?? timeoutOf(inputs.timeouts?.update, "update");
		return { ...planned(properties), ...(await fetched(inputs, timeout, signal)).values };
	},
};

export const kubeconfig = resource<KubeconfigInputs>(handler);
