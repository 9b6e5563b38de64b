/** The resource operations of a stand-in provider, between the wire's property bags and a definition's handlers. */
import { diffInputs } from "./diff";
import type {
	AnyResource,
	CallContext,
	CheckRequest,
	CheckResult,
	DiffRequest,
	DiffResult,
	ProviderDefinition,
	ReadResult,
	Subject,
} from "./provider";
import { checkProperties, failureText, type Property } from "./table";
import {
	annotateSecrets,
	decode,
	type Properties,
	reveal,
	revealProperties,
	Secret,
	UNKNOWN,
	Unknown,
	type Value,
} from "./value";

type Call = Subject & CallContext;

function annotateProperties(target: Properties, source: Properties): Properties {
	return Object.fromEntries(Object.entries(target).map(([key, value]) => [key, annotateSecrets(value, source[key])]));
}

/** The SDK sends every provider input that is not a string as JSON text; unknowns and secrets stay as they are. */
function parseNested(property: Property | undefined, value: Value): Value {
	if (value instanceof Secret) return new Secret(parseNested(property, value.value));
	if (property === undefined || property.type === "string" || typeof value !== "string") return value;
	try {
		return decode(JSON.parse(value));
	} catch {
		return value;
	}
}

/** Names that the engine itself adds to a provider's inputs. */
const ENGINE_KEYS = new Set(["version", "pluginDownloadURL", "__internal", "__defaults"]);

export class Methods {
	constructor(private readonly definition: ProviderDefinition) {}

	private handler(type: string): AnyResource {
		const found = this.definition.resources?.[type] ?? this.definition.openResource?.(type);
		if (found === undefined) {
			const name = this.definition.table.plugin;
			throw new Error(`unrecognized resource type (${type}); the stand-in for ${name} does not have it`);
		}
		return found;
	}

	parseConfig(inputs: Properties): Properties {
		const { config } = this.definition.table;
		return Object.fromEntries(
			Object.entries(inputs)
				.map(([key, value]): [string, Value] => [key, parseNested(config[key], value)])
				.filter(([key, value]) => key in config && value !== null),
		);
	}

	async checkConfig(request: CheckRequest): Promise<CheckResult> {
		const { table, config } = this.definition;
		const parsed = Object.fromEntries(
			Object.entries(request.inputs)
				.filter(([key]) => !ENGINE_KEYS.has(key))
				.map(([key, value]) => [key, parseNested(table.config[key], value)]),
		);
		const failures = checkProperties(table, table.config, parsed).map((failure) => ({
			reason: failureText(failure, request.name, true),
		}));
		if (failures.length > 0 || config?.check === undefined) return { inputs: request.inputs, failures };
		return config.check(request);
	}

	async diffConfig(request: DiffRequest): Promise<DiffResult> {
		const { config } = this.definition;
		if (config?.diff !== undefined) return config.diff(request);
		return { changes: diffInputs(request.oldInputs, request.news, config?.replaceOn ?? []) };
	}

	async check(request: CheckRequest): Promise<CheckResult> {
		const handler = this.handler(request.type);
		const { table } = this.definition;
		const properties = table.resources[request.type]?.inputs;
		const inputs = Object.fromEntries(Object.entries(request.inputs).filter(([, value]) => value !== null));
		if (properties !== undefined) {
			const failures = checkProperties(table, properties, inputs);
			if (failures.length > 0) {
				return { inputs, failures: failures.map((failure) => ({ reason: failureText(failure, request.name) })) };
			}
		}
		return handler.check === undefined ? { inputs } : handler.check({ ...request, inputs });
	}

	async diff(request: DiffRequest): Promise<DiffResult & { deleteBeforeReplace: boolean }> {
		const handler = this.handler(request.type);
		const stripped = {
			...request,
			oldInputs: revealProperties(request.oldInputs),
			olds: revealProperties(request.olds),
			news: revealProperties(request.news),
		};
		const result =
			handler.diff === undefined
				? { changes: diffInputs(stripped.oldInputs, stripped.news, this.replaceOn(handler, request.type)) }
				: await handler.diff(stripped);
		return { deleteBeforeReplace: handler.deleteBeforeReplace ?? false, ...result };
	}

	/** A handler without an update makes everything anew. */
	private replaceOn(handler: AnyResource, type: string): readonly string[] | "all" {
		if (handler.update === undefined && handler.replaceOn === undefined) return "all";
		const own = handler.replaceOn ?? [];
		return own === "all" ? "all" : [...own, ...(this.definition.table.resources[type]?.replaceOnChanges ?? [])];
	}

	private finish(type: string, outputs: Properties, ...secretsOf: Properties[]): Properties {
		const marked = secretsOf.reduce(annotateProperties, outputs);
		const secret = new Set([
			...(this.definition.table.resources[type]?.secretOutputs ?? []),
			...(this.handler(type).secretOutputs ?? []),
		]);
		return Object.fromEntries(
			Object.entries(marked)
				.filter(([, value]) => value !== undefined && value !== null)
				.map(([key, value]) => [key, secret.has(key) && !(value instanceof Secret) ? new Secret(value) : value]),
		);
	}

