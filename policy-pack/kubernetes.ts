import { isRecord } from "../controls/cel/bind";
import type { Verdict } from "../controls/cel/explain";
import { isUnknownSymbol, unknown } from "../controls/cel/unknown";
import type { Judgement, KubernetesIdentity } from "../controls/judgement";
import { judgeObject, judgePrepared, Prepared } from "../controls/kubernetes/judge";
import type { KubernetesRule } from "../controls/kubernetes/rule";
import { familyOf } from "../controls/kubernetes/scope";
import { applySettings } from "./remedy";
import type { Resource, ResourceRule } from "./rule";
import { isPulumiUnknown } from "./unknown";

/** `kubernetes:<group>/<version>:<Kind>`; the core group is written `core`. */
export function kindOfToken(type: string): { apiVersion: string; kind: string } | undefined {
	const match = /^kubernetes:([^:]+)\/([^:/]+):([^:]+)$/.exec(type);
	const [, group, version, kind] = match ?? [];
	if (group === undefined || version === undefined || kind === undefined) return undefined;
	return { apiVersion: group === "core" ? version : `${group}/${version}`, kind };
}

/** The CrossGuard rule of a rule over Kubernetes objects. */
export function crossGuardRule(rule: KubernetesRule): ResourceRule {
	return {
		id: rule.id,
		slug: rule.slug,
		says: rule.says,
		fix: rule.fix,
		judge: (resource) => judge(rule, resource),
		...(rule.remedy && { remediate: (resource: Resource) => remediate(rule, resource) }),
	};
}

/** The corrected properties: the ones that came, with fields set in them. A patch and a list are left to admission. */
function remediate(
	rule: KubernetesRule,
	{ type, properties }: Resource,
): ReturnType<NonNullable<ResourceRule["remediate"]>> {
	const token = kindOfToken(type);
	const place = token && familyOf(rule.applies, token.apiVersion, token.kind)?.paths.podSpec;
	if (place === undefined || rule.remedy === undefined) return undefined;
	const at = place.split(".");
	let spec: unknown = properties;
	for (const key of at) {
		spec = isRecord(spec) ? spec[key] : undefined;
		if (isPulumiUnknown(spec)) return undefined;
	}
	if (!isRecord(spec)) return undefined;
	const paths = applySettings(properties, rule.remedy(spec, at, isPulumiUnknown));
	return paths.length === 0 ? undefined : { properties, paths };
}

function judge(rule: KubernetesRule, { type, properties }: Resource): Judgement[] | undefined {
	const token = kindOfToken(type);
	if (token === undefined) return undefined;
	const patched = patchedKind(token.kind);
	if (patched !== undefined && familyOf(rule.applies, token.apiVersion, patched) !== undefined)
		return [{ outcome: "undecided", path: "", finding: "a patch is a part of an object; admission judges the whole" }];
	const listed = listedKind(token.kind);
	if (listed !== undefined && familyOf(rule.applies, token.apiVersion, listed) !== undefined)
		return judgeItems(rule, { ...token, kind: listed }, properties.items);
	return judgePrepared(rule, prepared(token, properties))?.map((verdict) => toJudgement(rule, verdict, ""));
}

const known = new WeakMap<Record<string, unknown>, Prepared>();

/** The object made ready once for all rules that are shown the same properties. */
function prepared(
	{ apiVersion, kind }: { apiVersion: string; kind: string },
	properties: Record<string, unknown>,
): Prepared {
	let object = known.get(properties);
	if (object === undefined || object.apiVersion !== apiVersion || object.kind !== kind) {
		object = new Prepared(apiVersion, kind, properties, isPulumiUnknown);
		known.set(properties, object);
	}
	return object;
}

function judgeItems(rule: KubernetesRule, kind: { apiVersion: string; kind: string }, items: unknown): Judgement[] {
	if (isPulumiUnknown(items)) return [toJudgement(rule, { outcome: "undecided", path: "items" }, "")];
	if (!Array.isArray(items))
		return [toJudgement(rule, { outcome: "malformed", path: "items", what: "is not a list" }, "")];
	return items.flatMap((item: unknown, i) => {
		if (!isPulumiUnknown(item) && !isRecord(item))
			return [toJudgement(rule, { outcome: "malformed", path: `items[${i}]`, what: "is not an object" }, "")];
		const object = isPulumiUnknown(item) ? { metadata: unknown, spec: unknown, template: unknown } : item;
		const isUnknown = (value: unknown): boolean => isUnknownSymbol(value) || isPulumiUnknown(value);
		const verdicts = judgeObject(rule, kind, object as Record<string, unknown>, isUnknown) ?? [];
		return verdicts.map((verdict) => toJudgement(rule, verdict, `items[${i}].`));
	});
}

function toJudgement(rule: KubernetesRule, verdict: Verdict, prefix: string): Judgement {
	const path = `${prefix}${verdict.path}`;
	switch (verdict.outcome) {
		case "violated":
			return { outcome: "violated", path, finding: rule.finding(path) };
		case "malformed":
			return { outcome: "violated", path, finding: `${path} ${verdict.what}` };
		case "undecided":
			return { outcome: "undecided", path, finding: `${path} is not known yet` };
	}
}

function patchedKind(kind: string): string | undefined {
	return kind.endsWith("Patch") ? kind.slice(0, -"Patch".length) : undefined;
}

function listedKind(kind: string): string | undefined {
	return kind.endsWith("List") ? kind.slice(0, -"List".length) : undefined;
}

/** The object that a resource of the Kubernetes provider is; undefined for another provider's. */
export function kubernetesIdentity({
	type,
	properties,
}: Pick<Resource, "type" | "properties">): KubernetesIdentity | undefined {
	const token = kindOfToken(type);
	if (token === undefined) return undefined;
	const metadata = properties.metadata;
	const text = (key: string): string | undefined => {
		if (typeof metadata !== "object" || metadata === null) return undefined;
		const value: unknown = Object.entries(metadata).find(([name]) => name === key)?.[1];
		return typeof value === "string" && !isPulumiUnknown(value) ? value : undefined;
	};
	return { ...token, namespace: text("namespace"), name: text("name") };
}
