import type { Environments } from "../controls/environments";
import type { Exception } from "../controls/exceptions";
import type { EnvironmentClass } from "../controls/types";

/** What the pack judges by, and which exceptions it used. */
export class Context {
	private readonly used = new Set<Exception>();

	constructor(
		readonly environments: Environments,
		readonly exceptions: readonly Exception[],
		readonly now: Date,
		/** The class that the stack's configuration states, where the engine hands the configuration on. */
		readonly statedClass: string | undefined,
	) {}

	/** A stack that is bound to no class is judged as production; `pack-environment` refuses it besides. */
	classOf(urn: string): EnvironmentClass {
		return this.environments.get(stackOf(urn)) ?? "production";
	}

	use(exception: Exception): void {
		this.used.add(exception);
	}

	isUsed(exception: Exception): boolean {
		return this.used.has(exception);
	}
}

/** `urn:pulumi:<stack>::<project>::<type>::<name>`: the name of the stack without its organisation. */
export function stackOf(urn: string): string {
	const stack = urn.slice("urn:pulumi:".length).split("::", 1)[0] ?? "";
	return stack.slice(stack.lastIndexOf("/") + 1);
}

/**
 * `gxp-lab:environment`'s class, from the configuration that the engine gives the policy host (PULUMI_CONFIG, a JSON object
 * of strings; pulumi/pkg plugin/analyzer_plugin.go). Undefined where there is none.
 */
export function configuredClass(environment: Readonly<Record<string, string | undefined>>): string | undefined {
	if (environment.PULUMI_CONFIG === undefined || environment.PULUMI_CONFIG === "") return undefined;
	const configuration: unknown = JSON.parse(environment.PULUMI_CONFIG);
	if (typeof configuration !== "object" || configuration === null) return undefined;
	const stated: unknown = Object.entries(configuration).find(([key]) =>
		/^gxp-lab:(config:)?environment$/.test(key),
	)?.[1];
	if (typeof stated !== "string") return undefined;
	const value: unknown = JSON.parse(stated);
	if (typeof value !== "object" || value === null || !("class" in value)) return undefined;
	return typeof value.class === "string" ? value.class : undefined;
}
