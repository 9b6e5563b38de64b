/** Rows under a header, each column as wide as its widest cell, two spaces between. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
	const all = [header, ...rows];
	const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
	return all.map((row) =>
		widths
			.map((width, column) => (row[column] ?? "").padEnd(width))
			.join("  ")
			.trimEnd(),
	);
}
