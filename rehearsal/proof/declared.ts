import * as pulumi from "@pulumi/pulumi";
import { parseFinding } from "../../controls/finding";
import { stackOf } from "../../policy-pack/context";
import type { Resource } from "../../policy-pack/rule";
import { root as caseRoot } from "../../tests/policy-pack/cases/case";
import type { Tree } from "./fixtures";

/** The stack of the proofs: `policy-pack/environments.yaml` binds it to class production. */
export const STACK = "prod";
/** The name of its root resource, on which what is absent is reported. */
export const ROOT = `gxp-lab-${STACK}`;

/** A case to declare: its resources, and what the rule says of them. */
export interface Fixture {
	says: string;
	resources: readonly Resource[];
	messages: readonly string[];
}

/** What the properties of a late resource come from: its outputs are known when it is made, and not before. */
export const sourceType = "proof:index:Source";
export const sourceOf = (name: string): string => `source-of-${name}`;

/** The stack that the cases are about. */
const caseStack = stackOf(caseRoot.urn);

/**
 * Several cases in one program: each resource gets a name of its own, in its messages too, and is of this stack. A second one of a
 * type and name gets another, as the engine takes no two; what is said of both is said of the first.
 */
export function renamed({ resources, messages, says }: Fixture, i: number | string): Fixture {
	const names = new Map(resources.map(({ name }) => [name, `${name}-${i}`]));
	const taken = new Set<string>();
	const nameOf = ({ type, name }: Resource, j: number): string => {
		const first = !taken.has(`${type} ${name}`);
		taken.add(`${type} ${name}`);
		return first ? `${name}-${i}` : `${name}-${i}-${j}`;
	};
	return {
		says,
		resources: resources.map((one, j) => ofThisStack({ ...one, name: nameOf(one, j) })),
		messages: messages.map((message) => {
			const finding = parseFinding(message);
			if (finding === undefined) return message;
			const name = finding.resource === caseRoot.name ? ROOT : (names.get(finding.resource) ?? finding.resource);
			return message.replace(`${finding.outcome} ${finding.resource}:`, `${finding.outcome} ${name}:`);
		}),
	};
}

function ofThisStack({ type, name, properties, options }: Resource): Resource {
	const texts = JSON.stringify(properties).replaceAll(caseStack, STACK);
	return { type, name, urn: urnOf(type, name), properties: JSON.parse(texts) as Tree, options };
}

export function urnOf(type: string, name: string): string {
	return `urn:pulumi:${STACK}::gxp-lab::${type}::${name}`;
}

/**
 * Declares the resources with explicit providers: the stacks' configuration lets no other be used. Every property of a late one
 * is an output of a resource of its own, so that no preview knows it.
 */
export function program(resources: readonly Resource[], { late = false } = {}): () => Promise<void> {
	return async () => {
		const providers = new Map<string, pulumi.ProviderResource>();
		const providerOf = (name: string): pulumi.ProviderResource => {
			const found = providers.get(name) ?? new Provider(name, `provider-${name}`, {});
			providers.set(name, found);
			return found;
		};
		for (const { type, name, properties: known, options } of resources) {
			const { protect, ignoreChanges = [] } = options;
			const given = { protect, ignoreChanges };
			const properties = late ? new Source(sourceOf(name), providerOf("proof")).properties(Object.keys(known)) : known;
			if (type.startsWith("pulumi:providers:")) new Provider(type.split(":")[2] ?? "", name, properties, given);
			else if (isComponent(type)) new Component(type, name, properties, given);
			else new Custom(type, name, properties, { ...given, provider: providerOf(type.split(":")[0] ?? "") });
		}
	};
}

function isComponent(type: string): boolean {
	return type.startsWith("lab:") && !type.startsWith("lab:index:");
}

/** Whether a provider is asked to make it. */
export function isMade({ type }: Pick<Resource, "type">): boolean {
	return !isComponent(type) && !type.startsWith("pulumi:");
}

/** The packages that a provider must be there for. */
export function packagesOf(resources: readonly Pick<Resource, "type">[]): string[] {
	return resources.map(({ type }) => type.split(":")[type.startsWith("pulumi:providers:") ? 2 : 0] ?? "");
}

class Provider extends pulumi.ProviderResource {}

class Custom extends pulumi.CustomResource {}

class Component extends pulumi.ComponentResource {}

class Source extends pulumi.CustomResource {
	declare readonly gives: pulumi.Output<Tree>;

	constructor(name: string, provider: pulumi.ProviderResource) {
		super(sourceType, name, { gives: undefined }, { provider });
	}

	properties(keys: readonly string[]): Record<string, pulumi.Output<unknown>> {
		return Object.fromEntries(keys.map((key) => [key, this.gives.apply((gives) => gives[key])]));
	}
}
