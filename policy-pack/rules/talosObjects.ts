import { parseAllDocuments, type Tags } from "yaml";
import { plainAlike } from "../../controls/mergeKeys";
import type { Resource } from "../rule";
import {
	documentsOf,
	type Fault,
	isTree,
	type MachineConfiguration,
	memberOf,
	readMachineConfiguration,
	type Tree,
} from "./machineConfiguration";

/** A Kubernetes object that Talos makes of a machine configuration, as a resource that rules judge, and where it stands there. */
export interface TalosObject {
	place: string;
	resource: Resource;
}

/** What Talos makes of a machine configuration: the objects, and what of it cannot be read. */
export interface TalosObjects {
	objects: readonly TalosObject[];
	faults: readonly Fault[];
}

const known = new WeakMap<MachineConfiguration, TalosObjects>();

/**
 * Static pods (`machine.pods`, KubeStaticPodConfig) and what is applied to the cluster (`cluster.inlineManifests`,
 * KubeInlineManifestConfig); the documents are Talos' own from contract 1.14 on. Admission refuses no static pod: it sees the mirror
 * pod alone, and the kubelet has started the pod by then.
 */
export function talosObjects(configuration: MachineConfiguration): TalosObjects {
	let found = known.get(configuration);
	if (found === undefined) {
		found = read(configuration);
		known.set(configuration, found);
	}
	return found;
}

/**
 * The objects of a resource that are there whatever a preview does not know yet: where something is not, those of the patches after
 * it.
 */
export function settledObjects({ properties }: Resource): readonly TalosObject[] {
	const configuration = readMachineConfiguration(properties);
	return talosObjects(configuration.settled ?? configuration).objects;
}

function read(configuration: MachineConfiguration): TalosObjects {
	const objects: TalosObject[] = [];
	const faults: Fault[] = [];
	for (const { place, value } of pods(configuration))
		if (isTree(value))
			objects.push({ place, resource: resourceOf(place, { ...value, apiVersion: "v1", kind: "Pod" }) });
		else faults.push({ path: place, what: "is not a pod" });
	for (const { place, value } of manifests(configuration)) {
		const documents = parse(value);
		if (documents === undefined) faults.push({ path: place, what: "is not YAML that every reader reads alike" });
		else
			for (const [i, document] of documents.entries()) {
				const at = documents.length === 1 ? place : `${place}[${i}]`;
				for (const one of itemsOf(document, at))
					if (isObject(one.value)) objects.push({ place: one.place, resource: resourceOf(one.place, one.value) });
					else faults.push({ path: one.place, what: "is not a Kubernetes object" });
			}
	}
	return { objects, faults };
}

interface Placed {
	place: string;
	value: unknown;
}

/** A list, element by element; what is there and is none is one element, which nothing can make an object of. */
function listed(value: unknown, place: string): Placed[] {
	if (value === undefined) return [];
	if (!Array.isArray(value)) return [{ place, value: undefined }];
	return value.map((one: unknown, i) => ({ place: `${place}[${i}]`, value: one }));
}

function pods(configuration: MachineConfiguration): Placed[] {
	return [
		...listed(memberOf(configuration.main, "machine", "pods"), "machine.pods"),
		...documentsOf(configuration, "KubeStaticPodConfig").map(({ pod }, i) => ({
			place: `KubeStaticPodConfig[${i}].pod`,
			value: pod,
		})),
	];
}

function manifests(configuration: MachineConfiguration): Placed[] {
	return [
		...listed(memberOf(configuration.main, "cluster", "inlineManifests"), "cluster.inlineManifests").map(
			({ place, value }) => ({ place: `${place}.contents`, value: memberOf(value, "contents") }),
		),
		...documentsOf(configuration, "KubeInlineManifestConfig").map(({ manifest }, i) => ({
			place: `KubeInlineManifestConfig[${i}].manifest`,
			value: manifest,
		})),
	];
}

/** Talos takes whatever has `items` for a list of objects (siderolabs/talos, adapters/k8s/manifest.go: IsList). */
function itemsOf(document: unknown, place: string): Placed[] {
	const items = memberOf(document, "items");
	return Array.isArray(items) ? listed(items, `${place}.items`) : [{ place, value: document }];
}

function isObject(value: unknown): value is Tree {
	return isTree(value) && [value.apiVersion, value.kind].every((one) => typeof one === "string" && one !== "");
}

function resourceOf(place: string, properties: Tree): Resource {
	const { apiVersion, kind } = properties;
	const group = String(apiVersion).includes("/") ? "" : "core/";
	return {
		type: `kubernetes:${group}${String(apiVersion)}:${String(kind)}`,
		name: place,
		urn: "",
		properties,
		options: { protect: false },
	};
}

/** Control characters, line breaks that are none to every reader, and directives: behind one an object would be a comment here. */
const readOtherwise = /[^\t\n\r\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|\r(?!\n)|^%/mu;

const notInJson = /^tag:yaml\.org,2002:(timestamp|binary|omap|pairs|set)$/;

/** Talos reads manifests as kubectl does (sigs.k8s.io/yaml): YAML 1.1 without what JSON has no place for. */
const options = {
	version: "1.1",
	merge: true,
	resolveKnownTags: false,
	customTags: (tags: Tags): Tags => tags.filter((tag) => typeof tag === "string" || !notInJson.test(tag.tag)),
	logLevel: "silent",
} as const;

/** The documents of a text but the empty ones; undefined where it cannot be read. */
function parse(text: unknown): unknown[] | undefined {
	if (typeof text !== "string" || readOtherwise.test(text)) return undefined;
	const parsed = parseAllDocuments(text, options);
	if (!Array.isArray(parsed)) return [];
	if (parsed.some(({ errors, warnings }) => errors.length + warnings.length > 0)) return undefined;
	return plainAlike(parsed)?.filter((value) => !(value === null || (isTree(value) && Object.keys(value).length === 0)));
}
