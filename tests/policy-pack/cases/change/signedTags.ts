import { signedTags as rule } from "../../../../policy-pack/rules/change/signedTags";
import { dated, resource, type StackRuleCases, unknown } from "../case";
import { messagesOf } from "../messages";
import { commit } from "./pinnedApplications";

const { fail, undecided, waived, expired } = messagesOf(rule);
const tag = "refs/tags/v1.2.3";
const application = (targetRevision: unknown, project: unknown = "platform") =>
	resource("kubernetes:argoproj.io/v1alpha1:Application", {
		metadata: { name: "proof", namespace: "proof" },
		spec: { project, source: { targetRevision } },
	});
const project = (signatureKeys: unknown, name = "platform") =>
	resource("kubernetes:argoproj.io/v1alpha1:AppProject", { metadata: { name }, spec: { signatureKeys } }, {}, name);
const keys = [{ keyID: "4AEE18F83AFDEB23" }];
const finding = "spec.source.targetRevision is a tag, and no project here asks for its signature";

export const signedTags: StackRuleCases = {
	policy: "chg-005-signed-tags",
	compliant: [
		{ says: "a tag of a project with keys", resources: [application(tag), project(keys)], messages: [] },
		{ says: "a commit of a project without", resources: [application(commit), project(undefined)], messages: [] },
	],
	violating: [
		{ says: "a tag of a project without keys", resources: [application(tag), project([])], messages: [fail(finding)] },
		{ says: "a tag of a project that is not there", resources: [application(tag)], messages: [fail(finding)] },
		{
			says: "a tag beside another project's keys",
			resources: [application(tag), project(keys, "platform-2")],
			messages: [fail(finding)],
		},
		{ says: "a key without an id", resources: [application(tag), project([{ keyID: "" }])], messages: [fail(finding)] },
		{
			says: "a tag in a set's template",
			resources: [
				resource("kubernetes:argoproj.io/v1alpha1:ApplicationSet", {
					spec: {
						template: { spec: { project: "platform", sources: [{ targetRevision: commit }, { targetRevision: tag }] } },
					},
				}),
			],
			messages: [
				fail("spec.template.spec.sources[1].targetRevision is a tag, and no project here asks for its signature"),
			],
		},
	],
	absent: [{ says: "no project named", resources: [application(tag, null), project(keys)], messages: [fail(finding)] }],
	nearMiss: [{ says: "a branch: pinned-applications' to judge", resources: [application("main")], messages: [] }],
	otherKind: [{ says: "no application", resources: [project([])], messages: [] }],
	unknown: {
		alone: [
			{
				says: "unknown keys",
				resources: [application(tag), project(unknown)],
				messages: [undecided("spec.source.targetRevision")],
			},
			{
				says: "an unknown project",
				resources: [application(tag, unknown), project(keys)],
				messages: [undecided("spec.project")],
			},
		],
		besideViolation: [
			{
				says: "another project's unknown keys",
				resources: [application(tag), project([]), project(unknown, "another")],
				messages: [fail(finding)],
			},
		],
	},
	excepted: {
		resources: [application(tag)],
		exception: {
			control: "CHG-005",
			resource: { apiVersion: "argoproj.io/v1alpha1", kind: "Application", namespace: "proof", name: "proof" },
			finding: "spec.source.targetRevision",
			...dated,
		},
		waived: [waived(finding)],
		expired: [expired(finding)],
	},
};
