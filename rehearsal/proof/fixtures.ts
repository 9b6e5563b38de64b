import { failures } from "../../controls/finding";
import type { KubernetesRule } from "../../controls/kubernetes/rule";
import { familyOf } from "../../controls/kubernetes/scope";
import { policyName } from "../../controls/policyNames";
import { kindOfToken } from "../../policy-pack/kubernetes";
import { carrying } from "../../tests/controls/proof/fixtures";
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
	return failures(messages).length > 0 ? "refused" : "admitted";
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

/** The objects of a rule's cases, and for kinds of which no case is refused, the pod of one that is. */
export function objectFixtures(rule: KubernetesRule): ObjectFixture[] {
	const own = ownFixtures(rule);
	return [...own, ...carriedFixtures(rule, own)];
}

/** One kind shows nothing of another: a Rollout has no schema, and a kind that no case is refused of may be bound to nothing. */
function carriedFixtures(rule: KubernetesRule, own: readonly ObjectFixture[]): ObjectFixture[] {
	const refused = own.filter(({ expected, notShown }) => expected === "refused" && notShown === undefined);
	const pathsOf = ({ object }: ObjectFixture) => familyOf(rule.applies, object.apiVersion, object.kind)?.paths;
	const pods = refused.flatMap((one) => podOf(one, pathsOf(one)) ?? []);
	const [pod] = pods;
	if (pod === undefined) return [];
	const shown = new Set(pods.map(({ kind }) => kind));
	return [...carrying(pod.spec, pod.metadata), rollout(pod)]
		.filter(({ kind }) => !shown.has(kind))
		.map(({ kind, object }) => ({
			says: `${pod.says}, in a ${kind}`,
			expected: "refused" as const,
			object: { ...object, metadata: { name: "proof", namespace: "proof" } } as unknown as ObjectFixture["object"],
			notShown: undefined,
		}));
}

interface CarriedPod {
	kind: string;
	says: string;
	metadata: Tree;
	spec: Tree;
}

/** The server's own validation refuses ephemeral containers in a template, so that such a fixture shows nothing. */
function podOf({ says, object }: ObjectFixture, paths: Readonly<Record<string, string>> = {}): CarriedPod | undefined {
	if (paths.podSpec === undefined) return undefined;
	const at = (path: string): unknown =>
		path.split(".").reduce<unknown>((tree, key) => (tree as Tree | undefined)?.[key], object);
	const spec = at(paths.podSpec) as Tree | undefined;
	if (spec === undefined || spec.ephemeralContainers !== undefined) return undefined;
	const annotations = at(paths.podAnnotations ?? "");
	return { kind: object.kind, says, spec, metadata: annotations === undefined ? {} : { annotations } };
}

function rollout({ spec, metadata }: Pick<CarriedPod, "spec" | "metadata">): { kind: string; object: Tree } {
	const object = { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", spec: { template: { metadata, spec } } };
	return { kind: "Rollout", object };
}

function ownFixtures(rule: KubernetesRule): ObjectFixture[] {
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
