/** The policy pack's own judgement of a pod, by the functions that its CrossGuard policies call. */
import { parseFinding } from "../../controls/finding";
import { assess } from "../../policy-pack/assess";
import { Context } from "../../policy-pack/context";
import { rules } from "../../policy-pack/pack";

// A stack that is bound to no class is judged as production, the strictest; nothing is excepted.
const strictest = new Context(new Map(), [], new Date());

export interface PackVerdict {
	/** The controls that refuse it: mandatory findings, without doubles. */
	readonly refusedBy: string[];
	/** Everything that was said, whatever its level. */
	readonly said: string[];
}

/** Judges a Pod as the inputs of `kubernetes:core/v1:Pod`, by every rule of the pack. */
export function judgeByPack(properties: Record<string, unknown>): PackVerdict {
	const type = "kubernetes:core/v1:Pod";
	const name = "probe";
	const urn = `urn:pulumi:rehearsal::gxp-lab::${type}::${name}`;
	const reports = rules.flatMap((rule) => {
		const reported = assess(rule, { type, name, urn, properties, options: { protect: false } }, strictest);
		// A text is the reason why the rule is not about pods.
		return typeof reported === "string" ? [] : reported;
	});
	const refusedBy = reports
		.filter(({ enforcementLevel }) => enforcementLevel === "mandatory")
		.map(({ message }) => parseFinding(message))
		.flatMap((finding) => (finding?.outcome === "FAIL" ? [finding.id] : []));
	return { refusedBy: [...new Set(refusedBy)], said: reports.map(({ message }) => message) };
}
