import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { actionsOf, bucketUsers } from "./bucketUsers";
import { find, releaseOf } from "./chartSettings";
import { readPolicy, type Statement } from "./policyDocument";

const control = controlById("ACC-007");

/** ACC-007 over MinIO's policies and what gives them to users (@pulumi/minio 0.17.1). */
export const ownBuckets: ResourceRule = {
	id: control.id,
	slug: "own-buckets",
	says: control.says,
	fix: control.fix,
	judge,
};

type Judge = (properties: Resource["properties"]) => Judgement[];

const judges: Readonly<Record<string, Judge>> = {
	"minio:index/iamPolicy:IamPolicy": (properties) => judgePolicy(properties, "name"),
	// What a group has, each of its members has: a bucket user has a policy of its own.
	"minio:index/iamGroupPolicy:IamGroupPolicy": (properties) => [
		violated("group", "gives a policy to a group; each user has its own"),
		...judgeStatements(properties.policy, undefined),
	],
	"minio:index/iamGroupPolicyAttachment:IamGroupPolicyAttachment": () => [
		violated("groupName", "gives a policy to a group; each user has its own"),
	],
	"minio:index/iamUserPolicyAttachment:IamUserPolicyAttachment": judgeAttachment,
	// Its rights are its user's, and its policy can only narrow them (min.io, Access Keys).
	"minio:index/iamServiceAccount:IamServiceAccount": ({ targetUser }) => {
		if (isPulumiUnknown(targetUser)) return [undecided("targetUser")];
		return isBucketUser(targetUser) ? [] : [violated("targetUser", "is no bucket user")];
	},
};

function judge(resource: Resource): Judgement[] | undefined {
	return judges[resource.type]?.(resource.properties) ?? judgeChart(resource);
}

/**
 * The minio chart's own jobs make users and policies that nothing here sees, and where `users` is not given, one named `console`
 * with every right (minio chart 5.4, values.yaml).
 */
function judgeChart(resource: Resource): Judgement[] | undefined {
	const release = releaseOf(resource);
	if (release !== undefined && typeof release.chart !== "string") return [undecided("chart")];
	if (release?.chart !== "minio") return undefined;
	return ["users", "policies", "svcaccts"].flatMap((key): Judgement[] => {
		const found = find(release.values, [key], "values");
		if (found === undefined) return key === "users" ? [violated("values.users", "must be an empty list")] : [];
		if ("unknown" in found) return [undecided(found.path)];
		const isEmpty = Array.isArray(found.value) && found.value.length === 0;
		return isEmpty ? [] : [violated(found.path, "must be an empty list")];
	});
}

function isBucketUser(name: unknown): name is string {
	return typeof name === "string" && Object.hasOwn(bucketUsers, name);
}

function judgePolicy(properties: Resource["properties"], owner: string): Judgement[] {
	const name = properties[owner];
	if (isPulumiUnknown(name)) return [...judgeStatements(properties.policy, undefined), undecided(owner)];
	const found = isBucketUser(name) ? [] : [violated(owner, "is no bucket user's")];
	return [...found, ...judgeStatements(properties.policy, isBucketUser(name) ? name : undefined)];
}

/** A policy is attached to the user whose name it has; MinIO's own (`consoleAdmin`, `readwrite`) are nobody's. */
function judgeAttachment({ userName, policyName }: Resource["properties"]): Judgement[] {
	const unknown = [
		...(isPulumiUnknown(userName) ? [undecided("userName")] : []),
		...(isPulumiUnknown(policyName) ? [undecided("policyName")] : []),
	];
	if (!isPulumiUnknown(policyName) && !isBucketUser(policyName))
		return [violated("policyName", "is no bucket user's"), ...unknown];
	if (unknown.length > 0) return unknown;
	return userName === policyName ? [] : [violated("policyName", "is not the user's own")];
}

/** Every statement that allows; against the user's own buckets where the user is known. */
function judgeStatements(policy: unknown, user: string | undefined): Judgement[] {
	if (isPulumiUnknown(policy)) return [undecided("policy")];
	const { statements, faults } = readPolicy(policy, "policy");
	return [
		...faults.map(({ path, what }) => violated(path, what)),
		...statements.filter(({ allows }) => allows).flatMap((statement) => judgeStatement(statement, user)),
	];
}

// A bucket by its name, all of its objects or those below a prefix. `*`, `?` and `$` stand for others (MinIO's wildcards, variables).
const arn = /^arn:aws:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(\/[^*?$]*\*?)?$/;

function judgeStatement({ path, actions, resources }: Statement, user: string | undefined): Judgement[] {
	const found: Judgement[] = [];
	if (actions.length === 0) found.push(violated(path, "names no action"));
	if (resources.length === 0) found.push(violated(path, "names no bucket"));
	const owned = user === undefined ? undefined : bucketUsers[user];
	const allowed: ReadonlySet<string>[] = [];
	for (const { path: at, value } of resources) {
		const bucket = arn.exec(value)?.[1];
		if (bucket === undefined) found.push(violated(at, "must be one bucket by its name"));
		else if (owned !== undefined) {
			const access = Object.hasOwn(owned, bucket) ? owned[bucket] : undefined;
			if (access === undefined) found.push(violated(at, "is not the user's own bucket"));
			else allowed.push(actionsOf[access]);
		}
	}
	for (const { path: at, value } of actions) {
		if (!/^s3:[A-Za-z]+$/.test(value)) found.push(violated(at, "must be one action of S3 by its name"));
		else if (allowed.some((actions) => !actions.has(value)))
			found.push(violated(at, "is more than the user may do in the bucket"));
	}
	return found;
}
