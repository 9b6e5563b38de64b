import { judgeRepository, type RepositoryResult } from "../../controls/repository/judge";
import { readRepository } from "../../controls/repository/read";
import { REHEARSED_CHANGE } from "../../controls/repository/references";
import { releasesOf } from "../../stacks/releases";
import { say } from "../context";
import type { PackReport } from "./step";

/** How the repository's report is told from a policy pack's: it says nothing of whether a pack ran. */
export const REPOSITORY = "repository";

/** As what a policy pack reports, so that controls are counted in one place. */
export function reportOfRepository({ passed, findings }: RepositoryResult, stack: string): PackReport {
	return {
		pack: REPOSITORY,
		version: "",
		passed,
		findings: findings.map(({ policy, level, message, file }) => ({ policy, level, urn: file ?? stack, message })),
	};
}

/** Why no preview may start; undefined where it may. */
export function refusalOfRepository({ findings }: Pick<RepositoryResult, "findings">): string | undefined {
	const mandatory = findings.filter(({ level }) => level === "mandatory").map(({ message }) => message);
	return mandatory.length === 0
		? undefined
		: `repository: mandatory findings, so no preview starts\n${mandatory.join("\n")}`;
}

/**
 * What a rehearsal makes of the repository before its preview. It names a change of its own, which no update may name, and
 * rehearses the tree as it lies there: what is not committed is said, and stops nothing.
 */
export function rehearsedRepository(
	root: string,
	stack: string,
	now = rehearsedNow(),
): { report: PackReport; refusal: string | undefined } {
	const changes = [{ from: "a rehearsal", reference: REHEARSED_CHANGE }];
	const judged = judgeRepository(
		readRepository({ root, stack, changes, rehearsal: true, now, releases: releasesOf(stack, root) }),
	);
	const uncommitted = judged.findings.filter(
		({ control, outcome }) => control === "CHG-003" && outcome === "NOT EVALUATED",
	);
	const count = uncommitted.length;
	if (count > 0) {
		const files = count === 1 ? "1 file is not as it was committed" : `${count} files are not as they were committed`;
		say(`  the tree is not clean: ${files} (CHG-003, not evaluated)`);
	}
	// The refusal has the mandatory ones.
	for (const { outcome, level, message } of judged.findings)
		if (outcome === "FAIL" && level !== "mandatory") say(`  ${level} ${message}`);
	return { report: reportOfRepository(judged, stack), refusal: refusalOfRepository(judged) };
}

/** The clock of the rehearsal's pack, which a test may set. */
function rehearsedNow(): Date {
	const { GXP_LAB_NOW = "" } = process.env;
	return GXP_LAB_NOW === "" ? new Date() : new Date(GXP_LAB_NOW);
}
