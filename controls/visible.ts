/** What a terminal obeys or does not show: control and format characters (bidirectional marks, zero width), line and paragraph ends. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * What a CI log obeys: GitHub's runner takes `::` for a command at the start of a line, blanks before it left out, and `##[`
 * wherever it stands (actions/runner, ActionCommand.cs). A text may be wrapped, so that each of its words may begin a line.
 */
const command = /(?<=^|\s)::|##\[/gu;

/** A text of somebody else's on one line of a terminal or a log: what would not be seen there, or be obeyed, is an escape. */
export function visible(text: string): string {
	const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
	return text
		.replaceAll(unseen, (sign) => sign.split("").map(escaped).join(""))
		.replaceAll(command, (sign) => escaped(sign) + sign.slice(1));
}
