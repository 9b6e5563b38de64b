/**
 * Property values as a provider sees them, and their form on the wire.
 *
 * On the wire a property bag is a `google.protobuf.Struct`; what JSON cannot say is an object with a signature key, and
 * an unknown is one of seven fixed strings (github.com/pulumi/pulumi sdk/go/common/resource/plugin/rpc.go and
 * properties.go, tag sdk/v3.245.0).
 */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** What the engine sends for a value that a preview cannot know yet; the first also stands for any type. */
const UNKNOWNS = new Set([
	"04da6b54-80e4-46f7-96ec-b56ff0331ba9", // string, or any
	"1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
	"3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
	"6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
	"030794c1-ac77-496b-92df-f27374a8bd58", // asset
	"e48ece36-62e2-4504-bad9-02848725956a", // archive
	"dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);
const UNKNOWN_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value that is not known during a preview. Compare with `instanceof Unknown`. */
export class Unknown {
	toString(): string {
		return "<unknown>";
	}
}
export const UNKNOWN = new Unknown();

/** A value that must be encrypted in state and never be shown. Its text form hides it. */
export class Secret {
	constructor(readonly value: Value) {}
	toString(): string {
		return "[secret]";
	}
	toJSON(): string {
		return "[secret]";
	}
}

/** One of `text`, `path` and `uri` is set. */
export class Asset {
	constructor(
		readonly content: { text?: string; path?: string; uri?: string },
		readonly hash?: string,
	) {}
}

/** One of `path`, `uri` and `assets` is set. */
export class Archive {
	constructor(
		readonly content: { path?: string; uri?: string; assets?: { [name: string]: Value } },
		readonly hash?: string,
	) {}
}

export type Value =
	| null
	| boolean
	| number
	| string
	| Unknown
	| Secret
	| Asset
	| Archive
	| Value[]
	| { [key: string]: Value };

export type Properties = { [key: string]: Value };

/** JSON without secrets, unknowns or assets: what the outside world is given. */
export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };
export type PlainProperties = { [key: string]: Plain };

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export function isObject(value: unknown): value is Properties {
	return (
		typeof value === "object" &&
		value !== null &&
		!Array.isArray(value) &&
		!(value instanceof Unknown) &&
		!(value instanceof Secret) &&
		!(value instanceof Asset) &&
		!(value instanceof Archive)
	);
}

function text(value: Json | undefined): string | undefined {
	return typeof value === "string" && value !== "" ? value : undefined;
}

/** Drops the keys without a value, as `exactOptionalPropertyTypes` asks. */
function present<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function decodeObject(json: { [key: string]: Json }): Value {
	switch (json[SIGNATURE]) {
		case undefined:
			return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, decode(value)]));
		case SECRET:
			return new Secret(decode(json.value ?? null));
		case OUTPUT: {
			const inner = json.value === undefined ? UNKNOWN : decode(json.value);
			return json.secret === true ? new Secret(inner) : inner;
		}
		case ASSET:
			return new Asset(
				present<Asset["content"]>({ text: text(json.text), path: text(json.path), uri: text(json.uri) }),
				text(json.hash),
			);
		case ARCHIVE: {
			const assets = json.assets === undefined ? undefined : decode(json.assets);
			return new Archive(
				present<Archive["content"]>({
					path: text(json.path),
					uri: text(json.uri),
					assets: isObject(assets) ? assets : undefined,
				}),
				text(json.hash),
			);
		}
		case RESOURCE:
			return decode(json.id ?? json.urn ?? null);
		default:
			throw new Error(`a value has the signature ${String(json[SIGNATURE])}, which this provider does not know`);
	}
}

/** From the wire (`Struct.toJavaScript()`). */
export function decode(json: unknown): Value {
	if (typeof json === "string") return UNKNOWNS.has(json) ? UNKNOWN : json;
	if (json === null || json === undefined) return null;
	if (typeof json === "boolean" || typeof json === "number") return json;
	if (Array.isArray(json)) return json.map(decode);
	return decodeObject(json as { [key: string]: Json });
}

