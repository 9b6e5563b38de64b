import type { Environments } from "../controls/environments";
import type { Exception } from "../controls/exceptions";
import { Ledger } from "../controls/ledger";
import type { EnvironmentClass } from "../controls/types";

/** What the pack found where it was started. */
export interface Found {
	/** The class that a stack's own configuration states; undefined where it states none. */
	statedClass?: (stack: string) => string | undefined;
	/** Variables of the environment that are set and may not be, each with what to do. */
	misused?: readonly string[];
	/** Only in a rehearsal does an exception hold that nobody approved. */
	rehearsal?: boolean;
}

/** What the pack judges by, and which exceptions it used. */
export class Context {
	readonly ledger: Ledger;

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

	/** A stack that is bound to no class is judged as production; `pack-environment` refuses it besides. */
	classOf(urn: string): EnvironmentClass {
		return this.environments.get(stackOf(urn)) ?? "production";
	}
}

/** `urn:pulumi:<stack>::<project>::<type>::<name>`: the name of the stack without its organisation. */
export function stackOf(urn: string): string {
	const stack = urn.slice("urn:pulumi:".length).split("::", 1)[0] ?? "";
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

export function statedClassFrom({
	configuration,
	stackFile,
}: StatedClassSource): (stack: string) => string | undefined {
	if (configuration !== undefined && configuration !== "") {
		const text = memberOf(JSON.parse(configuration), key);
		const stated = typeof text === "string" ? textOf(memberOf(JSON.parse(text), /^class$/)) : undefined;
		return () => stated;
	}
	return (stack) => textOf(memberOf(memberOf(memberOf(stackFile(stack), /^config$/), key), /^class$/));
}

function memberOf(value: unknown, name: RegExp): unknown {
	if (typeof value !== "object" || value === null) return undefined;
	return Object.entries(value).find(([key]) => name.test(key))?.[1];
}

function textOf(value: unknown): string | undefined {
	return typeof value === "string" ? value : undefined;
}
