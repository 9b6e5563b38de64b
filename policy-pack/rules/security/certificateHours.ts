import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { keyLimits } from "../../../controls/keyLimits";

/** Judges how long a certificate is valid: a CA's limit is the longer one. `hours` is undefined where it cannot be read. */
export function judgeHours(
	{ path, hours }: { path: string; hours: number | "unknown" | undefined },
	ca: { path: string; isCa: boolean | "unknown" },
): Judgement[] {
	if (hours === "unknown") return [undecided(path)];
	if (hours === undefined || !(hours > 0)) return [violated(path, "is not a time that ends")];
	const limit = ca.isCa === false ? keyLimits.leafHours : keyLimits.caHours;
	if (hours > limit) return [violated(path, `is beyond ${limit} hours`)];
	// Between the two limits it depends on what is not known yet.
	return ca.isCa === "unknown" && hours > keyLimits.leafHours ? [undecided(ca.path)] : [];
}
