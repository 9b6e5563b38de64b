import { controlById } from "./catalogue";
import { formatFinding, type Outcome } from "./finding";
import type { Judgement, Subject } from "./judgement";
import type { Ledger } from "./ledger";
import type { EnvironmentClass } from "./types";

/** What a judgement comes to in a class, with the exceptions that hold. */
export interface Report {
	message: string;
	outcome: Exclude<Outcome, "PASS">;
	enforcementLevel: "mandatory" | "advisory";
}

/** What judges: a rule of any kind. */
export interface Judge {
	/** The control's id. */
	id: string;
	fix: string;
}

export interface Bench {
	environmentClass: EnvironmentClass;
	ledger: Ledger;
	/** The stack that is judged; undefined where there is none, as in the gate over manifests. */
	stack: string | undefined;
}

/**
 * The report of a judgement: the class decides the level, a dated exception waives, an undecided part is reported as NOT
 * EVALUATED and judged again in `up`. Undefined where the class does not apply the control.
 */
export function reportOf(rule: Judge, subject: Subject, judgement: Judgement, bench: Bench): Report | undefined {
	const enforcement = controlById(rule.id).enforcement[bench.environmentClass];
	if (enforcement === "none") return undefined;
	const report = (
		outcome: Report["outcome"],
		finding: string,
		enforcementLevel: Report["enforcementLevel"],
	): Report => ({
		message: formatFinding({ id: rule.id, outcome, resource: subject.shown, finding, fix: rule.fix }),
		outcome,
		enforcementLevel,
	});
	if (judgement.outcome === "undecided") {
		bench.ledger.leaveOpen(rule.id, subject, bench.stack);
		return report("NOT EVALUATED", judgement.finding, "advisory");
	}
	const exception = bench.ledger.find(rule.id, subject, judgement, bench.stack);
	const level = enforcement === "mandatory" ? "mandatory" : "advisory";
	if (exception === undefined) return report("FAIL", judgement.finding, level);
	bench.ledger.use(exception);
	const objection = bench.ledger.objection(exception);
	if (objection !== undefined) return report("FAIL", `${judgement.finding} (${objection})`, level);
	const until = `excepted until ${exception.until}, ${exception.approver}`;
	return report("WAIVED", `${judgement.finding} (${until})`, "advisory");
}
