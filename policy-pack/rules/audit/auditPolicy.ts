import { z } from "zod";
import type { Fault } from "../machineConfiguration";

const names = z.array(z.string()).default([]);
const stages = z.array(z.enum(["RequestReceived", "ResponseStarted", "ResponseComplete", "Panic"])).default([]);

const ruleSchema = z.strictObject({
	level: z.enum(["None", "Metadata", "Request", "RequestResponse"]),
	users: names,
	userGroups: names,
	verbs: names,
	resources: z
		.array(z.strictObject({ group: z.string().default(""), resources: names, resourceNames: names }))
		.default([]),
	namespaces: names,
	nonResourceURLs: names,
	omitStages: stages,
	omitManagedFields: z.boolean().optional(),
});

const policySchema = z.strictObject({
	apiVersion: z.literal("audit.k8s.io/v1"),
	kind: z.literal("Policy"),
	metadata: z.unknown().optional(),
	rules: z.array(ruleSchema),
	omitStages: stages,
	omitManagedFields: z.boolean().optional(),
});

type Rule = z.output<typeof ruleSchema>;

/** One request, as an audit policy tells requests apart. */
interface Request {
	user: string;
	group: string;
	verb: string;
	namespace: string;
	apiGroup: string;
	resource: string;
	subresource: string;
	name: string;
}

const writes = ["create", "update", "patch", "delete", "deletecollection"];
const reads = ["get", "list", "watch"];
/** Stands for every value that the policy does not name. */
const other = " other";
const most = 4_000_000;

/**
 * What an audit policy leaves out or gives away, worked out as the API server does (k8s.io/apiserver v0.36.3,
 * pkg/audit/policy/checker.go: the first rule that matches decides, and none means None): every kind of request that the policy
 * tells apart is tried, so that a rule that another one shadows is not held against it.
 */
export function judgeAuditPolicy(policy: unknown, path: string): Fault[] {
	const parsed = policySchema.safeParse(policy);
	if (!parsed.success) {
		const places = parsed.error.issues.map((issue) => [path, ...issue.path].join(".").replaceAll(/\.(\d+)/g, "[$1]"));
		return [...new Set(places)].map((place) => ({ path: place, what: "is not as audit.k8s.io/v1 has it" }));
	}
	const { rules, omitStages } = parsed.data;
	const space = dimensions(rules);
	if (size(space) * Math.max(rules.length, 1) > most)
		return [{ path, what: "tells too many requests apart to be judged" }];
	const faults = new Map<string, Fault>();
	const add = (place: string, what: string): void => {
		faults.set(`${place} ${what}`, { path: place, what });
	};
	for (const request of requests(space)) {
		const i = rules.findIndex((rule) => matches(rule, request));
		const rule = rules[i];
		const isWrite = writes.includes(request.verb);
		if (rule === undefined) {
			if (isWrite) add(`${path}.rules`, "end without a rule for every write");
			continue;
		}
		if (isWrite && rule.level === "None") add(`${path}.rules[${i}].level`, "records nothing of a write");
		if (isWrite && rule.level !== "None") {
			if (rule.omitStages.includes("ResponseComplete"))
				add(`${path}.rules[${i}].omitStages`, "leaves out what became of a write");
			if (omitStages.includes("ResponseComplete")) add(`${path}.omitStages`, "leaves out what became of a write");
		}
		const isSecret = request.apiGroup === "" && request.resource === "secrets";
		if (isSecret && (rule.level === "Request" || rule.level === "RequestResponse"))
			add(`${path}.rules[${i}].level`, "records the body of Secrets");
	}
	return [...faults.values()];
}

interface Space {
	users: string[];
	groups: string[];
	verbs: string[];
	namespaces: string[];
	apiGroups: string[];
	resources: string[];
	names: string[];
}

/** Every value that a rule names, and one that none does. A request of several groups is decided as one of its groups is. */
function dimensions(rules: readonly Rule[]): Space {
	const named = (pick: (rule: Rule) => string[], ...more: string[]): string[] => [
		...new Set([...rules.flatMap(pick), ...more]),
	];
	const entries = (rule: Rule): Rule["resources"] => rule.resources;
	return {
		users: named((rule) => rule.users, other),
		groups: named((rule) => rule.userGroups, other),
		verbs: [...writes, ...reads],
		namespaces: named((rule) => rule.namespaces, "", other),
		apiGroups: named((rule) => entries(rule).map(({ group }) => group), "", other).filter((group) => group !== "*"),
		resources: named(
			(rule) => entries(rule).flatMap(({ resources }) => resources.flatMap(instances)),
			"secrets",
			other,
		),
		names: named((rule) => entries(rule).flatMap(({ resourceNames }) => resourceNames), other),
	};
}

// `pods/*` stands for `pods` and any subresource of it; `*` and `*/scale` for any resource.
function instances(resource: string): string[] {
	if (resource === "*") return [];
	if (resource.startsWith("*/")) return [other + resource.slice(1), `secrets${resource.slice(1)}`];
	if (resource.endsWith("/*")) return [resource.slice(0, -2), resource.slice(0, -1) + other];
	return [resource];
}

function size(space: Space): number {
	return Object.values(space).reduce((product: number, values: string[]) => product * values.length, 1);
}

function* requests(space: Space): Generator<Request> {
	for (const user of space.users)
		for (const group of space.groups)
			for (const verb of space.verbs)
				for (const namespace of space.namespaces)
					for (const apiGroup of space.apiGroups)
						for (const combined of space.resources)
							for (const name of space.names) {
								const [resource = "", subresource = ""] = combined.split("/", 2);
								yield { user, group, verb, namespace, apiGroup, resource, subresource, name };
							}
}

function matches(rule: Rule, request: Request): boolean {
	if (rule.users.length > 0 && !rule.users.includes(request.user)) return false;
	if (rule.userGroups.length > 0 && !rule.userGroups.includes(request.group)) return false;
	if (rule.verbs.length > 0 && !rule.verbs.includes(request.verb)) return false;
	if (rule.namespaces.length > 0 && !rule.namespaces.includes(request.namespace)) return false;
	if (rule.resources.length > 0) return rule.resources.some((entry) => matchesResource(entry, request));
	return rule.namespaces.length > 0 || rule.nonResourceURLs.length === 0;
}

function matchesResource(entry: Rule["resources"][number], request: Request): boolean {
	if (entry.group !== request.apiGroup && entry.group !== "*") return false;
	if (entry.resources.length === 0) return true;
	if (entry.resourceNames.length > 0 && !entry.resourceNames.includes(request.name)) return false;
	const { resource, subresource } = request;
	const combined = subresource === "" ? resource : `${resource}/${subresource}`;
	return entry.resources.some(
		(pattern) =>
			pattern === "*" ||
			pattern === combined ||
			(subresource !== "" && pattern === `*/${subresource}`) ||
			pattern === `${resource}/*`,
	);
}
