import { isMap, isSeq, LineCounter, type Node, parseDocument } from "yaml";

export type Step = string | number;

/** A YAML file of the repository as a rule sees it. */
export type Document =
	| { state: "absent" }
	| { state: "malformed"; line: number; what: string }
	| { state: "read"; data: unknown; lineOf: (path: readonly Step[]) => number };

/** Parses one document with no key twice. An alias that explodes is malformed, as is more than one document. */
export function parseFile(text: string): Document {
	const lines = new LineCounter();
	const document = parseDocument(text, { uniqueKeys: true, prettyErrors: false, lineCounter: lines });
	const [error] = document.errors;
	if (error !== undefined) {
		const { line } = lines.linePos(error.pos[0]);
		return { state: "malformed", line, what: `is not YAML (${error.message.split("\n", 1)[0]})` };
	}
	let data: unknown;
	try {
		data = document.toJS();
	} catch (cause) {
		return { state: "malformed", line: 1, what: `cannot be read (${(cause as Error).message})` };
	}
	/** The line of the last step of the path that is there. */
	const lineOf = (path: readonly Step[]): number => {
		let node: unknown = document.contents;
		let offset = (node as Node | null)?.range?.[0] ?? 0;
		for (const step of path) {
			if (isMap(node)) {
				const pair = node.items.find(({ key }) => String(key) === String(step));
				if (pair === undefined) break;
				offset = (pair.key as Node).range?.[0] ?? offset;
				node = pair.value;
			} else if (isSeq(node)) {
				node = node.items[Number(step)];
				if (node === undefined) break;
				offset = (node as Node).range?.[0] ?? offset;
			} else break;
		}
		return lines.linePos(offset).line;
	};
	return { state: "read", data, lineOf };
}

/** `["restores", 0, "on"]` as findings write it: `restores[0].on`. */
export function pathOf(steps: readonly PropertyKey[]): string {
	return steps
		.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
		.join("")
		.replace(/^\./, "");
}
