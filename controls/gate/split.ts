/** One document of a stream: its text, and the line of the stream that it begins on. */
export type RawDocument = { line: number; text: string } | { line: number; fault: string };

/**
 * The largest document that is read. The API server takes a request of 3 MiB (k8s.io/apiserver, MaxRequestBodyBytes); a list of
 * several objects may be larger than one.
 */
export const largestDocument = 8 * 1024 * 1024;

const newline = 0x0a;
const dash = 0x2d;

/**
 * Cuts a stream at its lines `---`, so that one document is in memory at a time and a broken one leaves the others whole. The
 * lines are the same that kubectl cuts at (k8s.io/apimachinery, util/yaml, YAMLReader), and to YAML such a line always
 * ends a document.
 */
export async function* documents(chunks: AsyncIterable<Buffer>, limit = largestDocument): AsyncGenerator<RawDocument> {
	let pieces: Buffer[] = [];
	let size = 0;
	let line = 1;
	let start = 1;
	let lineStart = true;
	/** The first bytes of a line that the next chunk goes on with: too few to say whether it is a separator. */
	let held: Buffer = Buffer.alloc(0);
	const take = (piece: Buffer): void => {
		size += piece.length;
		if (size <= limit) pieces.push(piece);
		else pieces = [];
	};
	const end = (): RawDocument | undefined => {
		const document = size === 0 ? undefined : decode(pieces, size, start, limit);
		pieces = [];
		size = 0;
		start = line;
		return document;
	};
	for await (const chunk of chunks) {
		let taken = 0;
		let at = 0;
		while (at < chunk.length) {
			if (lineStart) {
				// Nearly every line begins with something else, and is done with at its first byte.
				if (held.length > 0 || chunk[at] === dash) {
					const head = Buffer.concat([held, chunk.subarray(at, at + separatorBytes - held.length)]);
					if (head.length < separatorBytes && !head.includes(newline)) {
						take(chunk.subarray(taken, at));
						held = head;
						taken = chunk.length;
						break;
					}
					if (isSeparator(head)) {
						take(chunk.subarray(taken, at));
						taken = at;
						const document = end();
						if (document !== undefined) yield document;
					}
					take(held);
					held = Buffer.alloc(0);
				}
				lineStart = false;
			}
			const to = chunk.indexOf(newline, at);
			if (to < 0) break;
			at = to + 1;
			line++;
			lineStart = true;
		}
		take(chunk.subarray(taken));
	}
	if (isSeparator(held)) {
		const document = end();
		if (document !== undefined) yield document;
	}
	take(held);
	const last = end();
	if (last !== undefined) yield last;
}

/** Three dashes, and a blank or the line's end. */
const separatorBytes = 4;

function isSeparator(head: Buffer): boolean {
	if (head.length < 3 || head[0] !== dash || head[1] !== dash || head[2] !== dash) return false;
	const next = head[3] ?? newline;
	return next === newline || next === 0x20 || next === 0x09 || next === 0x0d;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decode(pieces: readonly Buffer[], size: number, line: number, limit: number): RawDocument {
	if (size > limit)
		return { line, fault: `is a document of ${size} bytes; it must be at most ${limit}, so cut it at a line \`---\`` };
	const bytes = pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
	try {
		return { line, text: utf8.decode(bytes) };
	} catch {
		return { line: line + lineOfFault(bytes), fault: "is not UTF-8; write the file in UTF-8" };
	}
}

/** How many lines stand before the first byte that is not UTF-8. */
function lineOfFault(bytes: Buffer): number {
	let before = 0;
	for (let from = 0; from < bytes.length; before++) {
		const to = bytes.indexOf(newline, from);
		const line = bytes.subarray(from, to < 0 ? bytes.length : to);
		try {
			utf8.decode(line);
		} catch {
			return before;
		}
		if (to < 0) break;
		from = to + 1;
	}
	return 0;
}
