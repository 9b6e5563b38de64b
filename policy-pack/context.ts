import type { Environments } from "../controls/environments";
import type { Exception } from "../controls/exceptions";
import type { LabelledEnvironment } from "../controls/labels";
import { Ledger } from "../controls/ledger";
import type { EnvironmentClass } from "../controls/types";
import type { Handed } from "./handed";
import type { Resource } from "./rule";

/** What the pack found where it was started. */
export interface Found {
	/** The class that a stack's own configuration states; undefined where it states none. */
	statedClass?: (stack: string) => string | undefined;
	/** Variables of the environment that are set and may not be, each with what to do. */
	misused?: readonly string[];
	/** Only in a rehearsal does an exception hold that nobody approved. */
	rehearsal?: boolean;
	handed?: Handed;
	/** Owner and GxP impact that a stack's own configuration states. */
	statedEnvironment?: (stack: string) => StatedEnvironment | undefined;
}

export type StatedEnvironment = Pick<LabelledEnvironment, "owner" | "gxpImpact">;

type Properties = Resource["properties"];

/** What the pack judges by, and which exceptions it used. */
export class Context {
	readonly ledger: Ledger;
	private readonly declared = new Map<string, Properties>();
	private readonly completed = new Map<string, { inputs: Properties; outputs: Properties; resource: Resource }>();

	constructor(
		readonly environments: Environments,
		exceptions: readonly Exception[],
		now: Date,
		private readonly found: Found = {},
	) {
		this.ledger = new Ledger(exceptions, now, found.rehearsal);
	}

	get misused(): readonly string[] {
		return this.found.misused ?? [];
	}

	statedClass(stack: string): string | undefined {
		return this.found.statedClass?.(stack);
	}

	get handed(): Handed | undefined {
		return this.found.handed;
	}

	/** Keeps what a resource was declared with, for the judgement of the whole stack. */
	remember(resource: Resource): void {
		this.declared.set(resource.urn, resource.properties);
	}

	/**
	 * A resource of the whole stack with what it was declared with: the engine shows its outputs only, and in a preview a resource
	 * has none while its provider's own configuration is not known (pulumi/pkg, plugin/provider_plugin.go, Create).
	 */
	complete(resource: Resource): Resource {
		const inputs = this.declared.get(resource.urn);
		if (inputs === undefined) return resource;
		const known = this.completed.get(resource.urn);
		if (known?.outputs === resource.properties && known.inputs === inputs) return known.resource;
		const completed = { ...resource, properties: { ...inputs, ...resource.properties } };
		this.completed.set(resource.urn, { inputs, outputs: resource.properties, resource: completed });
		return completed;
	}

	statedEnvironment(stack: string): StatedEnvironment | undefined {
		return this.found.statedEnvironment?.(stack);
	}

	/** A stack that is bound to no class is judged as production; `pack-environment` refuses it besides. */
	classOf(urn: string): EnvironmentClass {
		return this.environments.get(stackOf(urn)) ?? "production";
	}
}

/** `urn:pulumi:<stack>::<project>::<type>::<name>`: the name of the stack without its organisation. */
export function stackOf(urn: string): string {
	const start = "urn:pulumi:".length;
	const end = urn.indexOf("::", start);
	const stack = urn.slice(start, end === -1 ? undefined : end);
	return stack.slice(stack.lastIndexOf("/") + 1);
}

/** Reads what a stack says its class is. */
export interface StatedClassSource {
	/** `PULUMI_CONFIG`: the configuration that the engine gives a policy host, a JSON object of strings (pulumi/pkg, plugin/analyzer_plugin.go). */
	configuration: string | undefined;
	/** The text of `Pulumi.<stack>.yaml`, parsed: for an engine that gives none. */
	stackFile: (stack: string) => unknown;
}

const key = /^gxp-lab:(config:)?environment$/;

export function statedClassFrom(source: StatedClassSource): (stack: string) => string | undefined {
	const environment = environmentOf(source);
	return (stack) => textOf(memberOf(environment(stack), /^class$/));
}

/** Reads who answers for a stack's environment, and what it means for GxP; undefined where the configuration does not say both. */
export function statedEnvironmentFrom(source: StatedClassSource): (stack: string) => StatedEnvironment | undefined {
	const environment = environmentOf(source);
	return (stack) => {
		const stated = environment(stack);
		const [owner, gxpImpact] = [/^owner$/, /^gxpImpact$/].map((name) => textOf(memberOf(stated, name)));
		return owner === undefined || gxpImpact === undefined ? undefined : { owner, gxpImpact };
	};
}

function environmentOf({ configuration, stackFile }: StatedClassSource): (stack: string) => unknown {
	if (configuration !== undefined && configuration !== "") {
		const text = memberOf(JSON.parse(configuration), key);
		const stated: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
		return () => stated;
	}
	// Read once: every rule asks for it, of every resource.
	const known = new Map<string, unknown>();
	return (stack) => {
		if (!known.has(stack)) known.set(stack, memberOf(memberOf(stackFile(stack), /^config$/), key));
		return known.get(stack);
	};
}

function memberOf(value: unknown, name: RegExp): unknown {
	if (typeof value !== "object" || value === null) return undefined;
	return Object.entries(value).find(([key]) => name.test(key))?.[1];
}

function textOf(value: unknown): string | undefined {
	return typeof value === "string" ? value : undefined;
}
