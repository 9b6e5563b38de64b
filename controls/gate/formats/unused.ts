import { coversPath, describeResource } from "../../exceptions";
import type { GateResult, Placed, UnusedException } from "../result";
import type { Paint } from "./human";
import { wrapped } from "./wrapped";

/**
 * The exceptions that matched nothing. One for an object that has findings of its control at another path was meant for them, and
 * is told with those paths; of the others only how many there are: of a part of a cluster most match nothing, and that is no news.
 */
export function unusedText({ unused, findings }: GateResult, paint: Paint, width: number): string {
	const near = unused.map((one) => ({ ...one, paths: pathsNear(one, findings) }));
	const misplaced = near.flatMap(({ control, resource, path, paths }) =>
		paths.length === 0
			? []
			: wrapped(
					`the exception from ${control} for ${resource} names ${path}, but the finding is at ${paths.join(", ")}; correct the exception's finding`,
					width,
					"",
					"  ",
				).map((line) => paint("yellow", line)),
	);
	const others = new Set(
		near.filter(({ paths }) => paths.length === 0).map(({ resource, path }) => `${resource} ${path}`),
	);
	if (others.size === 0) return misplaced.join("\n");
	const text = `exceptions for ${others.size} other object${others.size === 1 ? "" : "s"} matched nothing here (--json lists them)`;
	return [...misplaced, ...wrapped(text, width, "", "  ").map((line) => paint("dim", line))].join("\n");
}

/** Where the control found something at the exception's object; not what the exception names, and does not waive for its date. */
function pathsNear({ control, resource, path }: UnusedException, findings: readonly Placed[]): string[] {
	const own = findings.filter((one) => one.control === control && objectOf(one) === resource);
	return [...new Set(own.map((one) => one.path).filter((at) => !coversPath({ finding: path }, at)))];
}

function objectOf({ apiVersion, kind, namespace, name }: Placed): string | undefined {
	if (apiVersion === null || kind === null || name === null) return undefined;
	return describeResource({ apiVersion, kind, name, ...(namespace !== null && { namespace }) });
}