	private unknownOutputs(type: string, inputs: Properties): Properties {
		const table = this.definition.table.resources[type];
		const computed = (table?.outputs ?? []).filter((key) => !(key in (table?.inputs ?? {})));
		return { ...Object.fromEntries(computed.map((key) => [key, UNKNOWN])), ...inputs };
	}

	async create(call: Call & { inputs: Properties; preview: boolean }): Promise<{ id: string; outputs: Properties }> {
		const handler = this.handler(call.type);
		const inputs = revealProperties(call.inputs);
		if (call.preview) {
			const planned =
				(await handler.preview?.({ ...call, id: undefined, inputs, oldInputs: {}, olds: {} })) ??
				this.unknownOutputs(call.type, inputs);
			return { id: "", outputs: this.finish(call.type, planned, call.inputs) };
		}
		const made = await handler.create({ ...call, inputs: inputs as never });
		return { id: made.id, outputs: this.finish(call.type, made.outputs, call.inputs) };
	}

	async update(
		call: Call & { id: string; inputs: Properties; oldInputs: Properties; olds: Properties; preview: boolean },
	): Promise<Properties> {
		const handler = this.handler(call.type);
		const inputs = revealProperties(call.inputs);
		const olds = revealProperties(call.olds);
		const oldInputs = revealProperties(call.oldInputs);
		if (call.preview) {
			const declared = this.definition.table.resources[call.type]?.inputs ?? {};
			const kept = Object.fromEntries(Object.entries(olds).filter(([key]) => !(key in declared)));
			const planned = (await handler.preview?.({ ...call, inputs, oldInputs, olds })) ?? { ...kept, ...inputs };
			return this.finish(call.type, planned, call.inputs);
		}
		if (handler.update === undefined) {
			throw new Error(`${call.type} has no update; the engine planned one for ${call.urn}`);
		}
		return this.finish(
			call.type,
			await handler.update({ ...call, inputs: inputs as never, oldInputs, olds }),
			call.inputs,
		);
	}

	async read(
		call: Call & { id: string; state: Properties; inputs: Properties },
	): Promise<Required<ReadResult> | undefined> {
		const handler = this.handler(call.type);
		const state = revealProperties(call.state);
		const oldInputs = revealProperties(call.inputs);
		if (handler.read === undefined) {
			return { id: call.id, outputs: call.state, inputs: call.inputs };
		}
		const found = await handler.read({ ...call, state, inputs: oldInputs });
		if (found === undefined) return undefined;
		const inputs = found.inputs ?? this.inputsFrom(call.type, found.outputs, oldInputs);
		return {
			id: found.id,
			outputs: this.finish(call.type, found.outputs, call.state, call.inputs),
			inputs: annotateProperties(inputs, call.inputs),
		};
	}

	/** What a refresh or an import takes as inputs: the live values of the inputs that were set. */
	private inputsFrom(type: string, outputs: Properties, oldInputs: Properties): Properties {
		if (Object.keys(oldInputs).length > 0) {
			return Object.fromEntries(Object.entries(oldInputs).map(([key, old]) => [key, outputs[key] ?? old]));
		}
		const declared = this.definition.table.resources[type]?.inputs ?? {};
		return Object.fromEntries(Object.entries(outputs).filter(([key]) => key in declared));
	}

	async delete(call: Call & { id: string; state: Properties; inputs: Properties }): Promise<void> {
		await this.handler(call.type).delete?.({
			...call,
			state: revealProperties(call.state),
			inputs: revealProperties(call.inputs),
		});
	}

	async invoke(
		token: string,
		args: Properties,
		preview: boolean,
		context: CallContext,
	): Promise<{ result: Properties; failures: { property?: string; reason: string }[] }> {
		const { functions, table } = this.definition;
		const handler = functions?.[token];
		if (handler === undefined) throw new Error(`unrecognized function ${token}; the stand-in does not have it`);
		const given = Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null));
		const declared = table.functions[token]?.inputs;
		const failures = declared === undefined ? [] : checkProperties(table, declared, given);
		if (failures.length > 0) {
			return { result: {}, failures: failures.map(({ path, reason }) => ({ property: path, reason })) };
		}
		if (Object.values(given).some((value) => value instanceof Unknown)) return { result: {}, failures: [] };
		const result = await handler.invoke({ ...context, inputs: revealProperties(given) as never, preview });
		const secret = new Set(handler.secretResults ?? []);
		return {
			result: Object.fromEntries(
				Object.entries(result).map(([key, value]) => [key, secret.has(key) ? new Secret(reveal(value)) : value]),
			),
			failures: [],
		};
	}

	schema(): string {
		const { table } = this.definition;
		const named = (keys: string[]) => Object.fromEntries(keys.map((key) => [key, {}]));
		return JSON.stringify({
			name: table.plugin,
			version: table.version,
			resources: named(Object.keys(table.resources)),
			functions: named(Object.keys(table.functions)),
		});
	}
}
