/** The candidate within two edits of `word`, ignoring case; undefined where none is near, so that no wild guess is printed. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
	let best: { candidate: string; distance: number } | undefined;
	for (const candidate of candidates) {
		const distance = edits(word.toLowerCase(), candidate.toLowerCase());
		if (distance <= 2 && distance < candidate.length / 2 && (best === undefined || distance < best.distance)) {
			best = { candidate, distance };
		}
	}
	return best?.candidate;
}

/** Levenshtein distance. */
function edits(from: string, to: string): number {
	let row = Array.from({ length: to.length + 1 }, (_, column) => column);
	for (let index = 1; index <= from.length; index++) {
		const next = [index];
		for (let column = 1; column <= to.length; column++) {
			const substituted = (row[column - 1] ?? 0) + (from[index - 1] === to[column - 1] ? 0 : 1);
			next.push(Math.min(substituted, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[to.length] ?? 0;
}
