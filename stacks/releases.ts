import { platformReleases } from "./chart-contents";
import { checkStack } from "./file";

/** The Helm releases of a stack's platform; undefined where its file is not whole, and nobody can say. */
export function releasesOf(stack: string, root: string): string[] | undefined {
	const checked = checkStack(stack, root);
	return "faults" in checked ? undefined : platformReleases(checked.config);
}
