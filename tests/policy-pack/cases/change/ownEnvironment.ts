import { ownEnvironment as rule } from "../../../../policy-pack/rules/change/ownEnvironment";
import { dated, resource, type StackRuleCases, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const reference = (name: unknown) => resource("pulumi:pulumi:StackReference", { name });
const labelled = (environment: unknown) =>
	resource("kubernetes:core/v1:Secret", { metadata: { labels: { "gxp-lab.io/environment": environment } } });
const tagged = (...tags: unknown[]) => resource("proxmoxve:index/vmLegacy:VmLegacy", { tags });
const label = "metadata.labels[gxp-lab.io/environment]";
const foreign = "name refers to another environment's stack";

export const ownEnvironment: StackRuleCases = {
	policy: "chg-010-own-environment",
	compliant: [
		{ says: "an object of the environment", resources: [labelled("production-stack")], messages: [] },
		{ says: "a machine of the environment", resources: [tagged("environment-production-stack")], messages: [] },
		{
			says: "a layer of the environment",
			resources: [reference("org/gxp-lab/production-stack-cluster")],
			messages: [],
		},
	],
	violating: [
		{
			says: "another environment's object",
			resources: [labelled("lab")],
			messages: [fail(`${label} names another environment`)],
		},
		{
			says: "a machine of another",
			resources: [tagged("environment-lab")],
			messages: [fail("tags name another environment")],
		},
		{
			says: "a machine of two",
			resources: [tagged("environment-production-stack", "environment-lab")],
			messages: [fail("tags name another environment")],
		},
		{ says: "another environment's stack", resources: [reference("org/gxp-lab/lab")], messages: [fail(foreign)] },
		{ says: "a stack that begins alike", resources: [reference("production-stack2")], messages: [fail(foreign)] },
		{ says: "a stack that is no layer", resources: [reference("production-stack-secrets")], messages: [fail(foreign)] },
		{
			says: "another case",
			resources: [labelled("Production-stack")],
			messages: [fail(`${label} names another environment`)],
		},
	],
	absent: [{ says: "a reference without a name", resources: [reference(undefined)], messages: [fail(foreign)] }],
	nearMiss: [
		{ says: "a tag that begins alike", resources: [tagged("environments", "lab")], messages: [] },
		{ says: "the stack itself", resources: [reference("org/gxp-lab/production-stack")], messages: [] },
	],
	otherKind: [
		{ says: "what names no environment", resources: [resource("minio:index/s3Bucket:S3Bucket", {})], messages: [] },
	],
	unknown: {
		alone: [
			{ says: "an unknown reference", resources: [reference(unknown)], messages: [undecided("name")] },
			{ says: "an unknown environment", resources: [labelled(unknown)], messages: [undecided(label)] },
			{ says: "an unknown tag", resources: [tagged("role-worker", unknown)], messages: [undecided("tags")] },
		],
		besideViolation: [
			{
				says: "an unknown tag beside another environment's",
				resources: [tagged(unknown, "environment-lab")],
				messages: [fail("tags name another environment")],
			},
		],
	},
	excepted: {
		resources: [reference("lab")],
		exception: {
			control: "CHG-010",
			resource: { type: "pulumi:pulumi:StackReference", name: "proof" },
			finding: "name",
			...dated,
		},
		waived: [waived(foreign)],
		expired: [expired(foreign)],
	},
};
