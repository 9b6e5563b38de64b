import { parseAllDocuments } from "yaml";
import { type Judgement, undecided, violated } from "../../controls/judgement";
import { mergeFault } from "../../controls/mergeKeys";
import type { Resource } from "../rule";
import { isPulumiUnknown } from "../unknown";
import { type Fault, isTree, patchTree, type Tree } from "./machinePatch";

export { type Fault, isTree, type Tree } from "./machinePatch";

/** A Talos machine configuration with the patches that its resource puts on it. A rule reads what it judges, never more. */
export interface MachineConfiguration {
	machineType: "controlplane" | "worker" | undefined;
	/** The document with `machine` and `cluster`. */
	main: Tree;
	/** The others, each with its `kind`. */
	documents: readonly Tree[];
	/** JSON patches, which are not worked out here: what each reaches, or undefined where that cannot be read. */
	jsonPatches: readonly { path: string; pointers: readonly (string | undefined)[] }[];
	/** Properties that a preview does not know. */
	unknown: string[];
	/** What the patches after the last unknown one say by themselves: nothing that is not known yet can take it back. */
	settled?: MachineConfiguration;
	faults: Fault[];
}

export const machineConfigurationType = "talos:machine/configurationApply:ConfigurationApply";

const known = new WeakMap<Tree, MachineConfiguration>();

/**
 * Reads `machineConfigurationInput` (YAML, several documents) and puts `configPatches` on it in their order; once for all rules
 * that are shown the same properties.
 */
export function readMachineConfiguration(properties: Tree): MachineConfiguration {
	let configuration = known.get(properties);
	if (configuration === undefined) {
		configuration = read(properties);
		known.set(properties, configuration);
	}
	return configuration;
}

function read(properties: Tree): MachineConfiguration {
	const reader = new Reader();
	const input =
		properties.machineConfigurationInput === undefined ? "machineConfigurationInputWo" : "machineConfigurationInput";
	const text = properties[input];
	if (isPulumiUnknown(text)) reader.unknown.push(input);
	else {
		for (const document of reader.parse(text, input)) if (isTree(document)) reader.put(document, input);
		if (typeOf(reader.main) === undefined && reader.faults.length === 0)
			reader.faults.push({ path: `${input}.machine.type`, what: "is missing" });
	}
	reader.patch(properties.configPatches);
	const { main, documents, jsonPatches, unknown, faults } = reader;
	const type = machineType(main, faults);
	const read = { machineType: type, main, documents, jsonPatches, unknown, faults };
	if (unknown.length === 0) return read;
	const later = new Reader();
	later.patch(afterLastUnknown(properties.configPatches));
	return {
		...read,
		settled: {
			...{ machineType: type, main: later.main, documents: later.documents, jsonPatches: later.jsonPatches },
			...{ unknown: [], faults: later.faults },
		},
	};
}

function afterLastUnknown(patches: unknown): unknown[] {
	return Array.isArray(patches) ? patches.slice(patches.findLastIndex(isPulumiUnknown) + 1) : [];
}

function typeOf(main: Tree): unknown {
	return memberOf(main, "machine", "type");
}

function machineType(main: Tree, faults: Fault[]): MachineConfiguration["machineType"] {
	const type = typeOf(main);
	if (type === "controlplane" || type === "init") return "controlplane";
	if (type === "worker") return "worker";
	if (type !== undefined) faults.push({ path: "machine.type", what: "is no machine type" });
	return undefined;
}

class Reader {
	main: Tree = {};
	documents: Tree[] = [];
	readonly jsonPatches: MachineConfiguration["jsonPatches"][number][] = [];
	readonly unknown: string[] = [];
	readonly faults: Fault[] = [];

	parse(text: unknown, path: string): unknown[] {
		const fault = (what: string): unknown[] => {
			this.faults.push({ path, what });
			return [];
		};
		if (typeof text !== "string") return fault("is not a machine configuration");
		// Talos' YAML library knows `<<`, as this one does where it is told.
		const parsed = parseAllDocuments(text, { merge: true });
		// The parser's message quotes the text; aliases that multiply are refused when they are resolved.
		if (!Array.isArray(parsed) || parsed.some(({ errors }) => errors.length > 0)) return fault("is not YAML");
		try {
			const documents = parsed.map((document): unknown => document.toJS());
			for (const document of parsed) {
				const differs = mergeFault(document);
				if (differs !== undefined) return fault(differs.what);
			}
			return documents;
		} catch {
			return fault("is not YAML");
		}
	}

