const units: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** `32G` in bytes (parse_size of PVE/JSONSchema.pm); undefined where it is not a size. */
export function parseSize(text: string): number | undefined {
	const found = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text);
	return found ? Math.ceil(Number(found[1]) * (units[found[2] ?? ""] ?? 1)) : undefined;
}

/** The largest unit that divides, as a configuration shows a disk's size (format_size of PVE/JSONSchema.pm). */
export function formatSize(bytes: number): string {
	for (const unit of ["T", "G", "M", "K"]) {
		const size = units[unit] ?? 1;
		if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
	}
	return String(bytes);
}
