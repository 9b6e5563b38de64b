/**
 * What a stand-in provider is made of. The server (`server.ts`) validates against the property table, strips secrets
 * before a handler sees the inputs and marks them again on the outputs; a handler holds only what the resource does.
 */
import type { PropertyDiffKind } from "./diff";
import type { Table } from "./table";
import type { Properties } from "./value";

export type { Properties };

/** What every call about one resource says of it. */
export interface Subject {
	urn: string;
	name: string;
	/** The type token, as in `random:index/randomPassword:RandomPassword`. */
	type: string;
}

export interface CallContext {
	/** Aborted when the engine cancels, or its connection goes away. */
	signal: AbortSignal;
	/** The resource option `customTimeouts`, if given. */
	timeoutSeconds: number | undefined;
	log(severity: "debug" | "info" | "warning" | "error", message: string): void;
}

export interface CheckRequest extends Subject {
	/** The inputs of the last deployment; absent for a new resource. */
	olds: Properties | undefined;
	/** May hold secrets and unknowns. */
	inputs: Properties;
	randomSeed: Uint8Array;
	/** What `pulumi:autonaming` of the stack configuration says, if anything. */
	autonaming: { proposedName: string; mode: "propose" | "enforce" | "disable" } | undefined;
}

export interface CheckResult {
	inputs: Properties;
	/** `property` is shown by the CLI beside the reason; the bridge leaves it out. */
	failures?: { property?: string; reason: string }[];
}

export interface DiffRequest extends Subject {
	id: string;
	/** The old inputs and outputs, and the new inputs; secrets stripped, unknowns kept. */
	oldInputs: Properties;
	olds: Properties;
	news: Properties;
	ignoreChanges: string[];
}

export interface DiffResult {
	/** Property paths and what happens to each; empty when nothing changed. */
	changes: Record<string, PropertyDiffKind>;
	deleteBeforeReplace?: boolean;
}

export interface CreateRequest<Inputs> extends Subject, CallContext {
	inputs: Inputs;
}

export interface UpdateRequest<Inputs> extends Subject, CallContext {
	id: string;
	inputs: Inputs;
	oldInputs: Properties;
	/** The old outputs. */
	olds: Properties;
}

export interface ReadRequest extends Subject, CallContext {
	id: string;
	/** The old outputs and inputs; both empty on an import. */
	state: Properties;
	inputs: Properties;
}

export interface DeleteRequest extends Subject, CallContext {
	id: string;
	/** The old outputs and inputs. */
	state: Properties;
	inputs: Properties;
}

export interface ReadResult {
	id: string;
	outputs: Properties;
	/** Left out: the old inputs, with the values that the outputs have under the same names. */
	inputs?: Properties;
}

export interface PreviewRequest extends Subject, CallContext {
	/** Absent for a create. */
	id: string | undefined;
	/** May hold unknowns. */
	inputs: Properties;
	oldInputs: Properties;
	olds: Properties;
}

/**
 * One kind of resource. `Inputs` is the type of the validated inputs without secrets; unknowns reach only `check`,
 * `diff` and `preview`.
 */
export interface ResourceHandler<Inputs> {
	/** Fills defaults in, and finds what the table cannot. The inputs were validated. */
	check?(request: CheckRequest): CheckResult | Promise<CheckResult>;
	/** Input properties whose change makes the resource anew; `"all"`: there is no update. */
	replaceOn?: readonly string[] | "all";
	/** The replaced one goes first, because both cannot stand side by side. */
	deleteBeforeReplace?: boolean;
	/** Instead of the comparison of old and new inputs with `replaceOn`. */
	diff?(request: DiffRequest): DiffResult | Promise<DiffResult>;
	/** Instead of: the inputs, and every other declared output unknown (create) or as it was (update). */
	preview?(request: PreviewRequest): Properties | undefined | Promise<Properties | undefined>;
	create(request: CreateRequest<Inputs>): Promise<{ id: string; outputs: Properties }>;
	/** `undefined`: it is gone. Left out: the state is the truth. */
	read?(request: ReadRequest): Promise<ReadResult | undefined>;
	update?(request: UpdateRequest<Inputs>): Promise<Properties>;
	delete?(request: DeleteRequest): Promise<void>;
	/** Outputs to mark secret beside those that the SDK names. */
	secretOutputs?: readonly string[];
}

/** A handler whose inputs' type was forgotten; made by `resource`. */
export type AnyResource = ResourceHandler<never>;

/**
 * Says which inputs' type a handler was written for. The one place where a type is asserted: the server gives a handler
 * only what the property table accepted.
 */
export function resource<Inputs extends object>(handler: ResourceHandler<Inputs>): AnyResource {
	return handler as unknown as AnyResource;
}

export interface FunctionRequest<Inputs> extends CallContext {
	inputs: Inputs;
	preview: boolean;
}

export interface FunctionHandler<Inputs> {
	invoke(request: FunctionRequest<Inputs>): Promise<Properties>;
	/** Results to mark secret. */
	secretResults?: readonly string[];
}

export type AnyFunction = FunctionHandler<never>;

/** As `resource`, for an invoke. */
export function invocable<Inputs extends object>(handler: FunctionHandler<Inputs>): AnyFunction {
	return handler as unknown as AnyFunction;
}

export interface ConfigHandler<Config> {
	check?(request: CheckRequest): CheckResult | Promise<CheckResult>;
	/** Provider inputs whose change makes all of the provider's resources anew. */
	replaceOn?: readonly string[];
	diff?(request: DiffRequest): DiffResult | Promise<DiffResult>;
	/** Called once, with every value known; nested values are parsed (the SDK sends them as JSON text). */
	configure(config: Config, context: Omit<CallContext, "timeoutSeconds">): void | Promise<void>;
}

export type AnyConfig = ConfigHandler<never>;

/** As `resource`, for the provider's own configuration. */
export function configuration<Config extends object>(handler: ConfigHandler<Config>): AnyConfig {
	return handler as unknown as AnyConfig;
}

export interface ProviderDefinition {
	table: Table;
	config?: AnyConfig;
	resources?: Record<string, AnyResource>;
	/** For packages whose kinds are open (kubernetes): asked when `resources` has no entry; not checked against the table. */
	openResource?(type: string): AnyResource | undefined;
	functions?: Record<string, AnyFunction>;
}

/**
 * The resource was made (or changed) but did not become what it should be: the engine keeps it in state with these
 * outputs, reports the reasons, and tries an update next time.
 */
export class InitializationFailed extends Error {
	constructor(
		readonly id: string,
		readonly outputs: Properties,
		readonly reasons: string[],
		readonly inputs: Properties = {},
	) {
		super(reasons.join("; "));
		this.name = "InitializationFailed";
	}
}

export function defineProvider(definition: ProviderDefinition): ProviderDefinition {
	return definition;
}
