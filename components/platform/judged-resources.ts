import type { ExportedPolicy } from "../../controls/export/policies";

/** The resources that policies judge, by API group; subresources such as `pods/ephemeralcontainers` where they are asked for. */
export function judgedResources(
	policies: readonly ExportedPolicy[],
	{ subresources }: { subresources: boolean },
): { apiGroups: string[]; resources: string[] }[] {
	const groups = new Map<string, Set<string>>();
	for (const { family } of policies)
		for (const { apiGroup, resource } of family.kinds)
			if (subresources || !resource.includes("/"))
				groups.set(apiGroup, (groups.get(apiGroup) ?? new Set()).add(resource));
	return [...groups].map(([group, resources]) => ({ apiGroups: [group], resources: [...resources] }));
}
