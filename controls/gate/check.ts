import { isRecord } from "../cel/bind";
import type { Fault } from "./fault";
import type { Gate, Relocate } from "./gate";
import { isNamespaced } from "./kinds";
import { type GateObject, objectsOf } from "./objects";
import { parse, Unreadable } from "./parse";
import { type Source, unreadable } from "./sources";
import { documents } from "./split";

/**
 * Reads a source document by document and gives the gate each object. What cannot be read is a fault with its line, and the
 * rest is read on. Returns how many objects there were. `namespace` is that of objects that name none (a Helm release's).
 */
export async function checkSource(
	source: Source,
	gate: Pick<Gate, "judge" | "fault" | "read">,
	namespace?: string,
): Promise<number> {
	let count = 0;
	let faulty = false;
	const fault = (one: Fault): void => {
		faulty = true;
		gate.fault(one);
	};
	gate.read(source.file);
	try {
		for await (const { objects, faults } of objectsIn(source)) {
			for (const one of faults) fault(one);
			for (const object of objects) {
				gate.judge(namespace === undefined ? object : inNamespace(object, namespace));
				count++;
			}
		}
	} catch (error) {
		fault({ file: source.file, line: 0, text: unreadable(error) });
	}
	if (count === 0 && source.named && !faulty)
		fault({ file: source.file, line: 1, text: "holds no Kubernetes object; nothing was judged" });
	return count;
}

/** As Helm installs it: an object that names no namespace is in the release's, unless its kind is the cluster's. */
function inNamespace(object: GateObject, namespace: string): GateObject {
	const { apiVersion, kind, properties } = object;
	if (object.namespace !== undefined || !isNamespaced(apiVersion, kind)) return object;
	const metadata = isRecord(properties.metadata) ? properties.metadata : {};
	return { ...object, namespace, properties: { ...properties, metadata: { ...metadata, namespace } } };
}

/** The objects of a source, a document at a time. */
export async function* objectsIn(source: Source): AsyncGenerator<{ objects: GateObject[]; faults: Fault[] }> {
	const { file } = source;
	for await (const document of documents(source.open())) {
		if ("fault" in document) {
			yield { objects: [], faults: [{ file, line: document.line, text: document.fault }] };
			continue;
		}
		try {
			for (const parsed of parse(document.text, document.line)) yield objectsOf(parsed, file);
		} catch (error) {
			if (!(error instanceof Unreadable)) throw error;
			yield { objects: [], faults: [{ file, line: error.line, text: error.what }] };
		}
	}
}

/** Finds lines by reading the sources again; of a source that is gone by now, none is found. */
export function relocateIn(sources: readonly Source[]): Relocate {
	return async (places) => {
		const found = new Map<object, number>();
		for (const source of sources) {
			const own = places.filter(({ file }) => file === source.file);
			if (own.length === 0 || !source.again) continue;
			for await (const { objects } of objectsIn(source))
				for (const object of objects)
					for (const place of own) if (place.line === object.line) found.set(place, object.lineAt(place.path));
		}
		return places.map((place) => found.get(place));
	};
}
