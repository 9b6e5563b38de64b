import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const commit = "[0-9a-f]{40}";
const version = "v?(0|[1-9][0-9]*)[.](0|[1-9][0-9]*)[.](0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?([+][0-9A-Za-z.-]+)?";

/** A commit, or a tag by its full name: a short name may be a branch's (git-rev-parse, gitrevisions: refs/tags, then refs/heads). */
export const gitRevision = `^(${commit}|refs/tags/[A-Za-z0-9][A-Za-z0-9._/+-]*)$`;
/** One version of a chart; `1.2`, `1.*`, `>=1.2.0` and an empty text are ranges (Masterminds/semver). */
export const exactVersion = `^${version}$`;
// An image of manifests by its digest, or a chart in a registry by its version.
const registryRevision = `^(sha256:[0-9a-f]{64}|${version})$`;

const isChart = `source.?chart.orValue("") != ""`;
const isRegistry = `source.?repoURL.orValue("").startsWith("oci://")`;
const revision = `source.?targetRevision.orValue("")`;

/** What one source follows: alternatives, of which one holds; `source` is its variable. */
const pinned: readonly (readonly string[])[] = [
	[`!(${isChart})`, `${revision}.matches("${exactVersion}")`],
	[isChart, `!${isRegistry}`, `${revision}.matches("${registryRevision}")`],
	[isChart, isRegistry, `${revision}.matches("${gitRevision}")`],
];

/** One `a || b || c`: with parentheses inside, the API server and the library would read it in different orders. */
function anyOf(...alternatives: readonly string[]): string {
	return `(${alternatives.join(" || ")})`;
}

/** The sources of an application's specification: one, or a list, and what a hydrator reads. */
function follows(spec: string): string[] {
	const { source, hydrator } = { source: `${spec}.source`, hydrator: `${spec}.sourceHydrator` };
	return [
		anyOf(`has(${source})`, `has(${hydrator})`, `size(${spec}.?sources.orValue([])) > 0`),
		`${spec}.?sources.orValue([]).all(source, ${pinned.map((one) => anyOf(...one)).join(" && ")})`,
		...pinned.map((one) =>
			anyOf(`!has(${source})`, ...one.map((alternative) => alternative.replaceAll("source.?", `${source}.?`))),
		),
		anyOf(`!has(${hydrator})`, `${hydrator}.?drySource.?targetRevision.orValue("").matches("${gitRevision}")`),
	];
}

const syncRevision = `${gitRevision.slice(0, -2)}|${version})$`;

const application = [
	...follows("object.spec"),
	// What a sync that is asked for in the object itself would follow.
	`object.?operation.?sync.?revision.orValue("${"0".repeat(40)}").matches("${syncRevision}")`,
	// A source of its own without a revision follows HEAD, as the application's would.
	anyOf(
		`!object.?operation.?sync.?source.hasValue()`,
		`object.?operation.?sync.?source.?targetRevision.orValue("").matches("${syncRevision}")`,
	),
	`object.?operation.?sync.?sources.orValue([]).all(source, source.?targetRevision.orValue("").matches("${syncRevision}"))`,
	`object.?operation.?sync.?revisions.orValue([]).all(revision, revision.matches("${syncRevision}"))`,
	// Manifests of whoever asks take the place of the source's.
	`size(object.?operation.?sync.?manifests.orValue([])) == 0`,
];

const fix =
	"Set targetRevision to the commit's 40 digits, to refs/tags/<tag> of a project with signatureKeys, or to a chart's exact version.";

const finding = (path: string): string =>
	/(targetRevision|revision|revisions\[\d+\])$/.test(path)
		? `${path} is no commit, no refs/tags/<tag> and no exact version`
		: path.endsWith("manifests")
			? `${path} take the place of what the source pins`
			: `${path} names no source that is pinned`;

/** CHG-005 over applications: each source, in one or in a list. */
export const pinnedApplications: KubernetesRule = {
	id: "CHG-005",
	slug: "pinned-applications",
	says: "A GitOps application follows a commit or signed tag.",
	why: "A branch moves: what runs would change without a change of what was approved.",
	fix,
	applies: objects({ applications: [kind("argoproj.io/v1alpha1", "Application", "applications")] }),
	cel: application.join(" && "),
	finding,
};

/** The generators that read a repository, and by which revision. */
const generators = ["clusters", "list", "git", "scmProvider", "clusterDecisionResource", "pullRequest", "plugin"];

/** A generator may bring a template of its own, which is laid over the set's. */
const generated = [
	`(!has(generator.git) || generator.git.?revision.orValue("").matches("${gitRevision}"))`,
	...[...generators, "matrix", "merge"].map((name) => `!has(generator.${name}) || !has(generator.${name}.template)`),
	...["matrix", "merge"].map(
		(name) =>
			`generator.?${name}.?generators.orValue([]).all(inner, !has(inner.git) || inner.git.?revision.orValue("").matches("${gitRevision}"))`,
	),
	// One may stand in another, and no deeper (argo-cd, ApplicationSetNestedGenerator and ApplicationSetTerminalGenerator).
	...["matrix", "merge"].flatMap((outer) =>
		["matrix", "merge"].map(
			(name) =>
				`generator.?${outer}.?generators.orValue([]).all(inner, inner.?${name}.?generators.orValue([]).all(last, !has(last.git) || last.git.?revision.orValue("").matches("${gitRevision}")))`,
		),
	),
];

/** CHG-005 over application sets: the template, what a generator lays over it, and what a generator reads. */
export const pinnedApplicationSets: KubernetesRule = {
	...pinnedApplications,
	slug: "pinned-application-sets",
	says: "A set of GitOps applications follows a commit or signed tag, in its template and in its generators.",
	applies: objects({ sets: [kind("argoproj.io/v1alpha1", "ApplicationSet", "applicationsets")] }),
	cel: [
		...follows("object.spec.template.spec"),
		`object.spec.?templatePatch.orValue("") == ""`,
		`object.spec.?generators.orValue([]).all(generator, ${generated.map((one) => `(${one})`).join(" && ")})`,
	].join(" && "),
	finding: (path) =>
		/templatePatch$|generators\[.*\](\.\w+)?$/.test(path)
			? `${path} may put another revision over the template's`
			: finding(path),
};
