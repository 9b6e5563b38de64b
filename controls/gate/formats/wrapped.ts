/** Where no terminal says how wide it is: as CI's logs are. */
export const anyWidth = 100;

/** How wide a text for a person may be. */
export function widthOf({ isTTY, columns }: Pick<NodeJS.WriteStream, "isTTY" | "columns">): number {
	return isTTY === true && columns > 0 ? columns : anyWidth;
}

/**
 * Lines of at most `width` columns, the first with `first` before it and the others with `rest`. Breaks between words alone, or
 * between the pieces that are given, so that a path, a name or a command can be copied: one that is longer stands out.
 */
export function wrapped(
	text: string | readonly string[],
	width: number,
	first = "",
	rest = " ".repeat(first.length),
): string[] {
	const lines: string[] = [];
	let line = first;
	let empty = true;
	for (const word of typeof text === "string" ? text.split(" ") : text) {
		if (!empty && line.length + 1 + word.length > width) {
			lines.push(line);
			line = rest;
			empty = true;
		}
		line += empty ? word : ` ${word}`;
		empty = false;
	}
	return [...lines, line];
}
