import { stringify } from "yaml";
import type { KeyPair } from "./certificates";

export type KubeconfigInput = Kubeconfig & ({ readonly client: KeyPair } | { readonly token: string });

interface Kubeconfig {
	readonly cluster: string;
	readonly server: string;
	/** PEM */
	readonly ca: string;
	readonly user: string;
}

/** The admin kubeconfig of the machine API, or one for a component: one cluster, one user, one context `<user>@<cluster>` (pkg/kubeconfig/generate.go). */
export function kubeconfig({ cluster, server, ca, user, ...credentials }: KubeconfigInput): string {
	const base64 = (text: string) => Buffer.from(text).toString("base64");
	const pair = ({ certificate, key }: KeyPair) => ({
		"client-certificate-data": base64(certificate),
		"client-key-data": base64(key),
	});
	const context = `${user}@${cluster}`;
	return stringify({
		apiVersion: "v1",
		kind: "Config",
		clusters: [{ name: cluster, cluster: { server, "certificate-authority-data": base64(ca) } }],
		users: [{ name: context, user: "token" in credentials ? { token: credentials.token } : pair(credentials.client) }],
		contexts: [{ name: context, context: { cluster, namespace: "default", user: context } }],
		"current-context": context,
	});
}
