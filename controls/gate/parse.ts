import {
	Composer,
	type CST,
	type Document,
	isAlias,
	isMap,
	isScalar,
	isSeq,
	Lexer,
	LineCounter,
	type Node,
	Parser,
	type ScalarTag,
	type Tags,
	visit,
} from "yaml";
import { mergeFault } from "../mergeKeys";

/** What cannot be read, and on which line of the document. */
export class Unreadable extends Error {
	constructor(
		readonly line: number,
		readonly what: string,
	) {
		super(what);
	}
}

/** How many collections may stand in each other. A schema of a pod in a CustomResourceDefinition has some fifty. */
export const deepest = 250;

/** How often aliases may repeat what they name, all in all. */
const mostAliases = 100;

/**
 * What kubectl's reader (sigs.k8s.io/yaml over go-yaml v2, resolve.go) takes an unquoted word for: YAML 1.1 without its times
 * and dates, and every prefix of a number that Go's strconv knows. Where the gate read another value than the cluster, a
 * rule would judge another object.
 */
const prefixed: ScalarTag = {
	identify: () => false,
	default: true,
	tag: "tag:yaml.org,2002:int",
	test: /^[-+]?0[oOxXbB][0-9a-fA-F_]+$/,
	resolve: (text) => {
		const digits = text.replaceAll("_", "").replace(/^[-+]/, "").toLowerCase();
		const value = Number(digits);
		return Number.isNaN(value) ? text : text.startsWith("-") ? -value : value;
	},
};

const notInGo = /^tag:yaml\.org,2002:(timestamp|binary|omap|pairs|set)$/;

function tags(all: Tags): Tags {
	const kept = all.filter(
		(tag) => typeof tag === "string" || !(notInGo.test(tag.tag) || ("format" in tag && tag.format === "TIME")),
	);
	return [prefixed, ...kept];
}

const options = {
	version: "1.1",
	schema: "yaml-1.1",
	customTags: tags,
	resolveKnownTags: false,
	prettyErrors: false,
	logLevel: "silent",
	// To JSON, which Kubernetes reads, the keys 1 and "1" are one.
	uniqueKeys: (a: unknown, b: unknown) => isScalar(a) && isScalar(b) && String(a.value) === String(b.value),
} as const;

/** Line breaks to YAML 1.1, which kubectl reads, and to nobody else: what stands behind one would be judged as a comment. */
const otherBreaks = /\r(?!\n)|[\u0085\u2028\u2029]/;

/**
 * What no YAML may hold, in a comment neither: control characters, but the tab and line breaks (YAML 1.2.2, 5.1, c-printable; kubectl's
 * reader refuses the same: go.yaml.in/yaml v2.4.3, readerc.go). Surrogates stand in pairs here, because the text was UTF-8.
 */
const forbidden = /[^\t\n\r\x20-\x7e\u0085\u00a0-\ufffd]/;

/** A document that was read, and where things stand in it. */
export class Parsed {
	constructor(
		readonly value: unknown,
		private readonly document: Document,
		private readonly lines: LineCounter,
		private readonly firstLine: number,
	) {}

	get contents(): Node | null {
		return this.document.contents;
	}

	/** The line of a node in the file. */
	lineOf(node: Node | null): number {
		return this.firstLine - 1 + this.lines.linePos(node?.range?.[0] ?? 0).line;
	}

	/** The node that an alias stands for. */
	target(node: unknown): Node | null {
		if (isAlias(node)) return node.resolve(this.document) ?? null;
		return isMap(node) || isSeq(node) || isScalar(node) ? node : null;
	}
}