	/** One document: merged into the one of its kind and name, if there is one. */
	put(document: Tree, path: string): void {
		for (const section of ["machine", "cluster"])
			if (document.kind === undefined && document[section] != null && !isTree(document[section]))
				this.faults.push({ path: `${path}.${section}`, what: "is not an object" });
		if (document.kind === undefined) {
			patchTree(this.main, document, "", this.faults);
			return;
		}
		const same = this.documents.find(({ kind, apiVersion, name }) => {
			return kind === document.kind && apiVersion === document.apiVersion && name === document.name;
		});
		if (document.$patch === "delete") this.documents = this.documents.filter((one) => one !== same);
		else if (same !== undefined) patchTree(same, document, String(document.kind), this.faults);
		else {
			const added: Tree = {};
			patchTree(added, document, String(document.kind), this.faults);
			this.documents.push(added);
		}
	}

	patch(patches: unknown): void {
		if (patches === undefined || patches === null) return;
		if (isPulumiUnknown(patches)) this.unknown.push("configPatches");
		else if (!Array.isArray(patches)) this.faults.push({ path: "configPatches", what: "is not a list" });
		else
			for (const [i, text] of patches.entries()) {
				const path = `configPatches[${i}]`;
				if (isPulumiUnknown(text)) this.unknown.push(path);
				else
					for (const document of this.parse(text, path)) {
						if (Array.isArray(document)) this.jsonPatches.push({ path, pointers: document.flatMap(pointersOf) });
						else if (isTree(document)) this.put(document, path);
					}
			}
	}
}

function pointersOf(operation: unknown): (string | undefined)[] {
	if (!isTree(operation)) return [undefined];
	const texts = [operation.path, ...(operation.from === undefined ? [] : [operation.from])];
	return texts.map((text) => (typeof text === "string" ? text : undefined));
}

/** The documents of a kind. */
export function documentsOf({ documents }: Pick<MachineConfiguration, "documents">, kind: string): Tree[] {
	return documents.filter((document) => document.kind === kind);
}

/** The value below a mapping, or undefined where a member on the way is absent or no mapping. */
export function memberOf(tree: unknown, ...path: readonly string[]): unknown {
	let value = tree;
	for (const key of path) {
		if (!isTree(value) || !Object.hasOwn(value, key)) return undefined;
		value = value[key];
	}
	return value ?? undefined;
}

/** Where the JSON patches stand that reach one of the pointers (`/cluster/apiServer`), what is below it or above it. */
export function jsonPatchesOn({ jsonPatches }: MachineConfiguration, ...guarded: readonly string[]): string[] {
	const reaches = (pointer: string | undefined): boolean =>
		pointer === undefined ||
		guarded.some((path) => `${pointer}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${pointer}/`));
	return jsonPatches.filter(({ pointers }) => pointers.some(reaches)).map(({ path }) => path);
}

/** What is wrong with a machine configuration; `absent` where something that is not known yet may still bring it. */
export interface MachineFinding extends Fault {
	absent?: true;
}

export interface MachineJudge {
	/** Only control planes have what is judged. */
	controlPlanesOnly?: true;
	/** What a JSON patch may not reach, and what that is. */
	guarded: readonly string[];
	guardedAs: string;
	judge: (configuration: MachineConfiguration, resource: Resource) => MachineFinding[];
}

/** Judges one machine configuration, and fails closed on what cannot be read of it. */
export function judgeMachine(resource: Resource, rule: MachineJudge): Judgement[] | undefined {
	if (resource.type !== machineConfigurationType) return undefined;
	const configuration = readMachineConfiguration(resource.properties);
	const { faults, unknown, machineType } = configuration;
	const guarded = rule.controlPlanesOnly ? ["/machine/type", ...rule.guarded] : rule.guarded;
	const refused = jsonPatchesOn(configuration, ...guarded).map((path) =>
		violated(path, `is a JSON patch on ${rule.guardedAs}; write it as a strategic merge patch`),
	);
	const all = [...faults.map(({ path, what }) => violated(path, what)), ...refused];
	if (rule.controlPlanesOnly && machineType === "worker")
		return all.length > 0 || unknown.length > 0 ? [...all, ...unknown.map(undecided)] : undefined;
	const decided = decidedOf(configuration, (one) => rule.judge(one, resource));
	return [...all, ...decided.map(({ path, what }) => violated(path, what)), ...unknown.map(undecided)];
}

/**
 * What is wrong whatever a preview does not know yet: it is in a patch that comes after what is unknown, which overrides what came
 * before. Where the machine's type is not known, it is judged as a control plane, which is judged by more.
 */
function decidedOf(
	configuration: MachineConfiguration,
	judge: (configuration: MachineConfiguration) => MachineFinding[],
): MachineFinding[] {
	const found = judge(configuration);
	if (configuration.settled === undefined) return found;
	const said = ({ path, what }: MachineFinding): string => `${path} ${what}`;
	const settled = judge(configuration.settled).filter(({ absent }) => absent === undefined);
	const later = new Set(settled.map(said));
	return found.filter((one) => later.has(said(one)));
}
