import { undecided, violated } from "../../../controls/judgement";
import { pinnedApplications } from "../../../controls/kubernetes/change/pinnedApplications";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, kindOf } from "../installed";
import { elements, every, isText, type Known, same, some } from "../known";

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
			const place = { "argoproj.io/Application": "spec", "argoproj.io/ApplicationSet": "spec.template.spec" }[
				kindOf(resource) ?? ""
			];
			return place === undefined ? [] : [{ resource, place }];
		});
		if (applications.length === 0) return undefined;
		const projects = resources.filter((resource) => kindOf(resource) === "argoproj.io/AppProject");
		return applications.flatMap(({ resource, place }): StackJudgement[] =>
			judge(resource, place, projects).map((judgement) => ({ ...judgement, resource })),
		);
	},
};

function judge(
	{ properties }: Resource,
	place: string,
	projects: readonly Resource[],
): Omit<StackJudgement, "resource">[] {
	const spec = at(properties, ...place.split("."));
	if (isPulumiUnknown(spec)) return [undecided(place)];
	const tagged = [
		{ path: `${place}.source`, source: at(spec, "source") },
		...elements(spec, "sources").map((source, i) => ({ path: `${place}.sources[${i}]`, source })),
		{ path: `${place}.sourceHydrator.drySource`, source: at(spec, "sourceHydrator", "drySource") },
	]
		.map(({ path, source }) => ({ path: `${path}.targetRevision`, tag: isTag(at(source, "targetRevision")) }))
		.filter(({ tag }) => tag !== false);
	if (tagged.length === 0) return [];
	const name = at(spec, "project");
	if (isPulumiUnknown(name)) return [undecided(`${place}.project`)];
	const signed = some(
		projects.map(({ properties: { metadata, spec: own } }) =>
			every(same(at(metadata, "name"), name), asksForSignatures(own)),
		),
	);
	if (signed === true) return [];
	const isHere = projects.some(({ properties }) => at(properties, "metadata", "name") === name);
	return tagged.map(({ path, tag }) =>
		tag === "unknown" || signed === "unknown"
			? undecided(path)
			: {
					...violated(path, "is a tag, and no project here asks for its signature"),
					...(!isHere && { missing: true }),
				},
	);
}

function isTag(revision: unknown): Known {
	if (isPulumiUnknown(revision)) return "unknown";
	return typeof revision === "string" && revision.startsWith("refs/tags/");
}

function asksForSignatures(spec: unknown): Known {
	return some(elements(spec, "signatureKeys").map((key) => isText(at(key, "keyID"))));
}
