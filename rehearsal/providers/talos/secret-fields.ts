/** Which nested fields the schema of the Talos provider 0.8.1 marks secret; whole properties are marked by the program. */
import type { MachineSecrets, ClientConfiguration as WrittenClientConfiguration } from "../../parts/talos/client";
import { type Properties, Secret, type Value } from "../framework/value";

export function clientConfigurationValue({
	caCertificate,
	clientCertificate,
	clientKey,
}: WrittenClientConfiguration): Properties {
	return { caCertificate, clientCertificate, clientKey: new Secret(clientKey) };
}

export function machineSecretsValue({ certs, cluster, secrets, trustdinfo }: MachineSecrets): Properties {
	const pair = ({ cert, key }: { readonly cert: string; readonly key: string }): Value => ({
		cert,
		key: new Secret(key),
	});
	return {
		certs: {
			etcd: pair(certs.etcd),
			k8s: pair(certs.k8s),
			k8sAggregator: pair(certs.k8sAggregator),
			k8sServiceaccount: { key: new Secret(certs.k8sServiceaccount.key) },
			os: pair(certs.os),
		},
		cluster: { id: cluster.id, secret: new Secret(cluster.secret) },
		secrets: Object.fromEntries(
			Object.entries(secrets)
				.filter(([, value]) => value !== undefined)
				.map(([name, value]) => [name, new Secret(value)]),
		),
		trustdinfo: { token: new Secret(trustdinfo.token) },
	};
}
