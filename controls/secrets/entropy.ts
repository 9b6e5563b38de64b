/** Shannon's entropy of a text, in bits a character. */
export function entropy(text: string): number {
	const counts = new Map<string, number>();
	for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
	let bits = 0;
	for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
	return bits;
}

const word = /[A-Za-z0-9+/_=-]{24,}/g;

/**
 * Words of a line that look random: three kinds of characters, many of them different, and no run of lower-case letters that a
 * name has. Hexadecimal digests are not among them: they are what the project pins everything by.
 */
export function randomWords(line: string): string[] {
	return (line.match(word) ?? []).filter((text) => {
		if (!/[a-z]/.test(text) || !/[A-Z]/.test(text) || (text.match(/[0-9]/g) ?? []).length < 3) return false;
		// A disk's name has its serial number.
		if (/^[0-9a-fA-F]+$/.test(text) || /[a-z]{6,}/.test(text) || /^\/?dev\//.test(text)) return false;
		return entropy(text) >= 4.2;
	});
}
