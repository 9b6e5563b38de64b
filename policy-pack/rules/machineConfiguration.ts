import { parseAllDocuments } from "yaml";
import { isPulumiUnknown } from "../unknown";

export interface Fault {
	path: string;
	what: string;
}

/** What AUD-001 and CHG-007 read of a Talos machine configuration; never more, because the rest of it is secret. */
export interface MachineConfiguration {
	machineType: "controlplane" | "worker" | undefined;
	auditPolicy: unknown;
	extraArgs: ReadonlySet<string>;
	/** Properties that a preview does not know. */
	unknown: string[];
	faults: Fault[];
}

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Reads `machineConfigurationInput` (YAML, several documents) and puts `configPatches` on it in their order, as far as the
 * API server's audit goes: Talos replaces the audit policy as a whole (machinery v1.13.0, v1alpha1_types.go, `merge:"replace"`)
 * and merges arguments by name. A JSON patch that reaches there is a fault: it is not worked out here.
 */
export function readMachineConfiguration(properties: Tree): MachineConfiguration {
	const result: MachineConfiguration & { extraArgs: Set<string> } = {
		machineType: undefined,
		auditPolicy: undefined,
		extraArgs: new Set(),
		unknown: [],
		faults: [],
	};
	const input =
		properties.machineConfigurationInput === undefined ? "machineConfigurationInputWo" : "machineConfigurationInput";
	const text = properties[input];
	if (isPulumiUnknown(text)) result.unknown.push(input);
	else {
		for (const document of documents(text, input, result)) {
			if (isTree(document) && isMain(document)) merge(result, document, input);
		}
		if (result.machineType === undefined && result.faults.length === 0)
			result.faults.push({ path: `${input}.machine.type`, what: "is missing" });
	}
	patch(result, properties.configPatches);
	return result;
}

/** The first document of a configuration has no kind: it holds `machine` and `cluster`. The others are about neither. */
function isMain(document: Tree): boolean {
	return document.kind === undefined;
}

function documents(text: unknown, path: string, result: MachineConfiguration): unknown[] {
	if (typeof text !== "string") {
		result.faults.push({ path, what: "is not a machine configuration" });
		return [];
	}
	const parsed = parseAllDocuments(text);
	if (!Array.isArray(parsed) || parsed.some((document) => document.errors.length > 0)) {
		// The parser's message quotes the text.
		result.faults.push({ path, what: "is not YAML" });
		return [];
	}
	return parsed.map((document): unknown => document.toJS());
}

function patch(result: MachineConfiguration & { extraArgs: Set<string> }, patches: unknown): void {
	if (patches === undefined || patches === null) return;
	if (isPulumiUnknown(patches)) {
		result.unknown.push("configPatches");
		return;
	}
	if (!Array.isArray(patches)) {
		result.faults.push({ path: "configPatches", what: "is not a list" });
		return;
	}
	for (const [i, text] of patches.entries()) {
		const path = `configPatches[${i}]`;
		if (isPulumiUnknown(text)) {
			result.unknown.push(path);
			continue;
		}
		for (const document of documents(text, path, result)) {
			if (Array.isArray(document)) jsonPatch(result, document, path);
			else if (isTree(document) && isMain(document)) merge(result, document, path);
		}
	}
}

function jsonPatch(result: MachineConfiguration, operations: unknown[], path: string): void {
	for (const operation of operations) {
		const targets = isTree(operation) ? [operation.path, operation.from] : [undefined];
		if (targets.some((target) => typeof target === "string" && reaches(target)) || typeof targets[0] !== "string")
			result.faults.push({
				path,
				what: "is a JSON patch on the API server's audit; write it as a strategic merge patch",
			});
	}
}

function reaches(pointer: string): boolean {
	const guarded = ["/cluster/apiServer/auditPolicy", "/cluster/apiServer/extraArgs", "/machine/type"];
	return guarded.some((path) => `${pointer}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${pointer}/`));
}

function merge(result: MachineConfiguration & { extraArgs: Set<string> }, document: Tree, path: string): void {
	const machine = section(result, document, "machine", path);
	const type = machine?.type;
	if (type === "controlplane" || type === "init") result.machineType = "controlplane";
	else if (type === "worker") result.machineType = "worker";
	else if (type !== undefined) result.faults.push({ path: `${path}.machine.type`, what: "is no machine type" });
	const cluster = section(result, document, "cluster", path);
	const apiServer = cluster && section(result, cluster, "apiServer", `${path}.cluster`);
	if (cluster?.$patch === "delete" || apiServer?.$patch === "delete") {
		result.auditPolicy = undefined;
		result.extraArgs.clear();
		return;
	}
	if (apiServer === undefined) return;
	if (apiServer.auditPolicy !== undefined) {
		const removed = isTree(apiServer.auditPolicy) && apiServer.auditPolicy.$patch === "delete";
		result.auditPolicy = removed ? undefined : apiServer.auditPolicy;
	}
	const extraArgs = section(result, apiServer, "extraArgs", `${path}.cluster.apiServer`);
	for (const argument of Object.keys(extraArgs ?? {})) result.extraArgs.add(argument);
}

function section(result: MachineConfiguration, tree: Tree, key: string, path: string): Tree | undefined {
	const value = tree[key];
	if (value === undefined || value === null) return undefined;
	if (isTree(value)) return value;
	result.faults.push({ path: `${path}.${key}`, what: "is not an object" });
	return undefined;
}
