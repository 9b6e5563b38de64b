import { expect } from "chai";
import { controlById } from "../../controls/catalogue";
import { compile } from "../../controls/cel/expression";
import { parseFinding } from "../../controls/finding";
import { kubernetesRules } from "../../controls/kubernetes";
import { policyName } from "../../controls/policyNames";
import type { EnvironmentClass } from "../../controls/types";
import { assess, assessStack, type Report } from "../../policy-pack/assess";
import { Context } from "../../policy-pack/context";
import { rules, stackRules } from "../../policy-pack/pack";
import type { Resource, ResourceRule, StackRule } from "../../policy-pack/rule";
import { allCases, allStackCases } from "./cases";
import { after, type Case, before as earlier, type RuleCases, root, type StackCase } from "./cases/case";
import { handed } from "./cases/handed";

const context = (
	exceptions: RuleCases["excepted"]["exception"][] = [],
	now = earlier,
	rehearsal = true,
	environmentClass: EnvironmentClass = "production",
) => new Context(new Map([["production-stack", environmentClass]]), exceptions, now, { rehearsal, handed });

function ruleOf<Rule extends { id: string; slug: string }>(all: readonly Rule[], policy: string): Rule {
	const rule = all.find(({ id, slug }) => policyName(id, slug) === policy);
	if (rule === undefined) throw new Error(`${policy}: is not in the pack`);
	return rule;
}

function messages(rule: ResourceRule, resource: Resource, judgedBy = context()): string[] | string {
	const reports = assess(rule, resource, judgedBy);
	return typeof reports === "string" ? reports : reports.map(({ message }) => message);
}

function expectEach(rule: ResourceRule, cases: readonly Case[]): void {
	for (const { says, resource, messages: expected, environmentClass } of cases)
		expect(messages(rule, resource, context([], earlier, true, environmentClass)), says).to.deep.equal(expected);
}

function stackReports(rule: StackRule, resources: readonly Resource[], judgedBy = context()): Report[] {
	const reports = assessStack(rule, [root, ...resources], judgedBy);
	return typeof reports === "string" ? [] : reports;
}

function expectEachStack(rule: StackRule, cases: readonly StackCase[]): void {
	for (const { says, resources, messages: expected, environmentClass } of cases)
		expect(
			stackReports(rule, resources, context([], earlier, true, environmentClass)).map(({ message }) => message),
			says,
		).to.deep.equal(expected);
}

const printsNoValue = /nginx|busybox|sha256|Unconfined|spc_t|127\.0\.0\.1|hunter2/;

for (const cases of allCases) {
	describe(`the rule ${cases.policy}`, () => {
		const rule = ruleOf(rules, cases.policy);
		it("admits what complies", () => expectEach(rule, cases.compliant));
		for (const one of cases.violating) it(`refuses ${one.says}`, () => expectEach(rule, [one]));
		it("says what it makes of an absent field", () => expectEach(rule, cases.absent));
		it("admits the near miss", () => expectEach(rule, cases.nearMiss));
		it("does not apply to another kind", () => {
			for (const resource of cases.otherKind)
				expect(messages(rule, resource)).to.equal(`${rule.id} does not apply to ${resource.type}`);
		});
		it("leaves an unknown value undecided, as an advisory finding of its own", () => {
			expectEach(rule, cases.unknown.alone);
			for (const { resource } of cases.unknown.alone)
				for (const report of assess(rule, resource, context()))
					expect(report).to.have.property("enforcementLevel", "advisory");
		});
		it("keeps a decided violation mandatory beside an unknown value", () => {
			expectEach(rule, cases.unknown.besideViolation);
			const inProduction = controlById(rule.id).enforcement.production;
			expect(cases.unknown.besideViolation).not.to.be.empty;
			for (const { says, resource } of cases.unknown.besideViolation) {
				const levels = [...assess(rule, resource, context())].flatMap((report) =>
					typeof report !== "string" && parseFinding(report.message)?.outcome === "FAIL"
						? [report.enforcementLevel]
						: [],
				);
				expect(levels, says).to.include(inProduction);
			}
		});
		it("waives what is excepted until its last day, and no longer", () => {
			const { resource, exception, waived, expired } = cases.excepted;
			expect(messages(rule, resource, context([exception]))).to.deep.equal(waived);
			expect(messages(rule, resource, context([exception], after))).to.deep.equal(expired);
			const others = [
				{ ...exception, finding: `${exception.finding}x` },
				{ ...exception, control: exception.control === "AUD-002" ? "AUD-003" : "AUD-002" },
				{ ...exception, resource: { ...exception.resource, name: "another" } },
			];
			for (const other of others)
				expect(messages(rule, resource, context([other]))).to.deep.equal(messages(rule, resource));
		});
		it("waives outside a rehearsal what somebody approved, and nothing else", () => {
			const { resource, exception, waived, expired } = cases.excepted;
			const outside = (one: typeof exception, now = earlier) => messages(rule, resource, context([one], now, false));
			expect(outside(exception)).to.deep.equal(
				expired.map((message) => message.replace("its exception ended on 2026-12-31", "its exception is not approved")),
			);
			const approved = { ...exception, approver: "A. Reviewer" };
			expect(outside(approved)).to.deep.equal(
				waived.map((message) => message.replace("rehearsal - not approved", "A. Reviewer")),
			);
			expect(outside(approved, after)).to.deep.equal(expired);
		});
		it("prints no value: only paths", () => {
			// The fix is the source's own text, which no value of a resource reaches.
			for (const { messages: printed } of cases.violating)
				for (const message of printed) expect(message.replace(rule.fix, "")).not.to.match(printsNoValue);
		});
	});
}

