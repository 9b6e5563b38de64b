/**
 * Any Kubernetes object as a Pulumi resource (pulumi-kubernetes, provider/pkg/provider/provider.go): created with POST,
 * changed with server-side apply, compared by what of the live state the last inputs spoke of.
 */
import type {
	CheckRequest,
	CreateRequest,
	DeleteRequest,
	DiffRequest,
	PreviewRequest,
	Properties,
	ReadRequest,
	ResourceHandler,
	UpdateRequest,
} from "../framework/provider";
import { hasUnknown, reveal } from "../framework/value";
import { NoMatch } from "./api";
import { checkObject, diffObject, markSecrets } from "./object-plan";
import { DEFAULT_TIMEOUT_S, isStatus, ObjectWriter } from "./object-writer";
import {
	annotation,
	at,
	dashed,
	isTrue,
	kindOf,
	numberAt,
	prune,
	textAt,
	underscored,
	withoutServerFields,
} from "./objects";
import { idOf, parseId, poll, type Session } from "./session";

const UNREACHABLE_HELP =
	'If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"';

type Object = Properties;

export class ObjectHandler implements ResourceHandler<Object> {
	private readonly writer: ObjectWriter;

	constructor(private readonly session: Session) {
		this.writer = new ObjectWriter(session);
	}

	check(request: CheckRequest) {
		return checkObject(this.session, request);
	}

	diff(request: DiffRequest) {
		return diffObject(this.session, request);
	}

	async preview(request: PreviewRequest): Promise<Properties | undefined> {
		const { inputs, id, olds, signal } = request;
		const kind = kindOf(request.type, inputs);
		if (hasUnknown(inputs) || (await this.session.unreachable()) !== undefined) return inputs;
		if ((await this.session.api.served(kind)) === undefined) return inputs;
		const manager = this.writer.fieldManager(inputs, olds);
		try {
			const planned =
				id === undefined
					? await this.writer.make(kind, inputs, { dryRun: true, signal, manager })
					: await this.writer.apply(kind, inputs, olds, { dryRun: true, signal, manager });
			const { status: _, ...rest } = this.writer.outputs(kind, planned, manager);
			return rest;
		} catch (cause) {
			const tolerated =
				isStatus(cause, 403) || isStatus(cause, 404) || isStatus(cause, 409, "AlreadyExists") || this.noDryRun(cause);
			if (tolerated) return inputs;
			throw this.writer.rejected(request.urn, id === undefined, cause);
		}
	}

	private noDryRun(cause: unknown): boolean {
		return isStatus(cause, 400) && String(cause).includes("does not support dry run");
	}

	private async demandReachable(): Promise<void> {
		const reason = await this.session.unreachable();
		if (reason !== undefined) throw new Error(`configured Kubernetes cluster is unreachable: ${reason}`);
	}

	async create(request: CreateRequest<Object>): Promise<{ id: string; outputs: Properties }> {
		await this.demandReachable();
		const { inputs, urn, signal } = request;
		const kind = kindOf(request.type, inputs);
		const manager = this.writer.fieldManager(inputs, {});
		const made = await this.writer.make(kind, inputs, { dryRun: false, signal, manager }).catch((cause: unknown) => {
			throw this.writer.rejected(urn, true, cause);
		});
		if (kind.kind === "CustomResourceDefinition") this.session.api.forgetDiscovery();
		const object = made as Properties;
		const id = idOf(textAt(object, "metadata", "namespace"), textAt(object, "metadata", "name") ?? "");
		const said = `resource "${urn}" was successfully created, but the Kubernetes API server reported that it failed to fully initialize or become live`;
		return { id, outputs: await this.writer.wait(kind, made, { ...request, id, manager, said, updating: false }) };
	}

	async update(request: UpdateRequest<Object>): Promise<Properties> {
		await this.demandReachable();
		const { inputs, urn, olds, id, signal } = request;
		const kind = kindOf(request.type, inputs);
		const manager = this.writer.fieldManager(inputs, olds);
		const changed = await this.writer
			.apply(kind, inputs, olds, { dryRun: false, signal, manager })
			.catch((cause: unknown) => {
				throw this.writer.rejected(urn, false, cause);
			});
		const said = `the Kubernetes API server reported that "${id}" failed to fully initialize or become live`;
		return this.writer.wait(kind, changed, { ...request, manager, said, updating: true });
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
		const outputs = this.writer.outputs(kind, live, this.writer.fieldManager(inputs, state));
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
