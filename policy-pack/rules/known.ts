import { isPulumiUnknown } from "../unknown";
import { at } from "./installed";

/** The elements of a list below a tree; an unknown list is one unknown element. */
export function elements(value: unknown, ...path: readonly string[]): unknown[] {
	const list = at(value, ...path);
	if (isPulumiUnknown(list)) return [list];
	return Array.isArray(list) ? list : [];
}

/** True, false, or what is not known. Either side may be unknown, and then so is the answer. */
export type Known = boolean | "unknown";

export function same(a: unknown, b: unknown): Known {
	if (isPulumiUnknown(a) || isPulumiUnknown(b)) return "unknown";
	return a === b;
}

/** Every part is true; one that is false decides, whatever is unknown. */
export function every(...parts: readonly Known[]): Known {
	if (parts.includes(false)) return false;
	return parts.includes("unknown") ? "unknown" : true;
}

/** One part is true; otherwise one that is unknown may be. */
export function some(parts: readonly Known[]): Known {
	if (parts.includes(true)) return true;
	return parts.includes("unknown") ? "unknown" : false;
}

export function not(part: Known): Known {
	return part === "unknown" ? part : !part;
}

/** A text that is there, and not empty. */
export function isText(value: unknown): Known {
	if (isPulumiUnknown(value)) return "unknown";
	return typeof value === "string" && value.trim() !== "";
}
