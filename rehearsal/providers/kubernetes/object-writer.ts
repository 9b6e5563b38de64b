/** The calls that make and change an object, and the wait until it is what it should be. */
import { setTimeout as sleep } from "node:timers/promises";
import { InitializationFailed, type Properties } from "../framework/provider";
import { isObject } from "../framework/value";
import { type Kind, NoMatch } from "./api";
import { checksFor, Failed } from "./awaiters";
import { fixedManagers, hasClientSideManager } from "./field-managers";
import { markSecrets } from "./object-plan";
import { annotation, dashed, isTrue, textAt, underscored, withMetadata } from "./objects";
import { ApiError, type JsonObject } from "./rest";
import { parseId, poll, type Session, uniqueName } from "./session";

const FIELD_MANAGER = "__fieldManager";
const API_VERSION = "__initialApiVersion";
export const DEFAULT_TIMEOUT_S = 600;

/** What the official provider says beside an AlreadyExists, in short. */
const ALREADY_EXISTS =
	"The resource already exists in the cluster: adopt it with `pulumi import`, keep its identity over a renaming with an alias, or set upsertExistingObjects on the provider.";

const CONFLICT_HELP =
	"server-side apply field conflict detected, see https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources for troubleshooting help";

function text(cause: unknown): string {
	return cause instanceof Error ? cause.message : String(cause);
}

export function isStatus(cause: unknown, status: number, reason?: string): boolean {
	return cause instanceof ApiError && cause.status === status && (reason === undefined || cause.reason === reason);
}

export class ObjectWriter {
	constructor(private readonly session: Session) {}

	fieldManager(inputs: Properties, olds: Properties): string {
		return (
			annotation(inputs, "pulumi.com/patchFieldManager") ??
			textAt(olds, FIELD_MANAGER) ??
			uniqueName("pulumi-kubernetes-", new Uint8Array())
		);
	}

	private force(inputs: Properties): boolean {
		return isTrue(inputs, "pulumi.com/patchForce") || (this.session.config.enablePatchForce ?? false);
	}

	/** What goes over the wire: a kind without namespaces must not carry one. */
	private async body(kind: Kind, inputs: Properties): Promise<{ body: JsonObject; namespace: string | undefined }> {
		const object = dashed(inputs) as Properties;
		const namespaced = (await this.session.namespaced(kind)) ?? true;
		const namespace = namespaced ? (textAt(object, "metadata", "namespace") ?? "default") : undefined;
		if (!isObject(object.metadata)) return { body: object as JsonObject, namespace };
		const { namespace: _, ...metadata } = object.metadata;
		const placed = namespace === undefined ? metadata : { ...metadata, namespace };
		return { body: { ...object, metadata: placed } as JsonObject, namespace };
	}

	outputs(kind: Kind, live: JsonObject, manager: string): Properties {
		const object = underscored(live as Properties) as Properties;
		return { ...markSecrets(kind, object), [FIELD_MANAGER]: manager, [API_VERSION]: kind.apiVersion };
	}

	/** With retries for what comes into being next door: a namespace, a CRD. */
	async make(kind: Kind, inputs: Properties, options: { dryRun: boolean; signal: AbortSignal; manager: string }) {
		const { dryRun, signal, manager } = options;
		const delays = dryRun ? [] : [50, 100, 200, 400, 800, 1_600, 3_200];
		for (let attempt = 0; ; attempt++) {
			try {
				const { body, namespace } = await this.body(kind, inputs);
				if (this.session.config.upsertExistingObjects) {
					const name = textAt(inputs, "metadata", "name") ?? "";
					const force = dryRun || this.force(inputs);
					return await this.session.api.apply(kind, namespace, name, body, {
						dryRun,
						signal,
						fieldManager: manager,
						force,
					});
				}
				// The static name that marks a create; the first update hands the fields over.
				return await this.session.api.create(kind, namespace, body, {
					dryRun,
					signal,
					fieldManager: "pulumi-kubernetes",
				});
			} catch (cause) {
				const delay = delays[attempt];
				if (delay === undefined || !(cause instanceof NoMatch || isStatus(cause, 404))) throw cause;
				await sleep(delay, undefined, { signal });
			}
		}
	}