export function decodeProperties(json: unknown): Properties {
	const value = decode(json ?? {});
	if (!isObject(value)) throw new Error("a property bag on the wire is not an object");
	return value;
}

/** To the wire (`Struct.fromJavaScript()`). A key whose value is `undefined` is left out. */
export function encode(value: Value, keepSecrets = true): Json {
	if (value instanceof Unknown) return UNKNOWN_WIRE;
	if (value instanceof Secret) {
		const inner = encode(value.value, keepSecrets);
		return keepSecrets ? { [SIGNATURE]: SECRET, value: inner } : inner;
	}
	if (value instanceof Asset) {
		return { [SIGNATURE]: ASSET, ...value.content, ...(value.hash === undefined ? {} : { hash: value.hash }) };
	}
	if (value instanceof Archive) {
		const { assets, ...rest } = value.content;
		return {
			[SIGNATURE]: ARCHIVE,
			...rest,
			...(assets === undefined ? {} : { assets: encode(assets, keepSecrets) }),
			...(value.hash === undefined ? {} : { hash: value.hash }),
		};
	}
	if (Array.isArray(value)) return value.map((item) => encode(item, keepSecrets));
	if (isObject(value)) {
		return Object.fromEntries(
			Object.entries(value)
				.filter(([, item]) => item !== undefined)
				.map(([key, item]) => [key, encode(item, keepSecrets)]),
		);
	}
	return value;
}

/** The value without its secret marks, at every depth. */
export function reveal(value: Value): Value {
	if (value instanceof Secret) return reveal(value.value);
	if (Array.isArray(value)) return value.map(reveal);
	if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, reveal(item)]));
	return value;
}

export function revealProperties(properties: Properties): Properties {
	return Object.fromEntries(Object.entries(properties).map(([key, item]) => [key, reveal(item)]));
}

export function hasUnknown(value: Value): boolean {
	if (value instanceof Unknown) return true;
	if (value instanceof Secret) return hasUnknown(value.value);
	if (Array.isArray(value)) return value.some(hasUnknown);
	if (value instanceof Archive) return value.content.assets !== undefined && hasUnknown(value.content.assets);
	return isObject(value) && Object.values(value).some(hasUnknown);
}

export function hasSecret(value: Value): boolean {
	if (value instanceof Secret) return true;
	if (Array.isArray(value)) return value.some(hasSecret);
	return isObject(value) && Object.values(value).some(hasSecret);
}

/** Whether two values are the same; a secret equals its content, an unknown equals nothing. */
export function equal(left: Value | undefined, right: Value | undefined): boolean {
	if (left instanceof Secret) return equal(left.value, right);
	if (right instanceof Secret) return equal(left, right.value);
	if (left instanceof Unknown || right instanceof Unknown) return false;
	if (left === undefined || right === undefined || left === null || right === null) {
		return (left ?? null) === (right ?? null);
	}
	if (left instanceof Asset || left instanceof Archive) {
		if (left.constructor !== right.constructor) return false;
		return JSON.stringify(encode(left)) === JSON.stringify(encode(right));
	}
	if (Array.isArray(left)) {
		return (
			Array.isArray(right) && left.length === right.length && left.every((item, index) => equal(item, right[index]))
		);
	}
	if (isObject(left)) {
		if (!isObject(right)) return false;
		const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
		return [...keys].every((key) => equal(left[key], right[key]));
	}
	return left === right;
}

/**
 * Marks in `target` as secret what is secret at the same place in `source`. Of a list with a secret in it the whole is
 * secret: what is at an index may have moved on its way.
 */
export function annotateSecrets(target: Value, source: Value | undefined): Value {
	if (source instanceof Secret) return target instanceof Secret ? target : new Secret(target);
	if (Array.isArray(source)) return hasSecret(source) ? new Secret(target) : target;
	if (isObject(target) && isObject(source)) {
		return Object.fromEntries(Object.entries(target).map(([key, item]) => [key, annotateSecrets(item, source[key])]));
	}
	return target;
}
