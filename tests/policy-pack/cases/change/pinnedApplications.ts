import { pinnedApplications as rule } from "../../../../controls/kubernetes/change/pinnedApplications";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
export const commit = "0123456789abcdef0123456789abcdef01234567";
export const notPinned = (path: string) => `${path} is no commit, no refs/tags/<tag> and no exact version`;
const repoURL = "https://git.example.org/platform.git";
const metadata = { name: "proof", namespace: "proof" };
const application = (spec: unknown, more = {}) =>
	resource("kubernetes:argoproj.io/v1alpha1:Application", { metadata, spec, ...more });
const destination = { server: "https://kubernetes.default.svc", namespace: "proof" };
const following = (targetRevision: unknown, more = {}) =>
	application({ project: "platform", destination, source: { repoURL, path: ".", targetRevision, ...more } });
const chart = (targetRevision: unknown) => following(targetRevision, { chart: "loki", path: undefined });
const sources = (...all: object[]) => application({ project: "platform", destination, sources: all });
const at = "spec.source.targetRevision";

/** What is no commit and no full name of a tag. */
export const moving = [
	"HEAD",
	"main",
	"refs/heads/main",
	"v1.2.3",
	"",
	commit.slice(0, 39),
	commit.slice(0, 7),
	`${commit}0`,
	commit.toUpperCase(),
	` ${commit}`,
	"refs/tags/",
	"{{revision}}",
];

export const pinnedApplications: RuleCases = {
	policy: "chg-005-pinned-applications",
	compliant: [
		{ says: "a commit", resource: following(commit), messages: [] },
		{ says: "a tag by its full name", resource: following("refs/tags/v1.2.3"), messages: [] },
		{ says: "a chart's exact version", resource: chart("6.30.1"), messages: [] },
		{
			says: "a list of a chart and a commit",
			resource: sources(
				{ repoURL, chart: "loki", targetRevision: "6.30.1" },
				{ repoURL, ref: "values", targetRevision: commit },
			),
			messages: [],
		},
		{
			says: "manifests in a registry by digest",
			resource: following(`sha256:${"0".repeat(64)}`, { repoURL: "oci://registry.example.org/manifests" }),
			messages: [],
		},
	],
	violating: [
		...moving.map((revision) => ({
			says: revision === "" ? "an empty revision" : `the revision ${revision}`,
			resource: following(revision),
			messages: [fail(notPinned(at))],
		})),
		...["6.30", "6.*", "^6.30.1", ">=6.0.0", "*", "", "latest", commit].map((version) => ({
			says: `a chart's version ${version === "" ? "that is empty" : version}`,
			resource: chart(version),
			messages: [fail(notPinned(at))],
		})),
		{
			says: "the second source of a list",
			resource: sources({ repoURL, targetRevision: commit }, { repoURL, targetRevision: "main" }),
			messages: [fail(notPinned("spec.sources[1].targetRevision"))],
		},
		{
			says: "a pinned list beside a source that follows a branch",
			resource: application({
				project: "platform",
				destination,
				source: { repoURL, targetRevision: "main" },
				sources: [{ repoURL, targetRevision: commit }],
			}),
			messages: [fail(notPinned(at))],
		},
		{
			says: "a hydrator that follows a branch",
			resource: application({
				project: "platform",
				destination,
				sourceHydrator: {
					drySource: { repoURL, path: ".", targetRevision: "main" },
					syncSource: { targetBranch: "x", path: "." },
				},
			}),
			messages: [fail(notPinned("spec.sourceHydrator.drySource.targetRevision"))],
		},
		{
			says: "a sync to a branch that the object asks for",
			resource: application(
				{ project: "platform", destination, source: { repoURL, path: ".", targetRevision: commit } },
				{ operation: { sync: { revision: "main" } } },
			),
			messages: [fail(notPinned("operation.sync.revision"))],
		},
		...[
			{ sync: { source: { repoURL, path: "." } }, found: notPinned("operation.sync.source.targetRevision") },
			{
				sync: {
					sources: [
						{ repoURL, targetRevision: commit },
						{ repoURL, targetRevision: "main" },
					],
				},
				found: notPinned("operation.sync.sources[1].targetRevision"),
			},
			{ sync: { sources: [{ repoURL }] }, found: notPinned("operation.sync.sources[0].targetRevision") },
			{
				sync: { revision: commit, manifests: ["kind: Pod"] },
				found: "operation.sync.manifests take the place of what the source pins",
			},
		].map(({ sync, found }) => ({
			says: `a sync that the object asks for, with ${Object.keys(sync).join(" and ")}: ${found}`,
			resource: application(
				{ project: "platform", destination, source: { repoURL, path: ".", targetRevision: commit } },
				{ operation: { sync } },
			),
			messages: [fail(found)],
		})),
		{
			says: "manifests in a registry by a tag",
			resource: following("stable", { repoURL: "oci://registry.example.org/manifests" }),
			messages: [fail(notPinned(at))],
		},
	],
	absent: [
		{ says: "no revision: HEAD", resource: following(undefined), messages: [fail(notPinned(at))] },
		{
			says: "no source",
			resource: application({ project: "platform", destination }),
			messages: [fail("spec.sources names no source that is pinned")],
		},
		{
			says: "an empty list of sources",
			resource: sources(),
			messages: [fail("spec.sources names no source that is pinned")],
		},
	],
	nearMiss: [
		{ says: "a tag whose name is a branch's", resource: following("refs/tags/main"), messages: [] },
		{ says: "a version before a release", resource: chart("v6.30.1-rc.1"), messages: [] },
		{
			says: "a sync to the commit that the object asks for",
			resource: application(
				{ project: "platform", destination, source: { repoURL, path: ".", targetRevision: commit } },
				{ operation: { sync: { revision: commit } } },
			),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:argoproj.io/v1alpha1:AppProject", { metadata, spec: {} }),
		resource("kubernetes:app.k8s.io/v1beta1:Application", { metadata, spec: {} }),
	],
	unknown: {
		alone: [
			{ says: "an unknown revision", resource: following(unknown), messages: [undecided(at)] },
			{ says: "unknown sources", resource: application({ sources: unknown }), messages: [undecided("spec.sources")] },
		],
		besideViolation: [
			{
				says: "an unknown source beside one that follows a branch",
				resource: sources({ repoURL, targetRevision: unknown }, { repoURL, targetRevision: "main" }),
				messages: [undecided("spec.sources[0].targetRevision"), fail(notPinned("spec.sources[1].targetRevision"))],
			},
		],
	},
	excepted: {
		resource: following("main"),
		exception: {
			control: "CHG-005",
			resource: { type: "kubernetes:argoproj.io/v1alpha1:Application", name: "proof" },
			finding: at,
			...dated,
		},
		waived: [waived(notPinned(at))],
		expired: [expired(notPinned(at))],
	},
};
