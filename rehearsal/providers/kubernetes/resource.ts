/**
 * Any Kubernetes object as a Pulumi resource (pulumi-kubernetes, provider/pkg/provider/provider.go): created with POST,
 * changed with server-side apply, compared by what of the live state the last inputs spoke of.
 */
import { setTimeout as sleep } from "node:timers/promises";
import {
	type CheckRequest,
	type CheckResult,
	type CreateRequest,
	type DeleteRequest,
	type DiffRequest,
	type DiffResult,
	InitializationFailed,
	type PreviewRequest,
	type Properties,
	type ReadRequest,
	type ResourceHandler,
	type UpdateRequest,
} from "../framework/provider";
import { annotateSecrets, hasUnknown, isObject, reveal, revealProperties, Secret, Unknown } from "../framework/value";
import { type Kind, NoMatch } from "./api";
import { checksFor, Failed } from "./awaiters";
import { fixedManagers, hasClientSideManager } from "./field-managers";
import { forceNewPaths } from "./force-new";
import {
	annotation,
	at,
	changes,
	dashed,
	detailed,
	isTrue,
	kindOf,
	normalized,
	numberAt,
	pathText,
	prune,
	textAt,
	underscored,
	withMetadata,
	withoutServerFields,
} from "./objects";
import { ApiError, type JsonObject } from "./rest";
import { idOf, parseId, poll, type Session, uniqueName } from "./session";

const AUTONAMED = "pulumi.com/autonamed";
const FIELD_MANAGER = "__fieldManager";
const API_VERSION = "__initialApiVersion";
const DEFAULT_TIMEOUT_S = 600;

/** What the official provider says beside an AlreadyExists, in short. */
const ALREADY_EXISTS =
	"The resource already exists in the cluster: adopt it with `pulumi import`, keep its identity over a renaming with an alias, or set upsertExistingObjects on the provider.";

const CONFLICT_HELP =
	"server-side apply field conflict detected, see https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/#handle-field-conflicts-on-existing-resources for troubleshooting help";

const UNREACHABLE_HELP =
	'If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"';

type Object = Properties;

function text(cause: unknown): string {
	return cause instanceof Error ? cause.message : String(cause);
}

function isStatus(cause: unknown, status: number, reason?: string): boolean {
	return cause instanceof ApiError && cause.status === status && (reason === undefined || cause.reason === reason);
}

/** A Secret's content is secret wherever it came from. */
function markSecrets(kind: Kind, object: Properties): Properties {
	if (kind.kind !== "Secret" || kind.apiVersion !== "v1") return object;
	return Object.fromEntries(
		Object.entries(object).map(([key, value]) => [
			key,
			(key === "data" || key === "stringData") && !(value instanceof Secret) ? new Secret(value) : value,
		]),
	);
}

export class ObjectHandler implements ResourceHandler<Object> {
	constructor(private readonly session: Session) {}

	async check(request: CheckRequest): Promise<CheckResult> {
		const given = dashed(request.inputs);
		let inputs = isObject(given) ? given : {};
		const kind = kindOf(request.type, inputs);
		inputs = { apiVersion: kind.apiVersion, kind: kind.kind, ...inputs };
		if (!hasUnknown(inputs)) {
			const normal = normalized(kind, revealProperties(inputs));
			inputs = annotateSecrets(normal, inputs) as Properties;
		}
		inputs = markSecrets(kind, inputs);
		inputs = this.named(request, inputs);
		if (at(inputs, "metadata", "generateName") !== undefined && textAt(inputs, "metadata", "name") === undefined) {
			throw new Error("the `.metadata.generateName` field is not supported in Server-Side Apply mode");
		}
		if (kind.kind === "CustomResourceDefinition") this.session.declareCrd(revealProperties(inputs));
		const namespaced = (await this.session.namespaced(kind)) ?? true;
		if (namespaced && at(inputs, "metadata", "namespace") === undefined) {
			inputs = withMetadata(inputs, { namespace: this.session.defaultNamespace });
		}
		return { inputs };
	}

	private named({ name, randomSeed, olds, autonaming }: CheckRequest, inputs: Properties): Properties {
		const given = at(inputs, "metadata", "name");
		if (given instanceof Unknown || (typeof given === "string" && given !== "")) return inputs;
		const oldName = olds === undefined ? undefined : textAt(olds, "metadata", "name");
		const kept = olds !== undefined && isTrue(revealProperties(olds), AUTONAMED) ? oldName : undefined;
		if (kept === undefined && autonaming?.mode === "disable") {
			throw new Error("autonaming is disabled, resource requires the .metadata.name field to be set");
		}
		const annotations = at(inputs, "metadata", "annotations");
		return withMetadata(inputs, {
			name: kept ?? autonaming?.proposedName ?? uniqueName(`${name}-`, randomSeed),
			annotations: { ...(isObject(annotations) ? annotations : {}), [AUTONAMED]: "true" },
		});
	}