	rejected(urn: string, creating: boolean, cause: unknown): Error {
		if (cause instanceof NoMatch) {
			const gone = `${creating ? "creation" : "update"} of resource "${urn}" failed because the Kubernetes API server reported that the apiVersion for this resource does not exist. Verify that any required CRDs have been created: ${cause.message}`;
			return new Error(gone, { cause });
		}
		const more = isStatus(cause, 409, "AlreadyExists") ? `\n\n${ALREADY_EXISTS}` : "";
		return new Error(
			creating
				? `resource "${urn}" was not successfully created by the Kubernetes API server: ${text(cause)}${more}`
				: `update of resource "${urn}" failed: ${text(cause)}`,
			{ cause },
		);
	}

	/** Waits until the object is what it should be, and gives its last state. */
	async wait(
		kind: Kind,
		made: JsonObject,
		options: {
			id: string;
			inputs: Properties;
			manager: string;
			said: string;
			updating: boolean;
			signal: AbortSignal;
			timeoutSeconds: number | undefined;
		},
	): Promise<Properties> {
		const { id, inputs, manager, said, updating, signal } = options;
		const annotated = Number(annotation(inputs, "pulumi.com/timeoutSeconds") ?? Number.NaN);
		const seconds = options.timeoutSeconds ?? (Number.isNaN(annotated) ? DEFAULT_TIMEOUT_S : annotated);
		const { namespace, name } = parseId(id);
		let live = made;
		let missing: string | undefined;
		const ask = async () => {
			const object = live as Properties;
			for (const check of checksFor({ ...object, apiVersion: kind.apiVersion, kind: kind.kind })) {
				missing = await check({ api: this.session.api, object, updating });
				if (missing !== undefined) {
					live = await this.session.api.get(kind, namespace, name, signal);
					return undefined;
				}
			}
			return live;
		};
		const failed = (reason: string) =>
			new InitializationFailed(id, this.outputs(kind, live, manager), [`${said}: ${reason}`]);
		try {
			const done = await poll(ask, { signal, timeoutMs: seconds * 1_000 });
			if (done === undefined) throw new Failed(`${missing ?? "not ready"} (waited ${seconds} s)`);
			return this.outputs(kind, done, manager);
		} catch (cause) {
			throw failed(text(cause));
		}
	}

	async apply(
		kind: Kind,
		inputs: Properties,
		olds: Properties,
		{ dryRun, signal, manager }: { dryRun: boolean; signal: AbortSignal; manager: string },
	): Promise<JsonObject> {
		const { api } = this.session;
		const name = textAt(olds, "metadata", "name") ?? textAt(inputs, "metadata", "name") ?? "";
		const { body, namespace } = await this.body(kind, inputs);
		let live = await api.get(kind, namespace, name, signal);
		if (kind.kind === "CustomResourceDefinition") {
			// Replaced whole, so that a field that is gone from the definition is gone in the cluster.
			const resourceVersion = textAt(live as Properties, "metadata", "resourceVersion") ?? "";
			const replacement = withMetadata(body as Properties, { resourceVersion }) as JsonObject;
			return api.replace(kind, namespace, name, replacement, { dryRun, signal, fieldManager: manager });
		}
		const patch = dryRun ? undefined : fixedManagers(live as Properties, manager);
		if (patch !== undefined) live = await api.jsonPatch(kind, namespace, name, patch);
		const force = this.force(inputs) || (dryRun && hasClientSideManager(live as Properties));
		try {
			return await api.apply(kind, namespace, name, body, { dryRun, signal, fieldManager: manager, force });
		} catch (cause) {
			if (!isStatus(cause, 409)) throw cause;
			throw new Error(
				`${CONFLICT_HELP}\nThe resource managed by field manager "${manager}" had an apply conflict: ${text(cause)}`,
				{ cause },
			);
		}
	}
}
