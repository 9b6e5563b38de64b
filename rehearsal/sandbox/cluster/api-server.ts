import { existsSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { issue, publicKeyOf } from "./certificates";
import type { EtcdMember } from "./etcd";
import { bindHere, flags, type Host, place } from "./host";

/**
 * What Talos owns and denies to `extraArgs`, and what it adds to
 * (internal/app/machined/pkg/controllers/k8s/control_plane_final.go).
 */
const denied = new Set([
	"etcd-servers",
	"client-ca-file",
	"requestheader-client-ca-file",
	"proxy-client-cert-file",
	"proxy-client-key-file",
	"encryption-provider-config",
	"etcd-cafile",
	"etcd-certfile",
	"etcd-keyfile",
	"kubelet-client-certificate",
	"kubelet-client-key",
	"service-account-key-file",
	"service-account-signing-key-file",
	"tls-cert-file",
	"tls-min-version",
	"tls-private-key-file",
	"authorization-config",
]);
const additive = new Set(["enable-admission-plugins", "feature-gates", "authorization-mode"]);

/** Lays `extra` over `own`: a denied flag is an error that names it, an additive one is joined, any other replaces. */
export function merge(
	own: Readonly<Record<string, readonly string[]>>,
	extra: Readonly<Record<string, readonly string[]>> | null,
	policy: { readonly denied: ReadonlySet<string>; readonly additive: ReadonlySet<string> } = { denied, additive },
): Record<string, readonly string[]> {
	const out: Record<string, readonly string[]> = { ...own };
	for (const [key, values] of Object.entries(extra ?? {})) {
		if (policy.denied.has(key)) throw new Error(`extraArgs.${key}: Talos sets it itself; remove it`);
		out[key] = policy.additive.has(key) ? [[...(own[key] ?? []), ...values].join(",")] : values;
	}
	return out;
}

/** The names that Talos puts into the API server's certificate (controllers/secrets/kubernetes_cert_sans.go). */
export function apiServerNames(host: Host): string[] {
	const { cluster } = host.facts;
	const domain = cluster?.dnsDomain ?? "cluster.local";
	return [
		cluster ? new URL(cluster.endpoint).hostname : "",
		...(cluster?.apiServer.certSANs ?? []),
		"kubernetes",
		"kubernetes.default",
		"kubernetes.default.svc",
		`kubernetes.default.svc.${domain}`,
		"localhost",
		host.hostname,
		...(cluster?.apiServerServiceIPs ?? []),
		host.address,
		// The addresses of the node: the VIP is one of them where it may hold it.
		...host.facts.machine.vips,
		"127.0.0.1",
	];
}

/** The encryption of Secrets at rest, with the names of keys that Talos gives (k8stemplates/apiserver.go). */
export function encryptionConfiguration(secretbox: string, aescbc: string): string {
	const key = (name: string, secret: string) => ({ keys: [{ name, secret }] });
	return stringify({
		apiVersion: "apiserver.config.k8s.io/v1",
		kind: "EncryptionConfiguration",
		resources: [
			{
				resources: ["secrets"],
				providers: [
					...(secretbox === "" ? [] : [{ secretbox: key("key2", secretbox) }]),
					...(aescbc === "" ? [] : [{ aescbc: key("key1", aescbc) }]),
					{ identity: {} },
				],
			},
		],
	});
}

/** Writes the API server's files under the machine's EPHEMERAL partition and gives its command line. */
export async function apiServerArguments(host: Host, etcd: EtcdMember): Promise<string[]> {
	const { cluster } = host.facts;
	if (!cluster?.ca?.key || !cluster.aggregatorCA?.key) {
		throw new Error(`${host.hostname}: the machine configuration has no Kubernetes CA with its key`);
	}
	const secrets = join(host.ephemeral, "system/secrets/kubernetes/kube-apiserver");
	const config = join(host.ephemeral, "system/config/kubernetes/kube-apiserver");
	const audit = join(host.ephemeral, "var/log/audit/kube");
	const secret = async (name: string, content: string) => [await place(secrets, name, content)];
	const ca = { certificate: cluster.ca.certificate, key: cluster.ca.key };
	const aggregator = { certificate: cluster.aggregatorCA.certificate, key: cluster.aggregatorCA.key };
	const server = await issue(ca, {
		commonName: "kube-apiserver",
		organizations: ["kube-master"],
		names: apiServerNames(host),
		usages: ["serverAuth"],
	});
	const kubelet = await issue(ca, {
		commonName: "apiserver-kubelet-client",
		organizations: ["system:masters"],
		usages: ["clientAuth"],
	});
	const frontProxy = await issue(aggregator, { commonName: "front-proxy-client", usages: ["clientAuth"] });
	const etcdFiles = await etcd.clientFiles(secrets);
	const admission = stringify({
		apiVersion: "apiserver.config.k8s.io/v1",
		kind: "AdmissionConfiguration",
		plugins: cluster.apiServer.admissionControl,
	});
	const own: Record<string, string[]> = {
		"admission-control-config-file": [await place(config, "admission-control-config.yaml", admission)],
		"allow-privileged": ["true"],
		"anonymous-auth": ["false"],
		"api-audiences": [cluster.endpoint],
		"authorization-mode": ["Node,RBAC"],
		"advertise-address": [host.address],
		"bind-address": [host.address], // Talos: 0.0.0.0; here all nodes share a network
		"client-ca-file": await secret("ca.crt", ca.certificate),
		"enable-admission-plugins": ["NodeRestriction"],
		"requestheader-client-ca-file": await secret("aggregator-ca.crt", aggregator.certificate),
		"requestheader-allowed-names": ["front-proxy-client"],
		"requestheader-extra-headers-prefix": ["X-Remote-Extra-"],
		"requestheader-group-headers": ["X-Remote-Group"],
		"requestheader-username-headers": ["X-Remote-User"],
		"proxy-client-cert-file": await secret("front-proxy-client.crt", frontProxy.certificate),
		"proxy-client-key-file": await secret("front-proxy-client.key", frontProxy.key),
		"enable-bootstrap-token-auth": ["true"],
		"tls-min-version": ["VersionTLS13"],
		"encryption-provider-config": await secret(
			"encryptionconfig.yaml",
			encryptionConfiguration(cluster.secretboxEncryptionSecret, cluster.aescbcEncryptionSecret),
		),
		"audit-policy-file": [await place(config, "auditpolicy.yaml", stringify(cluster.apiServer.auditPolicy))],
		"audit-log-path": [await auditLog(audit)],
		"audit-log-maxage": ["30"],
		"audit-log-maxbackup": ["10"],
		"audit-log-maxsize": ["100"],
		profiling: ["false"],
		"etcd-cafile": [etcdFiles.ca],
		"etcd-certfile": [etcdFiles.certificate],
		"etcd-keyfile": [etcdFiles.key],
		"etcd-servers": [etcd.client],
		"kubelet-client-certificate": await secret("apiserver-kubelet-client.crt", kubelet.certificate),
		"kubelet-client-key": await secret("apiserver-kubelet-client.key", kubelet.key),
		"secure-port": [String(cluster.apiServer.port)],
		"service-account-issuer": [cluster.endpoint],
		"service-account-key-file": await secret("service-account.pub", publicKeyOf(cluster.serviceAccountKey)),
		"service-account-signing-key-file": await secret("service-account.key", cluster.serviceAccountKey),
		"service-cluster-ip-range": [cluster.serviceCIDRs.join(",")],
		"tls-cert-file": await secret("apiserver.crt", `${server.certificate}${ca.certificate}`),
		"tls-private-key-file": await secret("apiserver.key", server.key),
		"kubelet-preferred-address-types": ["InternalIP,ExternalIP,Hostname"],
	};
	return flags(merge(own, here(cluster.apiServer.extraArgs, host.address)));
}

export function here(
	extra: Readonly<Record<string, readonly string[]>> | null,
	address: string,
): Record<string, readonly string[]> {
	return Object.fromEntries(
		Object.entries(extra ?? {}).map(([key, values]) => [key, values.map((value) => bindHere(value, address))]),
	);
}

/** The API server appends: an existing log is kept over a reboot. */
async function auditLog(directory: string): Promise<string> {
	const path = join(directory, "kube-apiserver.log");
	return existsSync(path) ? path : place(directory, "kube-apiserver.log", "");
}
