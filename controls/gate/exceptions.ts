import { readFileSync } from "node:fs";
import { isMap, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { catalogue } from "../catalogue";
import { type Exception, parseExceptions } from "../exceptions";
import type { Fault } from "./fault";
import { unreadable } from "./sources";

const mustBe = "a file of exceptions, as policy-pack/exceptions.yaml is";
const known = new Set(catalogue.map(({ id }) => id));

/**
 * The exceptions of a file, and every fault with its line: the gate judges on by those that are whole. (The pack, which may
 * not go on without one, reads the file with `readExceptions`.)
 */
export function exceptionsWithFaults(file: string, shown: string): { exceptions: Exception[]; faults: Fault[] } {
	let text: string;
	try {
		text = readFileSync(file, "utf8");
	} catch (error) {
		return { exceptions: [], faults: [{ file: shown, line: 0, text: unreadable(error, mustBe) }] };
	}
	const lines = new LineCounter();
	const document = parseDocument(text, { uniqueKeys: true, prettyErrors: false, lineCounter: lines });
	const [error] = document.errors;
	if (error !== undefined) {
		const { line } = lines.linePos(error.pos[0]);
		return { exceptions: [], faults: [{ file: shown, line, text: `is not YAML; ${error.message.split("\n", 1)[0]}` }] };
	}
	const list = isMap(document.contents) ? document.contents.get("exceptions", true) : undefined;
	if (!isSeq(list)) {
		return {
			exceptions: [],
			faults: faultsOf(
				() => parseExceptions(document.toJS(), ""),
				shown,
				() => 1,
			).faults,
		};
	}
	const exceptions: Exception[] = [];
	const faults: Fault[] = [];
	for (const item of list.items) {
		const node = item as Node;
		const lineAt = (path: readonly string[]): number => {
			let at: unknown = node;
			let line = lines.linePos(node.range?.[0] ?? 0).line;
			for (const key of path) {
				if (!isMap(at)) break;
				const pair = at.items.find((one) => String(one.key) === key);
				if (pair === undefined) break;
				line = lines.linePos((pair.key as Node).range?.[0] ?? 0).line;
				at = pair.value;
			}
			return line;
		};
		const read = faultsOf(() => parseExceptions({ exceptions: [node.toJS(document)] }, ""), shown, lineAt);
		const strangers = read.exceptions.filter(({ control }) => !known.has(control));
		exceptions.push(...read.exceptions.filter((one) => !strangers.includes(one)));
		faults.push(...read.faults, ...strangers.map(({ control }) => unknownControl(control, shown, lineAt)));
	}
	return { exceptions, faults };
}

/** An exception from it would match nothing, and nobody would see that it was meant for another. */
function unknownControl(control: string, file: string, lineAt: (path: readonly string[]) => number): Fault {
	const line = Math.max(lineAt(["control"]), lineAt(["controls"]));
	return { file, line, text: `control: ${control} is no control of the catalogue; it must be an id such as SEC-001` };
}

/** `parseExceptions` says `<file>: exceptions.<i>.<path>: <text>`, a line each. */
function faultsOf(
	read: () => Exception[],
	file: string,
	lineAt: (path: readonly string[]) => number,
): { exceptions: Exception[]; faults: Fault[] } {
	try {
		return { exceptions: read(), faults: [] };
	} catch (error) {
		if (!(error instanceof Error)) throw error;
		const faults = error.message.split("\n").map((message): Fault => {
			const [, path = "", text = message] = /^: (?:exceptions\.0\.?)?([^:]*): (.*)$/.exec(message) ?? [];
			const where = path === "" ? "the exception" : path;
			return { file, line: lineAt(path === "" ? [] : path.split(".")), text: `${where}: ${text}` };
		});
		return { exceptions: [], faults };
	}
}
