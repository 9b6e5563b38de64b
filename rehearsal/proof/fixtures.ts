import { parseFinding } from "../../controls/finding";
import { kubernetesRules } from "../../controls/kubernetes";
import type { KubernetesRule } from "../../controls/kubernetes/rule";
import { familyOf } from "../../controls/kubernetes/scope";
import { policyName } from "../../controls/policyNames";
import { kindOfToken } from "../../policy-pack/kubernetes";
import { allCases } from "../../tests/policy-pack/cases";
import { type Case, type RuleCases, unknown } from "../../tests/policy-pack/cases/case";

export type Tree = Record<string, unknown>;

/** A case of a rule over Kubernetes objects, as an object to send. */
export interface ObjectFixture {
	says: string;
	expected: "refused" | "admitted";
	object: Tree & { apiVersion: string; kind: string; metadata: Tree };
	/** Why the API server cannot be shown to decide it. */
	notShown: string | undefined;
}

/** Whether a rule that says this refuses the object. */
export function expectation(messages: readonly string[]): "refused" | "admitted" {
	return messages.some((message) => parseFinding(message)?.outcome === "FAIL") ? "refused" : "admitted";
}

export function casesOf(id: string, slug: string): RuleCases {
	const cases = allCases.find(({ policy }) => policy === policyName(id, slug));
	if (cases === undefined) throw new Error(`${policyName(id, slug)}: has no cases`);
	return cases;
}

/** The cases of a rule, but those about unknown values, which an object has none of. */
export function decided(cases: RuleCases): Case[] {
	return [...cases.violating, ...cases.absent, ...cases.nearMiss, ...cases.compliant].filter(
		({ resource }) => !JSON.stringify(resource.properties).includes(unknown),
	);
}

export function objectFixtures(rule: KubernetesRule): ObjectFixture[] {
	return decided(casesOf(rule.id, rule.slug)).flatMap((one) => {
		const token = kindOfToken(one.resource.type);
		if (token === undefined) return [];
		const metadata = (one.resource.properties.metadata ?? {}) as Tree;
		const inScope = familyOf(rule.applies, token.apiVersion, token.kind) !== undefined;
		return [
			{
				says: one.says,
				expected: expectation(one.messages),
				object: {
					...one.resource.properties,
					...token,
					metadata: { name: "proof", ...metadata },
				},
				notShown: one.notInAdmission ?? (inScope ? undefined : "the kind is one of Pulumi's provider only"),
			},
		];
	});
}

export { kubernetesRules };