for (const cases of allStackCases) {
	describe(`the rule ${cases.policy}, over whole stacks`, () => {
		const rule = ruleOf(stackRules, cases.policy);
		it("admits what complies", () => expectEachStack(rule, cases.compliant));
		for (const one of cases.violating) it(`refuses ${one.says}`, () => expectEachStack(rule, [one]));
		it("says what it makes of an absent resource or field", () => expectEachStack(rule, cases.absent));
		it("admits the near miss", () => expectEachStack(rule, cases.nearMiss));
		it("does not apply to other stacks", () => expectEachStack(rule, cases.otherKind));
		it("leaves an unknown value undecided, as an advisory finding of its own", () => {
			expectEachStack(rule, cases.unknown.alone);
			for (const { resources } of cases.unknown.alone)
				for (const report of stackReports(rule, resources)) expect(report.enforcementLevel).to.equal("advisory");
		});
		it("keeps a decided violation mandatory beside an unknown value", () => {
			expectEachStack(rule, cases.unknown.besideViolation);
			const inProduction = controlById(rule.id).enforcement.production;
			for (const { says, resources } of cases.unknown.besideViolation) {
				const failed = stackReports(rule, resources).filter(({ message }) => parseFinding(message)?.outcome === "FAIL");
				expect(
					failed.map(({ enforcementLevel }) => enforcementLevel),
					says,
				).to.include(inProduction);
			}
		});
		it("waives what is excepted until its last day, in its stack, and no longer", () => {
			const { resources, exception, waived, expired } = cases.excepted;
			const said = (one: typeof exception, now = earlier) =>
				stackReports(rule, resources, context([one], now)).map(({ message }) => message);
			expect(said(exception)).to.deep.equal(waived);
			expect(said({ ...exception, stack: "production-stack" })).to.deep.equal(waived);
			expect(said(exception, after)).to.deep.equal(expired);
			const unexcepted = stackReports(rule, resources).map(({ message }) => message);
			for (const other of [
				{ ...exception, finding: `${exception.finding}x` },
				{ ...exception, control: "AUD-001" },
				{ ...exception, stack: "another" },
			])
				expect(said(other)).to.deep.equal(unexcepted);
		});
		it("prints no value: only paths", () => {
			// The fix is the source's own text, which no value of a resource reaches.
			for (const { messages: printed } of cases.violating)
				for (const message of printed) expect(message.replace(rule.fix, "")).not.to.match(printsNoValue);
		});
	});
}

describe("the pack", () => {
	it("has the seven cases for every rule, and no case without a rule", () => {
		expect(allCases.map(({ policy }) => policy)).to.have.members(rules.map(({ id, slug }) => policyName(id, slug)));
		expect(allStackCases.map(({ policy }) => policy)).to.have.members(
			stackRules.map(({ id, slug }) => policyName(id, slug)),
		);
		for (const cases of [...allCases, ...allStackCases]) {
			for (const key of ["compliant", "violating", "absent", "nearMiss", "otherKind"] as const)
				expect(cases[key], `${cases.policy}.${key}`).not.to.be.empty;
			for (const key of ["alone", "besideViolation"] as const)
				expect(cases.unknown[key], `${cases.policy}.unknown.${key}`).not.to.be.empty;
		}
	});

	it("has expressions of which every part passes the type checker, with no variable that there is not", () => {
		for (const { cel, applies } of kubernetesRules) compile(cel, applies.variables);
		expect(() => compile("podSpec.hostNetwork == 1 + '1'", ["podSpec"])).to.throw("no such overload");
	});

	it("writes every finding so that it reads back", () => {
		for (const cases of [...allCases, ...allStackCases]) {
			const { says, id } = ruleOf([...rules, ...stackRules], cases.policy);
			for (const { messages: printed } of [...cases.violating, ...cases.unknown.alone])
				for (const message of printed) expect(parseFinding(`${says}\n${message}`), message).to.include({ id });
		}
	});
});
