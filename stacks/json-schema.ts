/** The JSON Schema of a stack file, for editors. The stack files name it in their first line. */
import { z } from "zod";
import { isMapping, type Mapping } from "./merge";
import { defaultProfile, profiles } from "./profiles";
import { labConfig, secretKeys } from "./schema";

/** A JSON Schema, as far as this project writes and reads it. */
export interface JsonSchema {
	readonly type?: string;
	/** What the value must be, in the words of a refusal. */
	readonly title?: string;
	readonly description?: string;
	readonly default?: unknown;
	readonly const?: unknown;
	readonly enum?: readonly unknown[];
	readonly pattern?: string;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly properties?: Readonly<Record<string, JsonSchema>>;
	readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
	readonly additionalProperties?: boolean | JsonSchema;
	readonly required?: readonly string[];
	readonly items?: JsonSchema;
	readonly oneOf?: readonly JsonSchema[];
	readonly [other: string]: unknown;
}

/** The configuration's own part: what is required is what the default profile does not give. */
export function configurationSchema(): JsonSchema {
	const schema = z.toJSONSchema(labConfig, { io: "input", reused: "inline" }) as JsonSchema;
	const { $schema: _, ...rest } = withDefaults(schema, { profile: defaultProfile, ...profiles[defaultProfile] });
	return rest;
}

/** The whole file: the configuration under its namespace, the secrets, Pulumi's settings and Pulumi's own keys. */
export function stackJsonSchema(): JsonSchema {
	const configuration = configurationSchema();
	const sections = Object.entries(configuration.properties ?? {}).map(([key, schema]) => [`gxp-lab:${key}`, schema]);
	const secrets = Object.entries(secretKeys).map(([key, description]) => [`gxp-lab:${key}`, secret(description)]);
	const disabled = {
		description: "Every provider is made explicitly.",
		type: "array",
		items: { const: "*" },
		minItems: 1,
		maxItems: 1,
	};
	return {
		$schema: "https://json-schema.org/draft/2020-12/schema",
		title: "A stack file of gxp-lab",
		type: "object",
		properties: {
			config: {
				type: "object",
				properties: {
					"pulumi:disable-default-providers": disabled,
					...Object.fromEntries([...sections, ...secrets]),
				},
				patternProperties: { "^pulumi:": {} },
				required: [
					"pulumi:disable-default-providers",
					...(configuration.required ?? []).map((key) => `gxp-lab:${key}`),
				],
				additionalProperties: false,
			},
			encryptedkey: { type: "string" },
			encryptionsalt: { type: "string" },
			environment: {},
			secretsprovider: { type: "string" },
		},
		required: ["config"],
		additionalProperties: false,
	};
}

function secret(description: string): JsonSchema {
	return {
		description: `${description} Encrypted: written by pulumi config set --secret.`,
		type: "object",
		properties: { secure: { type: "string" } },
		required: ["secure"],
		additionalProperties: false,
	};
}

/** The schema with the defaults written in, and what has one no longer required. */
function withDefaults(schema: JsonSchema, defaults: Mapping): JsonSchema {
	const properties = Object.fromEntries(
		Object.entries(schema.properties ?? {}).map(([key, property]) => {
			const given = defaults[key];
			if (given === undefined) return [key, property];
			return [
				key,
				isMapping(given) && property.properties ? withDefaults(property, given) : { ...property, default: given },
			];
		}),
	);
	const required = (schema.required ?? []).filter((key) => {
		const property = properties[key];
		return property?.default === undefined && !(defaults[key] !== undefined && property?.required?.length === 0);
	});
	return { ...schema, properties, required };
}
