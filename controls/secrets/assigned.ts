/** A name and the text that it is given in a line: `key: value`, `gxp-lab:key: value`, `key = "value"`, `"key": 'value',`, `export KEY=value`. */
export interface Assigned {
	key: string;
	/** In quotes, or all of the line's rest; of that no more than what a secret's length is. */
	value: string;
	isQuoted: boolean;
}

/** A name, and up to the value what is between them. It looks ahead, so that `gxp-lab:` is not what hides `key:`. */
const name = /(?<=^|[\s,{(]|[a-z0-9-]:)(?:export\s+)?["']?([A-Za-z_][A-Za-z0-9_.-]*)(?=(["']?\s*(?::=|:|=)\s*))/g;
const quoted = /"([^"]*)"|'([^']*)'/y;
const bare = /[^\s"'`,;(){}[\]]+/y;
/** The end of a line, or of a member of YAML's `{…}`. */
const rest = /\s*(?:,\s*)?(?:#|$)|\s*\}/y;
/** An element of XML, and a directive of Redis' settings (redis.conf). */
const others = /<(?:[a-z0-9_-]+:)?([A-Za-z_][A-Za-z0-9_.-]*)>([^<>]+)<\/|^\s*(requirepass|masterauth)\s+([^\s"']+)/g;
const longest = 1000;

/**
 * What a line assigns under the names that are asked for. It reads each part of the line once, whatever stands there: somebody
 * else wrote it, and a line may have a megabyte.
 */
export function* assignedIn(line: string, isWanted: (key: string) => boolean): Generator<Assigned> {
	let end = 0;
	let isRest = false;
	for (const { 0: all, 1: key = "", 2: between = "", index } of line.matchAll(name)) {
		if (!isWanted(key)) continue;
		const start = index + all.length + between.length;
		const text = matchAt(quoted, line, start);
		if (text !== undefined) {
			yield { key, value: text[1] ?? text[2] ?? "", isQuoted: true };
			continue;
		}
		// `a:b:c` is one run of signs, whose end is looked for once.
		if (start >= end) {
			end = start + (matchAt(bare, line, start)?.[0].length ?? 0);
			isRest = matchAt(rest, line, end) !== undefined;
		}
		if (isRest && end > start) yield { key, value: line.slice(start, Math.min(end, start + longest)), isQuoted: false };
	}
	for (const [, element, content, directive, argument] of line.matchAll(others)) {
		if (element !== undefined && isWanted(element)) yield { key: element, value: content ?? "", isQuoted: false };
		if (directive !== undefined) yield { key: "password", value: argument ?? "", isQuoted: false };
	}
}

function matchAt(form: RegExp, line: string, at: number): RegExpExecArray | undefined {
	form.lastIndex = at;
	return form.exec(line) ?? undefined;
}
