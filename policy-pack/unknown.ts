import type { IsUnknown } from "../controls/cel/unknown";

/**
 * Pulumi's sentinels for values that a preview does not know (@pulumi/policy 1.21.0, proxy.js, which does not export them;
 * a test compares).
 */
export const unknownSentinels: ReadonlySet<unknown> = new Set([
	"1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
	"3eeb2bf0-c639-47a8-9e75-3b44932eb421",
	"04da6b54-80e4-46f7-96ec-b56ff0331ba9",
	"6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
	"030794c1-ac77-496b-92df-f27374a8bd58",
	"e48ece36-62e2-4504-bad9-02848725956a",
	"dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

// Asked of every value of every object: the length spares the set's hash of a long text.
export const isPulumiUnknown: IsUnknown = (value) =>
	typeof value === "string" && value.length === 36 && unknownSentinels.has(value);

/**
 * The properties without the proxy that throws at the first unknown value: with it, one unknown property would turn a
 * mandatory finding about another into an advisory "can't run policy".
 */
export function unwrap(properties: Record<string, unknown>): Record<string, unknown> {
	if (properties.__isSpecialProxy !== true) return properties;
	return properties.__getSpecialProxyTarget as Record<string, unknown>;
}
