/**
 * Which Kubernetes releases a Talos release runs. From siderolabs/talos, pkg/machinery/compatibility/talos114/talos114.go
 * (MinimumKubernetesVersion 1.32.0, MaximumKubernetesVersion 1.37.99). Talos 1.13 is left out on purpose: its community
 * support ended with 1.14.0 (docs.siderolabs.com, Talos v1.13, Support matrix).
 */
export const supportMatrix: Readonly<Record<string, { readonly from: number; readonly to: number }>> = {
	"1.14": { from: 32, to: 37 },
};

export interface Release {
	readonly major: number;
	readonly minor: number;
	readonly patch: number;
}

/** A full release without prefix or suffix: `1.36.3`. */
export function parseRelease(text: string): Release | undefined {
	const match = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(text);
	return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) };
}
