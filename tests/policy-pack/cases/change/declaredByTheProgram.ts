import { declaredByTheProgram as rule } from "../../../../policy-pack/rules/change/declaredByTheProgram";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const managedBy = "metadata.labels[app.kubernetes.io/managed-by]";
const wrong = `${managedBy} must be pulumi`;
const secret = (labels: unknown) => resource("kubernetes:core/v1:Secret", { metadata: { name: "proof", labels } });
const saying = (value: unknown) => secret({ "app.kubernetes.io/managed-by": value });
const tags = ["environment-lab", "gxp-impact-none", "gxp-lab", "owner-platform"];
const vm = (given: unknown) => resource("proxmoxve:index/vmLegacy:VmLegacy", { tags: given });
const without = (start: string) => vm(tags.filter((tag) => !tag.startsWith(start)));

export const declaredByTheProgram: RuleCases = {
	policy: "chg-002-declared-by-the-program",
	compliant: [
		{ says: "a Secret that says who declares it", resource: saying("pulumi"), messages: [] },
		{ says: "a machine with all tags", resource: vm([...tags, "role-worker"]), messages: [] },
	],
	violating: [
		{ says: "a Secret that says another", resource: saying("Helm"), messages: [fail(wrong)] },
		{ says: "another case", resource: saying("Pulumi"), messages: [fail(wrong)] },
		{
			says: "one of a list",
			resource: resource("kubernetes:core/v1:SecretList", {
				items: [{ metadata: { labels: { "app.kubernetes.io/managed-by": "pulumi" } } }, { metadata: {} }],
			}),
			messages: [fail(`items[1].${wrong}`)],
		},
		{ says: "a machine without gxp-lab", resource: without("gxp-lab"), messages: [fail("tags lacks gxp-lab")] },
		{
			says: "a machine without an environment",
			resource: without("environment-"),
			messages: [fail("tags lacks the environment, environment-…")],
		},
		{
			says: "a machine without an owner",
			resource: without("owner-"),
			messages: [fail("tags lacks the owner, owner-…")],
		},
		{
			says: "a machine without an impact",
			resource: without("gxp-impact-"),
			messages: [fail("tags lacks the GxP impact, gxp-impact-…")],
		},
		{
			says: "a machine of two owners",
			resource: vm([...tags, "owner-another"]),
			messages: [fail("tags states the owner more than once")],
		},
		{
			says: "an impact outside the vocabulary",
			resource: vm([...tags.filter((tag) => !tag.startsWith("gxp-impact")), "gxp-impact-high"]),
			messages: [fail("tags states what the vocabulary has not as GxP impact")],
		},
		{
			says: "an owner that is nobody",
			resource: vm([...tags.filter((tag) => !tag.startsWith("owner")), "owner-tbd"]),
			messages: [fail("tags states what the vocabulary has not as owner")],
		},
	],
	absent: [
		{ says: "no labels", resource: secret(undefined), messages: [fail(wrong)] },
		{ says: "no metadata", resource: resource("kubernetes:core/v1:Namespace", {}), messages: [fail(wrong)] },
		{
			says: "a machine without tags",
			resource: vm(undefined),
			messages: [
				fail("tags lacks gxp-lab"),
				fail("tags lacks the environment, environment-…"),
				fail("tags lacks the owner, owner-…"),
				fail("tags lacks the GxP impact, gxp-impact-…"),
			],
		},
	],
	nearMiss: [
		{
			says: "a Secret that only says who declares it: the rest is declared-labels' to judge",
			resource: saying("pulumi"),
			messages: [],
		},
		{ says: "a tag that begins like another", resource: vm([...tags, "ownership"]), messages: [] },
	],
	otherKind: [
		resource("kubernetes:core/v1:ConfigMap", { metadata: {} }),
		resource("kubernetes:core/v1:SecretPatch", { metadata: {} }),
		resource("minio:index/s3Bucket:S3Bucket", {}),
	],
	unknown: {
		alone: [
			{ says: "unknown labels", resource: secret(unknown), messages: [undecided("metadata.labels")] },
			{ says: "an unknown label", resource: saying(unknown), messages: [undecided(managedBy)] },
			{ says: "unknown tags", resource: vm(unknown), messages: [undecided("tags")] },
			{ says: "an unknown tag", resource: vm([unknown]), messages: [undecided("tags")] },
		],
		besideViolation: [
			{
				says: "an unknown tag beside two owners",
				resource: vm(["owner-a", "owner-b", unknown]),
				messages: [fail("tags states the owner more than once"), undecided("tags")],
			},
		],
	},
	excepted: {
		resource: saying("Helm"),
		exception: {
			control: "CHG-002",
			resource: { type: "kubernetes:core/v1:Secret", name: "proof" },
			finding: managedBy,
			...dated,
		},
		waived: [waived(wrong)],
		expired: [expired(wrong)],
	},
};
