/** The protocol's messages, to and from a handler's plain values. */
import * as grpc from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import anyPb from "google-protobuf/google/protobuf/any_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import type { PropertyDiffKind } from "./diff";
import { type DiffResult, InitializationFailed, type Subject } from "./provider";
import { decodeProperties, encode, type Properties } from "./value";

const KINDS: Record<PropertyDiffKind, pb.PropertyDiff.Kind> = {
	add: pb.PropertyDiff.Kind.ADD,
	"add-replace": pb.PropertyDiff.Kind.ADD_REPLACE,
	delete: pb.PropertyDiff.Kind.DELETE,
	"delete-replace": pb.PropertyDiff.Kind.DELETE_REPLACE,
	update: pb.PropertyDiff.Kind.UPDATE,
	"update-replace": pb.PropertyDiff.Kind.UPDATE_REPLACE,
};

export function properties(struct: structPb.Struct | undefined): Properties {
	return decodeProperties(struct?.toJavaScript());
}

/** The generated type asks for JSON without null, which the runtime takes. */
export function struct(values: Properties): structPb.Struct {
	return structPb.Struct.fromJavaScript(encode(values) as Parameters<typeof structPb.Struct.fromJavaScript>[0]);
}

/** `name` and `type` are newer than `urn`; an older engine leaves them empty. */
export function subject(request: { getUrn(): string; getName(): string; getType(): string }): Subject {
	const urn = request.getUrn();
	const parts = urn.split("::");
	const name = request.getName() === "" ? parts.slice(3).join("::") : request.getName();
	const type = request.getType() === "" ? (parts[2]?.split("$").at(-1) ?? "") : request.getType();
	return { urn, name, type };
}

export function diffResponse(result: DiffResult): pb.DiffResponse {
	const response = new pb.DiffResponse();
	const entries = Object.entries(result.changes);
	response.setChanges(
		entries.length === 0 ? pb.DiffResponse.DiffChanges.DIFF_NONE : pb.DiffResponse.DiffChanges.DIFF_SOME,
	);
	response.setHasdetaileddiff(true);
	response.setDeletebeforereplace(result.deleteBeforeReplace ?? false);
	const top = (path: string) => /^[^.[]+/.exec(path)?.[0] ?? path;
	const replaces = entries.filter(([, kind]) => kind.endsWith("-replace"));
	response.setReplacesList([...new Set(replaces.map(([path]) => top(path)))]);
	response.setDiffsList([...new Set(entries.map(([path]) => top(path)))]);
	for (const [path, kind] of entries) {
		const change = new pb.PropertyDiff();
		change.setKind(KINDS[kind]);
		change.setInputdiff(true);
		response.getDetaileddiffMap().set(path, change);
	}
	return response;
}

export function checkResponse(result: { inputs: Properties; failures?: { property?: string; reason: string }[] }) {
	const response = new pb.CheckResponse();
	const failures = result.failures ?? [];
	if (failures.length === 0) response.setInputs(struct(result.inputs));
	response.setFailuresList(failures.map(failure));
	return response;
}

export function failure({ property, reason }: { property?: string; reason: string }): pb.CheckFailure {
	const one = new pb.CheckFailure();
	one.setProperty(property ?? "");
	one.setReason(reason);
	return one;
}

/** An error as the engine reads it: a partial failure travels as a detail of google.rpc.Status. */
export function serviceError(cause: unknown): Partial<grpc.ServiceError> {
	const message = cause instanceof Error ? cause.message : String(cause);
	const metadata = new grpc.Metadata();
	if (cause instanceof InitializationFailed) {
		const detail = new pb.ErrorResourceInitFailed();
		detail.setId(cause.id);
		detail.setProperties(struct(cause.outputs));
		detail.setInputs(struct(cause.inputs));
		detail.setReasonsList(cause.reasons);
		const packed = new anyPb.Any();
		packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
		const status = new statusPb.Status();
		status.setCode(grpc.status.UNKNOWN);
		status.setMessage(message);
		status.addDetails(packed);
		metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
	}
	return { code: grpc.status.UNKNOWN, details: message, message, metadata };
}

export function pluginInfo(version: string): pluginPb.PluginInfo {
	const info = new pluginPb.PluginInfo();
	info.setVersion(version);
	return info;
}
