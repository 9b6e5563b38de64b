import { policyName } from "../../controls/policyNames";
import type { ResourceRule, StackRule } from "../../policy-pack/rule";
import { resourceRules, stackRules } from "../../policy-pack/rules";
import { allStackCases } from "../../tests/policy-pack/cases";
import { type StackCase, unknown } from "../../tests/policy-pack/cases/case";
import type { Fixture } from "./declared";
import { casesOf, decided, expectation } from "./fixtures";
import { isFailure, reportsOf, unknownYet } from "./others";
import type { ProofRecord } from "./record";

/** What is shown of a rule in previews and in `up`. */
export interface Shown<Rule = ResourceRule | StackRule> {
	control: string;
	policy: string;
	rule: Rule;
	fixtures: Fixture[];
	/** Cases that cannot be shown here: what they are, and why. */
	left: { says: string; why: string }[];
}

const CLASS = "production";

export function isRefused({ messages }: Pick<Fixture, "messages">): boolean {
	return expectation(messages) === "refused";
}

export function shownOfResources(): Shown<ResourceRule>[] {
	return resourceRules.map((rule) =>
		shown(
			rule,
			decided(casesOf(rule.id, rule.slug)).map(({ resource, ...one }) => ({ ...one, resources: [resource] })),
		),
	);
}

/** Every case of the rules over whole stacks but those about unknown values. */
export function shownOfStacks(): Shown<StackRule>[] {
	return stackRules.map((rule) => {
		const policy = policyName(rule.id, rule.slug);
		const cases = allStackCases.find((one) => one.policy === policy);
		if (cases === undefined) throw new Error(`${policy}: has no cases`);
		const all = [...cases.violating, ...cases.absent, ...cases.nearMiss, ...cases.compliant];
		return shown(
			rule,
			all.filter(({ resources }) => !JSON.stringify(resources).includes(unknown)),
		);
	});
}

function shown<Rule extends ResourceRule | StackRule>(rule: Rule, cases: readonly StackCase[]): Shown<Rule> {
	const all = cases.map((one) => ({ ...one, why: notShown(one) }));
	return {
		control: rule.id,
		policy: policyName(rule.id, rule.slug),
		rule,
		fixtures: all.flatMap(({ says, resources, messages, why }) =>
			why === undefined ? [{ says, resources, messages }] : [],
		),
		left: all.flatMap(({ says, why }) => (why === undefined ? [] : [{ says, why }])),
	};
}

function notShown({ environmentClass = CLASS, resources }: StackCase): string | undefined {
	if (environmentClass !== CLASS)
		return `it is of class ${environmentClass}, and the stack of the proof of class ${CLASS}`;
	// No provider is asked: the engine reads the state of the stack that is named (pulumi/pkg, resource/deploy/builtins.go).
	const refers = resources.some(({ type }) => type === "pulumi:pulumi:StackReference");
	return refers ? "the engine itself reads the stack that is referred to, and there is none" : undefined;
}

/** What is shown of the rules of the controls that are wanted; of all, where none is named. */
export function shownOf(wanted: ReadonlySet<string>): {
	ofResources: Shown<ResourceRule>[];
	ofStacks: Shown<StackRule>[];
} {
	const isWanted = ({ control }: Shown): boolean => wanted.size === 0 || wanted.has(control);
	return { ofResources: shownOfResources().filter(isWanted), ofStacks: shownOfStacks().filter(isWanted) };
}

/** What is not shown of a rule, for the record. */
export function leftOf({ control, policy, left }: Shown): ProofRecord[] {
	return left.map(({ says, why }) => ({
		control,
		rule: policy,
		fixture: says,
		where: "preview",
		expected: "refused",
		actual: `not shown: ${why}`,
	}));
}

/**
 * The fixture with which a rule is shown to refuse in `up` what no preview could: while nothing of it is known, the rule waits.
 * Undefined where the rule needs no property to refuse any of its fixtures: it decides in every preview.
 */
export function lateFixture({ rule, fixtures }: Shown<ResourceRule>): Fixture | undefined {
	const open = fixtures.filter(isRefused).flatMap((fixture) => {
		const reports = fixture.resources.flatMap((resource) => reportsOf(rule, unknownYet(resource)));
		return reports.some(isFailure) ? [] : [{ fixture, reports }];
	});
	// One of which a preview says nothing comes last: it is a fault of the rule, and the proof must show it.
	return (open.find(({ reports }) => reports.length > 0) ?? open[0])?.fixture;
}

/** The fixture with which a rule over the whole stack is shown to fail an `up`: one that makes something, where there is one. */
export function endFixture({ fixtures }: Shown<StackRule>): Fixture | undefined {
	const refused = fixtures.filter(isRefused);
	return refused.find(({ resources }) => resources.length > 0) ?? refused[0];
}
