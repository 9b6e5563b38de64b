import { stringify } from "yaml";
import type { KeyPair } from "./certificates";

export interface KubeconfigInput {
	readonly cluster: string;
	readonly server: string;
	/** PEM */
	readonly ca: string;
	readonly user: string;
	readonly client: KeyPair;
}

/** The admin kubeconfig of the machine API, or one for a component: one cluster, one user, one context `<user>@<cluster>` (pkg/kubeconfig/generate.go). */
export function kubeconfig({ cluster, server, ca, user, client }: KubeconfigInput): string {
	const base64 = (text: string) => Buffer.from(text).toString("base64");
	const context = `${user}@${cluster}`;
	return stringify({
		apiVersion: "v1",
		kind: "Config",
		clusters: [{ name: cluster, cluster: { server, "certificate-authority-data": base64(ca) } }],
		users: [
			{
				name: context,
				user: { "client-certificate-data": base64(client.certificate), "client-key-data": base64(client.key) },
			},
		],
		contexts: [{ name: context, context: { cluster, namespace: "default", user: context } }],
		"current-context": context,
	});
}
