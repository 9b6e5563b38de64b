import { pinnedApplicationSets as rule } from "../../../../controls/kubernetes/change/pinnedApplications";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";
import { commit, moving, notPinned } from "./pinnedApplications";

const { fail, undecided, waived, expired } = messagesOf(rule);
const repoURL = "https://git.example.org/platform.git";
const pinned = {
	generators: [{ list: { elements: [] } }],
	template: { spec: { source: { repoURL, targetRevision: commit } } },
};
const set = (spec: Record<string, unknown>) =>
	resource("kubernetes:argoproj.io/v1alpha1:ApplicationSet", { metadata: { name: "proof", namespace: "proof" }, spec });
const following = (targetRevision: unknown) =>
	set({ ...pinned, template: { spec: { source: { repoURL, targetRevision } } } });
const generated = (generator: object) => set({ ...pinned, generators: [{ list: { elements: [] } }, generator] });
const at = "spec.template.spec.source.targetRevision";
const over = (path: string) => `${path} may put another revision over the template's`;

export const pinnedApplicationSets: RuleCases = {
	policy: "chg-005-pinned-application-sets",
	compliant: [
		{ says: "a commit", resource: set(pinned), messages: [] },
		{
			says: "a generator that reads a repository at a commit",
			resource: generated({ git: { repoURL, revision: commit, files: [] } }),
			messages: [],
		},
	],
	violating: [
		...moving.map((revision) => ({
			says: revision === "" ? "an empty revision" : `the revision ${revision}`,
			resource: following(revision),
			messages: [fail(notPinned(at))],
		})),
		{
			says: "a patch over the template",
			resource: set({ ...pinned, templatePatch: "spec: {source: {targetRevision: main}}" }),
			messages: [fail(over("spec.templatePatch"))],
		},
		{
			says: "a generator that reads a branch",
			resource: generated({ git: { repoURL, revision: "main" } }),
			messages: [fail(notPinned("spec.generators[1].git.revision"))],
		},
		{
			says: "a generator with a template of its own",
			resource: generated({ list: { elements: [], template: { spec: { source: { targetRevision: "main" } } } } }),
			messages: [fail(over("spec.generators[1].list"))],
		},
		{
			says: "a generator inside a matrix that reads a branch",
			resource: generated({ matrix: { generators: [{ git: { repoURL, revision: "main" } }] } }),
			messages: [fail(notPinned("spec.generators[1].matrix.generators[0].git.revision"))],
		},
		{
			says: "a generator inside a merge inside a matrix that reads a branch",
			resource: generated({
				matrix: { generators: [{ merge: { generators: [{ git: { repoURL, revision: "main" } }] } }] },
			}),
			messages: [fail(notPinned("spec.generators[1].matrix.generators[0].merge.generators[0].git.revision"))],
		},
	],
	absent: [
		{ says: "no revision: HEAD", resource: following(undefined), messages: [fail(notPinned(at))] },
		{
			says: "a generator without a revision: HEAD",
			resource: generated({ git: { repoURL } }),
			messages: [fail(notPinned("spec.generators[1].git.revision"))],
		},
	],
	nearMiss: [
		{ says: "a patch that is empty", resource: set({ ...pinned, templatePatch: "" }), messages: [] },
		{
			says: "a matrix of a list and a commit",
			resource: generated({ matrix: { generators: [{ list: {} }, { git: { repoURL, revision: commit } }] } }),
			messages: [],
		},
	],
	otherKind: [resource("kubernetes:argoproj.io/v1alpha1:Application", { spec: {} })],
	unknown: {
		alone: [{ says: "an unknown revision", resource: following(unknown), messages: [undecided(at)] }],
		besideViolation: [
			{
				says: "an unknown generator beside a patch",
				resource: set({ ...pinned, templatePatch: "x", generators: unknown }),
				messages: [fail(over("spec.templatePatch")), undecided("spec.generators")],
			},
		],
	},
	excepted: {
		resource: following("main"),
		exception: {
			control: "CHG-005",
			resource: { type: "kubernetes:argoproj.io/v1alpha1:ApplicationSet", name: "proof" },
			finding: at,
			...dated,
		},
		waived: [waived(notPinned(at))],
		expired: [expired(notPinned(at))],
	},
};
