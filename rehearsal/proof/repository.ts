import { policyName } from "../../controls/policyNames";
import { configurationRules } from "../../controls/repository";
import { configurationCases } from "../../tests/controls/repository/cases";
import { findingsOf } from "../../tests/controls/repository/cases/case";
import { expectation } from "./fixtures";
import type { ProofRecord } from "./record";

/** The rules over the configuration and the repository. */
export const repositoryRules: readonly { id: string; slug: string }[] = configurationRules;

/** Shows the rules over the configuration and the repository to the check that judges by them, in class production. */
export async function proveRepository(wanted: ReadonlySet<string>): Promise<ProofRecord[]> {
	return configurationRules
		.filter(({ id }) => wanted.size === 0 || wanted.has(id))
		.flatMap(({ id, slug }): ProofRecord[] => {
			const policy = policyName(id, slug);
			const cases = configurationCases.find((one) => one.policy === policy);
			if (cases === undefined) throw new Error(`${policy}: has no cases`);
			const malformed = "never" in cases.malformed ? [] : cases.malformed;
			return [...cases.violating, ...cases.absent, ...malformed, ...cases.nearMiss, ...cases.compliant].map(
				({ says, given, messages }) => {
					const found = findingsOf(policy, given);
					const refused = found.some(({ outcome, level }) => outcome === "FAIL" && level === "mandatory");
					const expected = expectation(messages);
					const wrong = messages.find((message) => !found.some((one) => one.message === message));
					const actual = wrong === undefined ? (refused ? `refused by ${id}` : "admitted") : `not found: ${wrong}`;
					const held = wrong === undefined && found.length === messages.length && refused === (expected === "refused");
					return { control: id, rule: policy, fixture: says, where: "repository", expected, actual, held };
				},
			);
		});
}
