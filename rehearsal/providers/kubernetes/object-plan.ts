/** What an object's inputs become before anything is sent, and what of them differs from what is there. */
import type { CheckRequest, CheckResult, DiffRequest, DiffResult, Properties } from "../framework/provider";
import { annotateSecrets, hasUnknown, isObject, revealProperties, Secret, Unknown } from "../framework/value";
import type { Kind } from "./api";
import { forceNewPaths } from "./force-new";
import {
	at,
	changes,
	dashed,
	detailed,
	isTrue,
	kindOf,
	normalized,
	pathText,
	prune,
	textAt,
	withMetadata,
	withoutServerFields,
} from "./objects";
import { type Session, uniqueName } from "./session";

const AUTONAMED = "pulumi.com/autonamed";

/** A Secret's content is secret wherever it came from. */
export function markSecrets(kind: Kind, object: Properties): Properties {
	if (kind.kind !== "Secret" || kind.apiVersion !== "v1") return object;
	return Object.fromEntries(
		Object.entries(object).map(([key, value]) => [
			key,
			(key === "data" || key === "stringData") && !(value instanceof Secret) ? new Secret(value) : value,
		]),
	);
}

function named({ name, randomSeed, olds, autonaming }: CheckRequest, inputs: Properties): Properties {
	const given = at(inputs, "metadata", "name");
	if (given instanceof Unknown || (typeof given === "string" && given !== "")) return inputs;
	const oldName = olds === undefined ? undefined : textAt(olds, "metadata", "name");
	const kept = olds !== undefined && isTrue(revealProperties(olds), AUTONAMED) ? oldName : undefined;
	if (kept === undefined && autonaming?.mode === "disable") {
		throw new Error("autonaming is disabled, resource requires the .metadata.name field to be set");
	}
	const annotations = at(inputs, "metadata", "annotations");
	return withMetadata(inputs, {
		name: kept ?? autonaming?.proposedName ?? uniqueName(`${name}-`, randomSeed),
		annotations: { ...(isObject(annotations) ? annotations : {}), [AUTONAMED]: "true" },
	});
}

export async function checkObject(session: Session, request: CheckRequest): Promise<CheckResult> {
	const given = dashed(request.inputs);
	let inputs = isObject(given) ? given : {};
	const kind = kindOf(request.type, inputs);
	inputs = { apiVersion: kind.apiVersion, kind: kind.kind, ...inputs };
	if (!hasUnknown(inputs)) {
		const normal = normalized(kind, revealProperties(inputs));
		inputs = annotateSecrets(normal, inputs) as Properties;
	}
	inputs = markSecrets(kind, inputs);
	inputs = named(request, inputs);
	if (at(inputs, "metadata", "generateName") !== undefined && textAt(inputs, "metadata", "name") === undefined) {
		throw new Error("the `.metadata.generateName` field is not supported in Server-Side Apply mode");
	}
	if (kind.kind === "CustomResourceDefinition") session.declareCrd(revealProperties(inputs));
	const namespaced = (await session.namespaced(kind)) ?? true;
	if (namespaced && at(inputs, "metadata", "namespace") === undefined) {
		inputs = withMetadata(inputs, { namespace: session.defaultNamespace });
	}
	return { inputs };
}

function contains(ignored: string, path: string): boolean {
	return path === ignored || path.startsWith(`${ignored}.`) || path.startsWith(`${ignored}[`);
}

function normal(kind: Kind, value: unknown): Properties {
	const object = isObject(value) ? value : {};
	return hasUnknown(object) ? withoutServerFields(object) : normalized(kind, object);
}

export async function diffObject(session: Session, request: DiffRequest): Promise<DiffResult> {
	const kind = kindOf(request.type, request.news);
	const news = normal(kind, dashed(request.news));
	const oldInputs = normal(kind, dashed(request.oldInputs));
	const live = dashed(request.olds) as Properties;
	const namespaced = (await session.namespaced(kind)) ?? true;
	const home = (object: Properties) => {
		const namespace = textAt(object, "metadata", "namespace") ?? "default";
		return namespaced ? withMetadata(object, { namespace }) : withMetadata(object, { namespace: null });
	};
	let base = home(prune(live, oldInputs) as Properties);
	const next = home(news);
	const name = at(next, "metadata", "name");
	if (name !== undefined) base = withMetadata(base, { name: at(live, "metadata", "name") ?? null });
	const found = changes(base, next).filter(
		({ path }) => !request.ignoreChanges.some((ignored) => contains(ignored, pathText(path))),
	);
	const immutable = at(news, "immutable") === true;
	const { enableSecretMutable = false, enableConfigMapMutable = false } = session.config;
	const mutable = { secrets: enableSecretMutable, configMaps: enableConfigMapMutable };
	const result = detailed(found, forceNewPaths(kind, immutable, mutable));
	const replaced = Object.values(result).some((one) => one.endsWith("-replace"));
	const samePlace =
		name === at(live, "metadata", "name") &&
		textAt(next, "metadata", "namespace") === textAt(home(live), "metadata", "namespace");
	return { changes: result, deleteBeforeReplace: replaced && samePlace && !isTrue(news, AUTONAMED) };
}
