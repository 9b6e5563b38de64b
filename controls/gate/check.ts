import { isRecord } from "../cel/bind";
import type { Fault } from "./fault";
import type { Gate, Relocate } from "./gate";
import { grouped } from "./grouped";
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

/** The objects of a source, a document at a time; of the documents that are wanted. */
export async function* objectsIn(
	source: Source,
	isWanted: (document: { line: number; text: string }) => boolean = () => true,
): AsyncGenerator<{ objects: GateObject[]; faults: Fault[] }> {
	const { file } = source;
	for await (const document of documents(source.open())) {
		if ("fault" in document) {
			yield { objects: [], faults: [{ file, line: document.line, text: document.fault }] };
			continue;
		}
		if (!isWanted(document)) continue;
		try {
			for (const parsed of parse(document.text, document.line)) yield objectsOf(parsed, file);
		} catch (error) {
			if (!(error instanceof Unreadable)) throw error;
			yield { objects: [], faults: [{ file, line: error.line, text: error.what }] };
		}
	}
}

/** Finds lines by reading the sources again, and of them only what holds a place; of a source that is gone by now, none is found. */
export function relocateIn(sources: readonly Source[]): Relocate {
	return async (places) => {
		const found = new Map<object, number>();
		const ofFiles = grouped(places, ({ file }) => file);
		for (const source of sources) {
			const own = ofFiles.get(source.file);
			if (own === undefined || !source.again) continue;
			const ofLines = grouped(own, ({ line }) => line);
			const lines = [...ofLines.keys()].sort((a, b) => a - b);
			for await (const { objects } of objectsIn(source, holdsOneOf(lines)))
				for (const object of objects)
					for (const place of ofLines.get(object.line) ?? []) found.set(place, object.lineAt(place.path));
		}
		return places.map((place) => found.get(place));
	};
}

/** Whether a document holds one of the lines, asked in their order: most documents hold none, and need not be parsed again. */
function holdsOneOf(lines: readonly number[]): (document: { line: number; text: string }) => boolean {
	let next = 0;
	return ({ line, text }) => {
		let end = line;
		for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) end++;
		while (next < lines.length && (lines[next] ?? 0) < line) next++;
		return (lines[next] ?? Number.POSITIVE_INFINITY) <= end;
	};
}
