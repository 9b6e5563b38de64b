import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { unsealKeyName, unsealSecretName } from "../../../controls/secrets/unsealKeys";
import { kindOfToken } from "../../kubernetes";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, releaseType } from "../installed";

const control = controlById("SEC-008");
const keyName = new RegExp(unsealKeyName, "i");
const secretName = new RegExp(unsealSecretName, "i");

/** What `vault operator init -format=json` and its text form say (developer.hashicorp.com: operator init). */
const initOutput =
	/unseal_keys_(b64|hex)|recovery_keys_(b64|hex)|"?(root_token|unseal_shares)"?\s*:|(Unseal|Recovery) Key \d+:/;

/**
 * SEC-008 where names do not say it: inside a Secret's or a ConfigMap's values, in a SealedSecret (it opens into a Secret here),
 * in a release's values, and in bank-vaults' operator, which keeps the keys in a Secret where it is told so.
 */
export const keptKeys: ResourceRule = {
	id: control.id,
	slug: "kept-keys",
	says: "Nothing that is kept in the cluster holds unseal or recovery keys, or the root token of a vault.",
	fix: control.fix,
	judge,
};

function judge({ type, properties }: Resource): Judgement[] | undefined {
	if (type === releaseType) return inValues(properties.values, "values");
	const token = kindOfToken(type);
	switch (token?.kind) {
		case "Secret":
			return [...inData(properties.data, "data", true), ...inData(properties.stringData, "stringData", false)];
		case "ConfigMap":
			return [
				...namedSo(properties, "metadata.name"),
				...keysOf(properties.data, "data"),
				...inData(properties.data, "data", false),
			];
		case "SealedSecret":
			return [
				...namedSo(properties, "metadata.name"),
				...keysOf(at(properties, "spec", "encryptedData"), "spec.encryptedData"),
			];
		case "Vault":
			return inOperator(properties);
		default:
			return undefined;
	}
}

function namedSo(properties: Resource["properties"], path: string): Judgement[] {
	const name = at(properties, ...path.split("."));
	if (isPulumiUnknown(name)) return [undecided(path)];
	return typeof name === "string" && secretName.test(name)
		? [violated(path, "is that of unseal or recovery keys")]
		: [];
}

function keysOf(data: unknown, path: string): Judgement[] {
	if (isPulumiUnknown(data)) return [undecided(path)];
	if (typeof data !== "object" || data === null) return [];
	return Object.keys(data)
		.filter((key) => keyName.test(key))
		.map((key) => violated(`${path}[${key}]`, "is that of unseal or recovery keys"));
}

function inData(data: unknown, path: string, isBase64: boolean): Judgement[] {
	if (isPulumiUnknown(data)) return [undecided(path)];
	if (typeof data !== "object" || data === null) return [];
	return Object.entries(data).flatMap(([key, value]) => {
		const place = `${path}[${key}]`;
		if (isPulumiUnknown(value)) return [undecided(place)];
		if (typeof value !== "string") return [];
		const text = isBase64 ? Buffer.from(value, "base64").toString("utf8") : value;
		return initOutput.test(text) ? [violated(place, "holds unseal or recovery keys")] : [];
	});
}

function inValues(value: unknown, path: string): Judgement[] {
	if (isPulumiUnknown(value)) return [undecided(path)];
	if (typeof value === "string") return initOutput.test(value) ? [violated(path, "holds unseal or recovery keys")] : [];
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => {
		const place = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
		// A text under such a name; a mapping may only say where the keys are.
		if (!Array.isArray(value) && keyName.test(key) && typeof inner === "string" && inner !== "")
			return [isPulumiUnknown(inner) ? undecided(place) : violated(place, "is that of unseal or recovery keys")];
		return inValues(inner, place);
	});
}

/** `unsealConfig.kubernetes`, and no other store, is also what the operator does by itself (bank-vaults.dev: Unseal keys). */
function inOperator(properties: Resource["properties"]): Judgement[] {
	const path = "spec.unsealConfig";
	const store = at(properties, "spec", "unsealConfig");
	if (isPulumiUnknown(store)) return [undecided(path)];
	if (store === undefined) return [violated(path, "is missing: the keys are kept in a Secret")];
	return at(store, "kubernetes") === undefined ? [] : [violated(`${path}.kubernetes`, "keeps the keys in a Secret")];
}
