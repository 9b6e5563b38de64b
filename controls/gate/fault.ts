import { visible } from "../visible";

/** Something that could not be read or judged: one line, `<file>:<line>: <what it is>; <what it must be or the fix>`. */
export interface Fault {
	/** As the user named it; `-` is standard input. */
	file: string;
	/** From 1; 0 where it is about the file as a whole. */
	line: number;
	text: string;
}

export function formatFault({ file, line, text }: Fault): string {
	return visible(`${file}${line === 0 ? "" : `:${line}`}: ${text}`);
}