/** Reads the documents of a text (one, but where `...` ends it, several). Throws `Unreadable` with the line in the file. */
export function parse(text: string, firstLine: number): Parsed[] {
	const lines = new LineCounter();
	const lineAt = (offset: number): number => firstLine - 1 + lines.linePos(offset).line;
	const refuse = (sign: RegExp, what: (found: string) => string): void => {
		const found = sign.exec(text);
		if (found === null) return;
		throw new Unreadable(firstLine + text.slice(0, found.index).split("\n").length - 1, what(found[0]));
	};
	refuse(forbidden, (sign) => `holds the control character ${nameOf(sign)}, which YAML does not allow; ${instead}`);
	refuse(otherBreaks, () => "has a line break that is none to every reader; use line feeds only");
	const directive = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*%/.exec(text);
	if (directive !== null) {
		const line = firstLine + directive[0].split("\n").length - 1;
		throw new Unreadable(line, "has a YAML directive; remove the line, because readers differ in what it does");
	}
	try {
		const composer = new Composer({ ...options, lineCounter: lines });
		const found: Parsed[] = [];
		for (const document of composer.compose(tokens(text, lines, lineAt), false, text.length)) {
			const [error] = [...document.errors, ...document.warnings];
			if (error !== undefined) throw new Unreadable(lineAt(error.pos[0]), describe(error.code, error.message, text));
			const value = jsonOf(document as Document, lineAt);
			const fault = mergeFault(document as Document);
			if (fault !== undefined) throw new Unreadable(lineAt(fault.node.range?.[0] ?? 0), fault.what);
			found.push(new Parsed(value, document as Document, lines, firstLine));
		}
		return found;
	} catch (error) {
		if (error instanceof Unreadable) throw error;
		throw new Unreadable(firstLine, "cannot be read as YAML; correct it");
	}
}

const nameOf = (sign: string): string => `U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
const instead = "remove it, or write it as an escape in a text with double quotes";

/** The value as JSON has it. What aliases fail on is told at the alias, or at the document. */
function jsonOf(document: Document, lineAt: (offset: number) => number): unknown {
	const lineOf = (node: { range?: readonly number[] | null } | null): number => lineAt(node?.range?.[0] ?? 0);
	try {
		const value: unknown = document.toJS({ maxAliasCount: mostAliases });
		visit(document, {
			Alias: (_, alias, path) => {
				const named = alias.resolve(document);
				if (named !== undefined && path.includes(named))
					throw new Unreadable(lineOf(alias), "has an alias to what it stands in; an object never holds itself");
			},
		});
		return value;
	} catch (error) {
		if (error instanceof Unreadable) throw error;
		// Said before any alias is looked for: each look goes through the document, and there may be many.
		if (error instanceof ReferenceError && /alias count/.test(error.message))
			throw new Unreadable(lineOf(document.contents), aliases);
		let lost: number | undefined;
		visit(document, {
			Alias: (_, alias) => {
				if (alias.resolve(document) !== undefined) return undefined;
				lost = lineOf(alias);
				return visit.BREAK;
			},
		});
		if (lost !== undefined) throw new Unreadable(lost, "has an alias before its anchor; set the anchor first");
		throw new Unreadable(lineOf(document.contents), "cannot be read as YAML; correct it");
	}
}

const aliases = "repeats itself too often through aliases; write it out, or use fewer";

function* tokens(text: string, lines: LineCounter, lineAt: (offset: number) => number): Generator<CST.Token, void> {
	const parser = new Parser(lines.addNewLine);
	lines.addNewLine(0);
	for (const lexeme of new Lexer().lex(text)) {
		yield* parser.next(lexeme);
		if (parser.stack.length > deepest)
			throw new Unreadable(lineAt(parser.offset), `is nested more than ${deepest} levels deep; an object never is`);
	}
	yield* parser.end();
}

function describe(code: string, message: string, text: string): string {
	if (code === "DUPLICATE_KEY") return "has a key twice; keep one, because readers differ in which one holds";
	if (code === "TAG_RESOLVE_FAILED") return "has a tag or a value that JSON has no place for; write plain YAML";
	// What Helm, or another engine of Go's templates, has not made YAML of yet.
	const template = text.includes("{{") ? "; a chart's template? Give `helm template . | lab controls check -`" : "";
	return `is not YAML; ${firstOf(message)}${template}`;
}

/** The first sentence; the library quotes the text at fault at the end of some messages, and it may be a secret. */
function firstOf(message: string): string {
	return (message.split("\n", 1)[0] ?? "").replace(/: .*$/, "");
}
