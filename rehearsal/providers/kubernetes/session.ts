/** The configured provider: one cluster, its settings, and what the program has said of its CRDs so far. */
import { createHash, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Properties } from "../framework/value";
import { Api, type Kind } from "./api";
import { connection, type Overrides, readKubeconfig } from "./kubeconfig";
import { at, textAt } from "./objects";

export interface ProviderConfig extends Overrides {
	kubeconfig?: string;
	namespace?: string;
	enableServerSideApply?: boolean;
	enablePatchForce?: boolean;
	enableSecretMutable?: boolean;
	enableConfigMapMutable?: boolean;
	upsertExistingObjects?: boolean;
	deleteUnreachable?: boolean;
}

/** Kinds without a namespace, for the time in which no API server can be asked. */
const CLUSTER_SCOPED = new Set(
	[
		"Namespace Node PersistentVolume StorageClass ClusterRole ClusterRoleBinding CustomResourceDefinition IngressClass",
		"PriorityClass RuntimeClass APIService ValidatingWebhookConfiguration MutatingWebhookConfiguration",
		"ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding CSIDriver VolumeAttachment",
	].flatMap((line) => line.split(" ")),
);

export class Session {
	config: ProviderConfig = {};
	private client: Api | undefined;
	private broken: string | undefined = "the provider is not configured";
	private readonly declaredCrds = new Map<string, boolean>();

	configure(config: ProviderConfig): void {
		if (config.enableServerSideApply === false) {
			throw new Error("enableServerSideApply: is false; the stand-in knows server-side apply only, leave it out");
		}
		this.config = config;
		try {
			const kubeconfig = config.kubeconfig ?? "";
			if (kubeconfig === "") throw new Error("kubeconfig: is missing; give the cluster's kubeconfig");
			this.client = new Api(connection(readKubeconfig(kubeconfig), config));
			this.broken = undefined;
		} catch (cause) {
			this.broken = cause instanceof Error ? cause.message : String(cause);
		}
	}

	/** Why there is no talking to the cluster, or `undefined`. */
	async unreachable(): Promise<string | undefined> {
		return this.broken ?? (await this.client?.unreachable());
	}

	get api(): Api {
		if (this.client === undefined) throw new Error(`configured Kubernetes cluster is unreachable: ${this.broken}`);
		return this.client;
	}

	get defaultNamespace(): string {
		return this.config.namespace ?? this.client?.connection.namespace ?? "default";
	}

	declareCrd(crd: Properties): void {
		const group = textAt(crd, "spec", "group");
		const kind = textAt(crd, "spec", "names", "kind");
		const versions = at(crd, "spec", "versions");
		if (group === undefined || kind === undefined || !Array.isArray(versions)) return;
		for (const version of versions) {
			const name = textAt(version, "name");
			this.declaredCrds.set(`${group}/${name}/${kind}`, textAt(crd, "spec", "scope") === "Namespaced");
		}
	}

	/** `undefined`: nobody can say yet, as for a custom resource whose definition comes with a chart. */
	async namespaced(kind: Kind): Promise<boolean | undefined> {
		if (CLUSTER_SCOPED.has(kind.kind)) return false;
		if ((await this.unreachable()) === undefined) {
			const served = await this.api.served(kind);
			if (served !== undefined) return served.namespaced;
		}
		const declared = this.declaredCrds.get(`${kind.apiVersion}/${kind.kind}`);
		if (declared !== undefined) return declared;
		return /^(v1|apps\/v1|batch\/v1|networking\.k8s\.io\/v1)$/.test(kind.apiVersion) ? true : undefined;
	}
}

export function uniqueName(prefix: string, seed: Uint8Array): string {
	const bytes = seed.length > 0 ? createHash("sha256").update(seed).digest() : randomBytes(4);
	return `${prefix}${bytes.toString("hex").slice(0, 8)}`;
}

export function idOf(namespace: string | undefined, name: string): string {
	return namespace === undefined || namespace === "" ? name : `${namespace}/${name}`;
}

export function parseId(id: string): { namespace: string | undefined; name: string } {
	const [first = "", second] = id.split("/");
	return second === undefined ? { namespace: undefined, name: first } : { namespace: first, name: second };
}

/** Asks again, first soon and then once a second, until `ask` has an answer; aborts with the signal or at the deadline. */
export async function poll<T>(
	ask: () => Promise<T | undefined>,
	{ signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
): Promise<T | undefined> {
	const deadline = Date.now() + timeoutMs;
	for (let pause = 50; ; pause = Math.min(pause * 1.5, 1_000)) {
		signal.throwIfAborted();
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() >= deadline) return undefined;
		await sleep(pause, undefined, { signal });
	}
}
