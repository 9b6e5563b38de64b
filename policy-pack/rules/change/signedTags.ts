import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { pinnedApplications } from "../../../controls/kubernetes/change/pinnedApplications";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { kindOf } from "../installed";
import { lookUp, memberOf } from "../member";

/**
 * CHG-005's "signed": Argo CD verifies the signature of what an application follows if the application's project has
 * signatureKeys (argo-cd, docs/user-guide/gpg-verification.md), and one object does not say whether it has.
 */
export const signedTags: StackRule = {
	id: pinnedApplications.id,
	slug: "signed-tags",
	says: "An application that follows a tag belongs to a project that asks for signatures.",
	fix: "Give the AppProject signatureKeys, or follow the commit's 40 digits.",
	overObjects: true,
	judge: (resources) => {
		const applications = resources.flatMap((resource) => {
			const at = { "argoproj.io/Application": "spec", "argoproj.io/ApplicationSet": "spec.template.spec" }[
				kindOf(resource) ?? ""
			];
			return at === undefined ? [] : [{ resource, at }];
		});
		if (applications.length === 0) return undefined;
		const projects = resources.filter((resource) => kindOf(resource) === "argoproj.io/AppProject");
		return applications.flatMap(({ resource, at }): StackJudgement[] =>
			judge(resource, at, projects).map((judgement) => ({ ...judgement, resource })),
		);
	},
};

function judge({ properties }: Resource, at: string, projects: readonly Resource[]): Judgement[] {
	const spec = lookUp(properties, at.split("."));
	if ("unknown" in spec) return [undecided(spec.unknown)];
	const sources = memberOf(spec.value, "sources");
	const tagged = [
		{ path: `${at}.source`, source: memberOf(spec.value, "source") },
		...(Array.isArray(sources) ? sources : []).map((source: unknown, i) => ({ path: `${at}.sources[${i}]`, source })),
		{ path: `${at}.sourceHydrator.drySource`, source: memberOf(memberOf(spec.value, "sourceHydrator"), "drySource") },
	].filter(({ source }) => {
		const revision = memberOf(source, "targetRevision");
		return typeof revision === "string" && revision.startsWith("refs/tags/");
	});
	if (tagged.length === 0) return [];
	const name = memberOf(spec.value, "project");
	if (isPulumiUnknown(name)) return [undecided(`${at}.project`)];
	const found = projects
		.filter((project) => memberOf(project.properties.metadata, "name") === name)
		.map((project) => lookUp(project.properties, ["spec", "signatureKeys"]));
	if (found.some((keys) => "value" in keys && asksForSignatures(keys.value))) return [];
	if (found.some((keys) => "unknown" in keys)) return tagged.map(({ path }) => undecided(`${path}.targetRevision`));
	return tagged.map(({ path }) =>
		violated(`${path}.targetRevision`, "is a tag, and no project here asks for its signature"),
	);
}

function asksForSignatures(keys: unknown): boolean {
	return (
		Array.isArray(keys) &&
		keys.some((key) => {
			const id = memberOf(key, "keyID");
			return typeof id === "string" && id !== "";
		})
	);
}
