import type { Exception } from "../../../controls/exceptions";
import { dated } from "./case";

/** What a rule prints of a resource that is called `proof`, as `controls/report.ts` has it. */
export interface Messages {
	fail: (finding: string) => string;
	undecided: (path: string) => string;
	waived: (finding: string) => string;
	expired: (finding: string) => string;
}

/** For a rule's id and fix; `shown` is what a report calls the resource. */
export function messagesOf({ id, fix }: { id: string; fix: string }, shown = "proof"): Messages {
	const line = (outcome: string, finding: string): string =>
		`[${id}] ${outcome} ${shown}: ${finding}; ${fix.replaceAll(";", ",")}`;
	return {
		fail: (finding) => line("FAIL", finding),
		undecided: (path) => line("NOT EVALUATED", `${path} is not known yet`),
		waived: (finding) => line("WAIVED", `${finding} (excepted until ${dated.until}, ${dated.approver})`),
		expired: (finding) => line("FAIL", `${finding} (its exception ended on ${dated.until})`),
	};
}

/** The last of a rule's cases: what an exception makes of a finding until its day and after it. */
export function exceptedOf(
	rule: { id: string; fix: string },
	shown: string,
	resource: Exception["resource"],
	path: string,
	found: string,
): { exception: Exception; waived: string[]; expired: string[] } {
	const { waived, expired } = messagesOf(rule, shown);
	return {
		exception: { control: rule.id, resource, finding: path, ...dated },
		waived: [waived(found)],
		expired: [expired(found)],
	};
}
