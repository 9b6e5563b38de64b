const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Seconds of a Go duration such as `15m` or `1h30m`; undefined where it is none. */
export function seconds(duration: string): number | undefined {
	if (!/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(duration)) return undefined;
	return [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce(
		(total, [, amount, unit]) => total + Number(amount) * (units[unit ?? "s"] ?? 1),
		0,
	);
}
