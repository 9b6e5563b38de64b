/** Kubernetes objects of any kind, through discovery (Kubernetes documentation: API concepts, server-side apply). */
import type { Connection } from "./kubeconfig";
import { ApiError, type Json, type JsonObject, Rest, Unreachable } from "./rest";

export interface Kind {
	apiVersion: string;
	kind: string;
}

/** A kind that the API server does not serve, in client-go's words. */
export class NoMatch extends Error {
	constructor({ apiVersion, kind }: Kind) {
		super(`no matches for kind "${kind}" in version "${apiVersion}"`);
		this.name = "NoMatch";
	}
}

interface Served {
	plural: string;
	namespaced: boolean;
}

export type WriteOptions = { dryRun: boolean; fieldManager: string; signal: AbortSignal };

export class Api {
	readonly rest: Rest;
	private readonly groups = new Map<string, Promise<Map<string, Served>>>();
	private reachability: Promise<string | undefined> | undefined;

	constructor(readonly connection: Connection) {
		this.rest = new Rest(connection);
	}

	/** Why the cluster cannot be reached, or `undefined`; asked once while it can. */
	unreachable(): Promise<string | undefined> {
		this.reachability ??= this.rest.request("GET", "/version", { timeoutMs: 5_000 }).then(
			() => undefined,
			(cause: unknown) => {
				this.reachability = undefined;
				if (cause instanceof Unreachable) return cause.message;
				throw cause;
			},
		);
		return this.reachability;
	}

	private groupPath(apiVersion: string): string {
		return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
	}

	private async discover(apiVersion: string): Promise<Map<string, Served>> {
		const list = await this.rest.request("GET", this.groupPath(apiVersion)).catch((cause: unknown) => {
			if (cause instanceof ApiError && cause.status === 404) return { resources: [] };
			throw cause;
		});
		const resources = Array.isArray(list.resources) ? list.resources : [];
		const served = new Map<string, Served>();
		for (const one of resources) {
			if (typeof one !== "object" || one === null || Array.isArray(one)) continue;
			const { kind, name, namespaced } = one;
			// `pods/status` and its like are subresources.
			if (typeof kind !== "string" || typeof name !== "string" || name.includes("/")) continue;
			served.set(kind, { plural: name, namespaced: namespaced === true });
		}
		return served;
	}

	/** Asks again when the kind is not known yet: a CRD may have come since. */
	async served({ apiVersion, kind }: Kind): Promise<Served | undefined> {
		const known = await this.groups.get(apiVersion);
		const found = known?.get(kind);
		if (found !== undefined) return found;
		const fresh = this.discover(apiVersion);
		this.groups.set(apiVersion, fresh);
		fresh.catch(() => this.groups.delete(apiVersion));
		return (await fresh).get(kind);
	}

	forgetDiscovery(): void {
		this.groups.clear();
	}

	async path(kind: Kind, namespace: string | undefined, name?: string): Promise<string> {
		const served = await this.served(kind);
		if (served === undefined) throw new NoMatch(kind);
		const scope = served.namespaced ? `/namespaces/${namespace ?? this.connection.namespace}` : "";
		const end = name === undefined ? "" : `/${name}`;
		return `${this.groupPath(kind.apiVersion)}${scope}/${served.plural}${end}`;
	}

	private query({ dryRun, fieldManager }: WriteOptions): Record<string, string> {
		return { fieldManager, ...(dryRun ? { dryRun: "All" } : {}) };
	}

	async get(kind: Kind, namespace: string | undefined, name: string, signal?: AbortSignal): Promise<JsonObject> {
		return this.rest.request("GET", await this.path(kind, namespace, name), signal === undefined ? {} : { signal });
	}

	async list(kind: Kind, namespace: string | undefined, labelSelector: string): Promise<JsonObject[]> {
		const answer = await this.rest.request("GET", await this.path(kind, namespace), { query: { labelSelector } });
		return Array.isArray(answer.items) ? (answer.items as JsonObject[]) : [];
	}

	async create(
		kind: Kind,
		namespace: string | undefined,
		body: JsonObject,
		options: WriteOptions,
	): Promise<JsonObject> {
		return this.rest.request("POST", await this.path(kind, namespace), {
			body,
			query: this.query(options),
			signal: options.signal,
		});
	}

	async apply(
		kind: Kind,
		namespace: string | undefined,
		name: string,
		body: JsonObject,
		options: WriteOptions & { force: boolean },
	): Promise<JsonObject> {
		return this.rest.request("PATCH", await this.path(kind, namespace, name), {
			body,
			contentType: "application/apply-patch+yaml",
			query: { ...this.query(options), force: String(options.force), fieldValidation: "Warn" },
			signal: options.signal,
		});
	}

	async replace(
		kind: Kind,
		namespace: string | undefined,
		name: string,
		body: JsonObject,
		options: WriteOptions,
	): Promise<JsonObject> {
		return this.rest.request("PUT", await this.path(kind, namespace, name), {
			body,
			query: this.query(options),
			signal: options.signal,
		});
	}

	async jsonPatch(kind: Kind, namespace: string | undefined, name: string, patch: Json[]): Promise<JsonObject> {
		return this.rest.request("PATCH", await this.path(kind, namespace, name), {
			body: patch,
			contentType: "application/json-patch+json",
		});
	}

	async delete(kind: Kind, namespace: string | undefined, name: string, propagationPolicy: string): Promise<void> {
		await this.rest.request("DELETE", await this.path(kind, namespace, name), {
			body: { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy },
		});
	}
}
