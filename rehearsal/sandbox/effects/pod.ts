/** What a kubelet resolves for a pod: environment values and the files of mounted Secrets and ConfigMaps. */
import { at, type KubernetesClient, type KubernetesObject } from "../../kubernetes/client";
import { NotYet } from "./effect";

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const decode = (value: unknown) => Buffer.from(String(value), "base64");

async function source(
	api: KubernetesClient,
	pod: KubernetesObject,
	kind: "secrets" | "configmaps",
	name: unknown,
): Promise<KubernetesObject> {
	const path = `/api/v1/namespaces/${pod.metadata.namespace ?? ""}/${kind}/${String(name)}`;
	const found = await api.get(path);
	if (found === undefined) throw new NotYet(`${path} is not there; the pod waits for it, as it would on a node`);
	return found;
}

/** `env` of the first container, with values, Secret and ConfigMap references (kubernetes.io, EnvVarSource). */
export async function podEnvironment(api: KubernetesClient, pod: KubernetesObject): Promise<Record<string, string>> {
	const env: Record<string, string> = {};
	const container = at(pod, "spec", "containers", 0);
	for (const from of list(at(container, "envFrom"))) {
		const secret = at(from, "secretRef", "name");
		if (secret === undefined) continue;
		const data = at(await source(api, pod, "secrets", secret), "data") ?? {};
		for (const [key, value] of Object.entries(data)) env[key] = decode(value).toString("utf8");
	}
	for (const entry of list(at(container, "env"))) {
		const name = String(at(entry, "name"));
		const secret = at(entry, "valueFrom", "secretKeyRef");
		const configMap = at(entry, "valueFrom", "configMapKeyRef");
		const plain = at(entry, "value");
		if (secret !== undefined) {
			const value = at(await source(api, pod, "secrets", at(secret, "name")), "data", String(at(secret, "key")));
			if (value === undefined) throw new NotYet(`Secret ${String(at(secret, "name"))} has no such key`);
			env[name] = decode(value).toString("utf8");
		} else if (configMap !== undefined) {
			const key = String(at(configMap, "key"));
			env[name] = String(at(await source(api, pod, "configmaps", at(configMap, "name")), "data", key) ?? "");
		} else if (typeof plain === "string") {
			env[name] = plain;
		}
	}
	return env;
}

/** Each Secret volume's name with its files; `items` renames keys as the kubelet does. */
export async function podFiles(
	api: KubernetesClient,
	pod: KubernetesObject,
): Promise<[string, Record<string, Buffer>][]> {
	const volumes: [string, Record<string, Buffer>][] = [];
	for (const volume of list(at(pod, "spec", "volumes"))) {
		const secretName = at(volume, "secret", "secretName");
		if (secretName === undefined) continue;
		const data = at(await source(api, pod, "secrets", secretName), "data");
		const items = list(at(volume, "secret", "items"));
		const keys =
			items.length > 0
				? items.map((item) => [String(at(item, "key")), String(at(item, "path"))] as const)
				: Object.keys(data ?? {}).map((key) => [key, key] as const);
		const files: Record<string, Buffer> = {};
		for (const [key, file] of keys) {
			const value = at(data, key);
			if (value === undefined) throw new NotYet(`Secret ${String(secretName)} has no key ${key}`);
			files[file] = decode(value);
		}
		volumes.push([String(at(volume, "name")), files]);
	}
	return volumes;
}