	async diff(request: DiffRequest): Promise<DiffResult> {
		const kind = kindOf(request.type, request.news);
		const news = this.normal(kind, dashed(request.news));
		const oldInputs = this.normal(kind, dashed(request.oldInputs));
		const live = dashed(request.olds) as Properties;
		const namespaced = (await this.session.namespaced(kind)) ?? true;
		const home = (object: Properties) => {
			const namespace = textAt(object, "metadata", "namespace") ?? "default";
			return namespaced ? withMetadata(object, { namespace }) : withMetadata(object, { namespace: null });
		};
		let base = home(prune(live, oldInputs) as Properties);
		const next = home(news);
		const name = at(next, "metadata", "name");
		if (name !== undefined) base = withMetadata(base, { name: at(live, "metadata", "name") ?? null });
		const found = changes(base, next).filter(
			({ path }) => !request.ignoreChanges.some((ignored) => this.contains(ignored, pathText(path))),
		);
		const immutable = at(news, "immutable") === true;
		const { enableSecretMutable = false, enableConfigMapMutable = false } = this.session.config;
		const mutable = { secrets: enableSecretMutable, configMaps: enableConfigMapMutable };
		const result = detailed(found, forceNewPaths(kind, immutable, mutable));
		const replaced = Object.values(result).some((one) => one.endsWith("-replace"));
		const samePlace =
			name === at(live, "metadata", "name") &&
			textAt(next, "metadata", "namespace") === textAt(home(live), "metadata", "namespace");
		return { changes: result, deleteBeforeReplace: replaced && samePlace && !isTrue(news, AUTONAMED) };
	}

	private contains(ignored: string, path: string): boolean {
		return path === ignored || path.startsWith(`${ignored}.`) || path.startsWith(`${ignored}[`);
	}

	private normal(kind: Kind, value: unknown): Properties {
		const object = isObject(value) ? value : {};
		return hasUnknown(object) ? withoutServerFields(object) : normalized(kind, object);
	}

