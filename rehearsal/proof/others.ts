import { parseFinding } from "../../controls/finding";
import { policyName } from "../../controls/policyNames";
import { assess, assessStack, type Report } from "../../policy-pack/assess";
import { Context } from "../../policy-pack/context";
import { rules } from "../../policy-pack/pack";
import type { Resource, ResourceRule, StackRule } from "../../policy-pack/rule";
import { stackRules } from "../../policy-pack/rules";
import { root as caseRoot, unknown } from "../../tests/policy-pack/cases/case";
import { handed } from "../../tests/policy-pack/cases/handed";
import { packagesOf, ROOT, STACK, sourceOf, sourceType, urnOf } from "./declared";

/** What the rules say of fixtures, before the engine is asked: for the choice of what is declared together, never as a proof. */
const context = new Context(
	new Map([
		[STACK, "production"],
		["production-stack", "production"],
	]),
	[],
	new Date(),
	{ rehearsal: true, handed },
);

const said = (reports: Report[] | string): Report[] => (typeof reports === "string" ? [] : reports);

export function reportsOf(rule: ResourceRule, resource: Resource): Report[] {
	return said(assess(rule, resource, context));
}

/** What a rule over the whole stack says of the resources, as the stack's own. */
export function stackReportsOf(rule: StackRule, resources: readonly Resource[]): Report[] {
	return said(assessStack(rule, [{ ...caseRoot, name: ROOT, urn: urnOf(caseRoot.type, ROOT) }, ...resources], context));
}

export const isFailure = ({ message }: Report): boolean => parseFinding(message)?.outcome === "FAIL";

/** The resource while a preview knows none of its properties. */
export function unknownYet(resource: Resource): Resource {
	const properties = Object.fromEntries(Object.keys(resource.properties).map((key) => [key, unknown]));
	return { ...resource, properties };
}

/** The policies that refuse the resources, or the providers and sources that they are declared with. */
export function refusing(resources: readonly Resource[], { late = false } = {}): Set<string> {
	const bare = (type: string, name: string): Resource => ({
		type,
		name,
		urn: urnOf(type, name),
		properties: {},
		options: { protect: false },
	});
	const packages = new Set([...packagesOf(resources), ...(late ? ["proof"] : [])]);
	const all = [
		...resources,
		...[...packages].map((name) => bare(`pulumi:providers:${name}`, `provider-${name}`)),
		...(late ? resources.map(({ name }) => bare(sourceType, sourceOf(name))) : []),
	];
	return new Set([
		...rules.filter((rule) => all.some((one) => reportsOf(rule, one).some(isFailure))).map(nameOf),
		...stackRules.filter((rule) => stackReportsOf(rule, all).some(isFailure)).map(nameOf),
	]);
}

function nameOf({ id, slug }: { id: string; slug: string }): string {
	return policyName(id, slug);
}
