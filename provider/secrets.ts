/**
 * Property values as they come over the wire: a secret is an object with Pulumi's signature
 * (sdk/nodejs/runtime/rpc.ts: specialSigKey, specialSecretSig). The provider works on plain values and hands the
 * marked ones back, so that what came as a secret stays one.
 */
import { z } from "zod";

const SIGNATURE = "4dabf18193072939515e22adb298388d";

const special = z.looseObject({ [SIGNATURE]: z.string(), value: z.unknown().optional() });

function unwrap(value: unknown): unknown {
	const found = special.safeParse(value);
	return found.success ? unwrap(found.data.value) : value;
}

/** Top-level values without their marks, and the names of those that are not known yet. Absent ones are left out. */
export function plain(
	properties: Record<string, unknown>,
	unknownMarker: string,
): { values: Record<string, unknown>; unknown: Set<string> } {
	const values: Record<string, unknown> = {};
	const unknown = new Set<string>();
	for (const [key, marked] of Object.entries(properties)) {
		const value = unwrap(marked);
		if (value === unknownMarker) unknown.add(key);
		else if (value !== null && value !== undefined) values[key] = value;
	}
	return { values, unknown };
}
