import { coversPath, describeResource } from "../../exceptions";
import { grouped } from "../grouped";
import type { GateResult, Placed, UnusedException } from "../result";
import type { HumanPresentation } from "./human";
import { count, namedByKind } from "./together";
import { anyWidth, wrapped } from "./wrapped";

/**
 * The exceptions that matched nothing. One for an object that has findings of its control at another path was meant for them, and
 * is told with those paths. The others are listed by control and last day where everything was judged that they can be for; of a
 * part of a cluster most match nothing, and are counted.
 */
export function unusedText(
	{ unused, findings }: Pick<GateResult, "unused" | "findings">,
	{ paint, width = anyWidth, everything = false }: Pick<HumanPresentation, "paint" | "width" | "everything">,
): string {
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
	const others = near.filter(({ paths }) => paths.length === 0);
	if (others.length === 0) return misplaced.join("\n");
	if (!everything) {
		const [are, them] = others.length === 1 ? ["is", "it"] : ["are", "them"];
		const text = `${count(others.length, "exception")} ${are} for nothing that was found here; --json lists ${them}`;
		const counted = wrapped(text, width, "", "  ");
		return [...misplaced, ...counted.map((line) => paint("dim", line))].join("\n");
	}
	const lines = [
		`${count(others.length, "exception")} matched nothing here`,
		...[...grouped(others, ({ control, until }) => `  ${control}  until ${until}  `)]
			.sort()
			.flatMap(([start, own]) => wrapped(piecesOf(own), width, start, " ".repeat(6))),
	];
	return [...misplaced, ...lines.map((line) => paint("dim", line))].join("\n");
}

/** What they are for; how many there are for one thing, which differ in their paths. */
function piecesOf(own: readonly UnusedException[]): string[] {
	return namedByKind(
		[...grouped(own, ({ resource }) => resource)],
		([resource]) => resource,
		(name, [, paths]) => (paths.length === 1 ? name : `${name} (${paths.length})`),
	);
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
