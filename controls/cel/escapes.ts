/** What a quoted text writes in place of a character: Go's `strconv.Quote`, and cel-go's `strings.quote`. */
export const escapes: Readonly<Record<string, string>> = {
	"\u0007": "\\a",
	"\b": "\\b",
	"\f": "\\f",
	"\n": "\\n",
	"\r": "\\r",
	"\t": "\\t",
	"\v": "\\v",
	"\\": "\\\\",
	'"': '\\"',
};