	private fieldManager(inputs: Properties, olds: Properties): string {
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

	private outputs(kind: Kind, live: JsonObject, manager: string): Properties {
		const object = underscored(live as Properties) as Properties;
		return { ...markSecrets(kind, object), [FIELD_MANAGER]: manager, [API_VERSION]: kind.apiVersion };
	}

	/** With retries for what comes into being next door: a namespace, a CRD. */
	private async make(
		kind: Kind,
		inputs: Properties,
		options: { dryRun: boolean; signal: AbortSignal; manager: string },
	) {
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

	async preview(request: PreviewRequest): Promise<Properties | undefined> {
		const { inputs, id, olds, signal } = request;
		const kind = kindOf(request.type, inputs);
		if (hasUnknown(inputs) || (await this.session.unreachable()) !== undefined) return inputs;
		if ((await this.session.api.served(kind)) === undefined) return inputs;
		const manager = this.fieldManager(inputs, olds);
		try {
			const planned =
				id === undefined
					? await this.make(kind, inputs, { dryRun: true, signal, manager })
					: await this.apply(kind, inputs, olds, { dryRun: true, signal, manager });
			const { status: _, ...rest } = this.outputs(kind, planned, manager);
			return rest;
		} catch (cause) {
			const tolerated =
				isStatus(cause, 403) || isStatus(cause, 404) || isStatus(cause, 409, "AlreadyExists") || this.noDryRun(cause);
			if (tolerated) return inputs;
			throw this.rejected(request.urn, id === undefined, cause);
		}
	}

	private noDryRun(cause: unknown): boolean {
		return isStatus(cause, 400) && text(cause).includes("does not support dry run");
	}

	private rejected(urn: string, creating: boolean, cause: unknown): Error {
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

	private async demandReachable(): Promise<void> {
		const reason = await this.session.unreachable();
		if (reason !== undefined) throw new Error(`configured Kubernetes cluster is unreachable: ${reason}`);
	}

	async create(request: CreateRequest<Object>): Promise<{ id: string; outputs: Properties }> {
		await this.demandReachable();
		const { inputs, urn, signal } = request;
		const kind = kindOf(request.type, inputs);
		const manager = this.fieldManager(inputs, {});
		const made = await this.make(kind, inputs, { dryRun: false, signal, manager }).catch((cause: unknown) => {
			throw this.rejected(urn, true, cause);
		});
		if (kind.kind === "CustomResourceDefinition") this.session.api.forgetDiscovery();
		const object = made as Properties;
		const id = idOf(textAt(object, "metadata", "namespace"), textAt(object, "metadata", "name") ?? "");
		const said = `resource "${urn}" was successfully created, but the Kubernetes API server reported that it failed to fully initialize or become live`;
		return { id, outputs: await this.wait(kind, made, { ...request, id, manager, said, updating: false }) };
	}

	/** Waits until the object is what it should be, and gives its last state. */
	private async wait(
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

	private async apply(
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

	async update(request: UpdateRequest<Object>): Promise<Properties> {
		await this.demandReachable();
		const { inputs, urn, olds, id, signal } = request;
		const kind = kindOf(request.type, inputs);
		const manager = this.fieldManager(inputs, olds);
		const changed = await this.apply(kind, inputs, olds, { dryRun: false, signal, manager }).catch((cause: unknown) => {
			throw this.rejected(urn, false, cause);
		});
		const said = `the Kubernetes API server reported that "${id}" failed to fully initialize or become live`;
		return this.wait(kind, changed, { ...request, manager, said, updating: true });
	}

	async read(request: ReadRequest) {
		const { id, state, inputs, log, signal } = request;
		const reason = await this.session.unreachable();
		if (reason !== undefined) {
			log("warning", `configured Kubernetes cluster is unreachable: ${reason}`);
			if (this.session.config.deleteUnreachable) return undefined;
			throw new Error(`failed to read resource state due to unreachable cluster. ${UNREACHABLE_HELP}`);
		}
		const { namespace, name } = parseId(id);
		const kind = kindOf(request.type, Object.keys(inputs).length > 0 ? inputs : state);
		const live = await this.session.api.get(kind, namespace, name, signal).catch((cause: unknown) => {
			if (cause instanceof NoMatch || isStatus(cause, 404)) return undefined;
			throw cause;
		});
		if (live === undefined) return undefined;
		const outputs = this.outputs(kind, live, this.fieldManager(inputs, state));
		const { status: _, ...spoken } = withoutServerFields(underscored(live as Properties) as Properties);
		const known = Object.keys(inputs).length > 0;
		const liveInputs = known ? (prune(live as Properties, dashed(inputs)) as Properties) : spoken;
		return { id, outputs, inputs: markSecrets(kind, liveInputs) };
	}

	async delete(request: DeleteRequest): Promise<void> {
		const { id, state, inputs, signal, timeoutSeconds } = request;
		const reason = await this.session.unreachable();
		if (reason !== undefined) {
			if (this.session.config.deleteUnreachable) return;
			throw new Error(`configured Kubernetes cluster is unreachable: ${reason}. ${UNREACHABLE_HELP}`);
		}
		const { api } = this.session;
		const kind = kindOf(request.type, state);
		const { namespace, name } = parseId(id);
		const policies: Record<string, string> = { orphan: "Orphan", background: "Background" };
		const policy =
			policies[annotation(inputs, "pulumi.com/deletionPropagationPolicy")?.toLowerCase() ?? ""] ?? "Foreground";
		const gone = (cause: unknown): true => {
			if (cause instanceof NoMatch || isStatus(cause, 404)) return true;
			throw cause;
		};
		if ((await api.delete(kind, namespace, name, policy).catch(gone)) === true) return;
		if (isTrue(inputs, "pulumi.com/skipAwait")) return;
		const uid = textAt(state, "metadata", "uid");
		let left: Properties = {};
		const ask = async () => {
			const found = await api.get(kind, namespace, name, signal).catch(gone);
			if (found === true) return true;
			left = found as Properties;
			return uid !== undefined && textAt(left, "metadata", "uid") !== uid ? true : undefined;
		};
		const seconds = timeoutSeconds ?? numberAt(inputs, "timeout") ?? DEFAULT_TIMEOUT_S;
		if ((await poll(ask, { signal, timeoutMs: seconds * 1_000 })) === undefined) {
			const finalizers = reveal(at(left, "metadata", "finalizers") ?? []);
			throw new Error(
				`"${id}" is still there after ${seconds} s; its finalizers are ${JSON.stringify(finalizers)}, see why their controllers do not finish`,
			);
		}
		if (kind.kind === "CustomResourceDefinition") api.forgetDiscovery();
	}
}
