import { expect } from "chai";
import { catalogue } from "../../../controls/catalogue";
import { parseFinding } from "../../../controls/finding";
import { policyName } from "../../../controls/policyNames";
import { configurationRules } from "../../../controls/repository";
import { configurationCases } from "./cases";
import { after, EXCEPTIONS, findingsOf, type Given, type RepositoryCase } from "./cases/case";

const messages = (policy: string, given: Given) => findingsOf(policy, given).map(({ message }) => message);

function expectEach(policy: string, cases: readonly RepositoryCase[]): void {
	for (const { says, given, messages: expected } of cases)
		expect(messages(policy, given), says).to.deep.equal(expected);
}

for (const { policy, ...cases } of configurationCases) {
	describe(`the rule ${policy}, over the repository`, () => {
		it("admits what complies", () => expectEach(policy, cases.compliant));
		for (const one of cases.violating) it(`refuses ${one.says}`, () => expectEach(policy, [one]));
		it("says what it makes of an absent file or value", () => expectEach(policy, cases.absent));
		it("admits the near miss", () => expectEach(policy, cases.nearMiss));
		const { malformed, excepted } = cases;
		if (!("never" in malformed)) it("refuses what is not what it must be", () => expectEach(policy, malformed));
		if (!("never" in excepted))
			it("waives what is excepted until its last day, and no longer", () => {
				const given = { ...excepted.given, files: { ...excepted.given.files, [EXCEPTIONS]: excepted.exceptions } };
				expect(messages(policy, given)).to.deep.equal(excepted.waived);
				expect(messages(policy, { ...given, now: after })).to.deep.equal(excepted.expired);
			});
		it("writes every finding so that it reads back", () => {
			for (const { messages: printed } of cases.violating)
				for (const message of printed) expect(parseFinding(message), message).not.to.equal(undefined);
		});
	});
}

describe("the rules over the repository", () => {
	it("have their cases, each of them, and a control that is judged there", () => {
		const policies = configurationRules.map(({ id, slug }) => policyName(id, slug));
		expect(configurationCases.map(({ policy }) => policy)).to.have.members(policies);
		for (const cases of configurationCases)
			for (const key of ["compliant", "violating", "nearMiss", "absent"] as const)
				expect(cases[key], `${cases.policy}.${key}`).not.to.be.empty;
	});

	it("judge every control whose place is the configuration, and no other", () => {
		const there = catalogue.filter(({ where }) => where.includes("configuration")).map(({ id }) => id);
		expect(configurationRules.map(({ id }) => id)).to.have.members(there);
	});
});
