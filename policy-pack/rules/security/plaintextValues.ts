import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { judgeObject } from "../../../controls/kubernetes/judge";
import { plaintextConfigMaps } from "../../../controls/kubernetes/security/plaintextConfigMaps";
import { type Reading, secretsIn } from "../../../controls/secrets/values";
import { kindOfToken } from "../../kubernetes";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { judgeFiles } from "../access/chartSettings";
import { at, releaseType } from "../installed";
import { machineConfigurationType } from "../machineConfiguration";

const control = controlById("SEC-007");

/**
 * SEC-007 over what ends up readable: a release's values, a machine's patches (plain text in the state), and the texts of
 * Kubernetes objects, YAML inside of them included. A Pulumi secret reaches a policy as plain text (@pulumi/policy 1.21.0,
 * deserialize.js), so one in values is refused as well: Helm would show it in the release and in the pod.
 */
export const plaintextValues: ResourceRule = {
	id: control.id,
	slug: "plaintext-values",
	says: "No release's values, no machine's patches and no object's texts hold a secret in plain text.",
	fix: control.fix,
	judge,
};

/** What is judged: which properties, by type. */
function partsOf({ type, properties }: Resource): Record<string, unknown> | undefined {
	if (type === releaseType) return { values: properties.values };
	if (type === machineConfigurationType) return { configPatches: properties.configPatches };
	const token = kindOfToken(type);
	if (token === undefined) return undefined;
	// Secrets are what they are for; the others are schemas and rules. What is written
	// beside their data is plain text all the same: `kubectl apply` keeps the whole object in an annotation.
	if (notJudged.includes(token.kind.replace(/(List|Patch)$/, ""))) {
		const annotations = at(properties, "metadata", "annotations");
		return annotations === undefined ? undefined : { "metadata.annotations": annotations };
	}
	const { apiVersion, kind, status, ...rest } = properties;
	if (!isConfigMap(token)) return rest;
	const { data, binaryData, ...beside } = rest;
	return beside;
}

const notJudged = [
	"Secret",
	"SealedSecret",
	"CustomResourceDefinition",
	"ValidatingAdmissionPolicy",
	"ValidatingAdmissionPolicyBinding",
];

function judge(resource: Resource): Judgement[] | undefined {
	const parts = partsOf(resource);
	if (parts === undefined) return undefined;
	// What External Secrets writes a value under is the name of a Secret's key.
	const isName = resource.type.startsWith("kubernetes:external-secrets.io/")
		? (path: string) => /\.data\[[0-9]+\](\.match)?\.secretKey$/.test(path)
		: undefined;
	const inParts = Object.entries(parts).flatMap((part) => judgePart(part, isName));
	return [...unreadFiles(resource), ...inParts, ...judgeData(resource)];
}

const isConfigMap = (token: { kind: string } | undefined): boolean => /^ConfigMap(Patch)?$/.test(token?.kind ?? "");

/**
 * What the admission policy over ConfigMaps does not find: it has only so much to spend, and neither weighs whether a text looks random
 * nor knows every name. What it finds is said once, by it.
 */
function judgeData({ type, properties }: Resource): Judgement[] {
	const { data } = properties;
	if (!isConfigMap(kindOfToken(type))) return [];
	if (isPulumiUnknown(data)) return [undecided("data")];
	if (typeof data !== "object" || data === null) return [];
	const judgements = Object.entries(data).flatMap(([key, value]) => judgePart([`data[${key}]`, value], undefined, key));
	if (judgements.length === 0) return [];
	const verdicts = judgeObject(plaintextConfigMaps, configMap, properties, isPulumiUnknown) ?? [];
	const found = new Set(verdicts.flatMap(({ outcome, path }) => (outcome === "violated" ? [path] : [])));
	return judgements.filter(({ path }) => !found.has(path));
}

const configMap = { apiVersion: "v1", kind: "ConfigMap" };

function judgePart([path, value]: readonly [string, unknown], isName: Reading["isName"], key = ""): Judgement[] {
	return secretsIn(value, path, { isUnknown: isPulumiUnknown, ...(isName && { isName }) }, key).map((place) =>
		place.outcome === "unknown" ? undecided(place.path) : violated(place.path, `holds ${place.kind} in plain text`),
	);
}

/** A release's files of values; as the rules over charts' settings have it. */
function unreadFiles({ type, properties }: Resource): Judgement[] {
	return /^kubernetes:helm\.sh\/v[34]:(Release|Chart)$/.test(type) ? judgeFiles(properties.valueYamlFiles) : [];
}
