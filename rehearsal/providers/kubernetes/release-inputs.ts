/** A Helm release's inputs, and what is read out of an installed one. */
import { parseAllDocuments } from "yaml";
import { isObject, type PlainProperties, type Value } from "../framework/value";
import { textAt } from "./objects";
import { idOf } from "./session";

export const DEFAULT_TIMEOUT_S = 300;

export interface ReleaseInputs {
	name: string;
	namespace: string;
	chart: string;
	version?: string;
	values?: PlainProperties;
	timeout?: number;
	maxHistory?: number;
	description?: string;
	atomic?: boolean;
	cleanupOnFail?: boolean;
	createNamespace?: boolean;
	dependencyUpdate?: boolean;
	disableCRDHooks?: boolean;
	disableOpenapiValidation?: boolean;
	disableWebhooks?: boolean;
	forceUpdate?: boolean;
	replace?: boolean;
	resetValues?: boolean;
	reuseValues?: boolean;
	skipAwait?: boolean;
	skipCrds?: boolean;
	takeOwnership?: boolean;
	waitForJobs?: boolean;
}

/** What a stand-in cannot honour is refused, not dropped. */
export const REFUSED = [
	"repositoryOpts",
	"postrender",
	"valueYamlFiles",
	"verify",
	"keyring",
	"devel",
	"recreatePods",
	"lint",
];

/** Go's `omitempty`: what the official Check leaves out of the inputs that it gives back. */
export function isZero(value: Value): boolean {
	return value === false || value === 0 || value === "" || (isObject(value) && Object.keys(value).length === 0);
}

export function text(cause: unknown): string {
	return cause instanceof Error ? cause.message : String(cause);
}

export function flag(name: string, on: boolean | undefined): string[] {
	return on === true ? [`--${name}`] : [];
}

/** Values of both, the right one over the left one. */
export function merged(left: Value, right: Value): Value {
	if (!isObject(left) || !isObject(right)) return right;
	return Object.fromEntries(
		[...new Set([...Object.keys(left), ...Object.keys(right)])].map((key) => [
			key,
			key in right
				? key in left
					? merged(left[key] ?? null, right[key] ?? null)
					: (right[key] ?? null)
				: (left[key] ?? null),
		]),
	);
}

/** Names by kind, as in `{ "Deployment.apps/apps/v1": ["metallb-system/metallb-controller"] }`. */
export function resourceNames(manifest: string, namespace: string): { [kind: string]: string[] } {
	const names: { [kind: string]: string[] } = {};
	for (const document of parseAllDocuments(manifest)) {
		const object: unknown = document.toJS();
		if (!isObject(object)) continue;
		const apiVersion = textAt(object, "apiVersion") ?? "";
		const group = apiVersion.includes("/") ? `.${apiVersion.split("/")[0]}` : "";
		const key = `${textAt(object, "kind")}${group}/${apiVersion}`;
		const name = idOf(textAt(object, "metadata", "namespace") ?? namespace, textAt(object, "metadata", "name") ?? "");
		names[key] = [...(names[key] ?? []), name].sort();
	}
	return names;
}
