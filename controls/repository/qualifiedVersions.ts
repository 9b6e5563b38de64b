import { createHash } from "node:crypto";
import { z } from "zod";
import { pinnedVersions, type Versions } from "./pinnedVersions";
import { at, readShape, ruleOf, whole } from "./rule";

/**
 * What was qualified: the record of the qualification, by its sha256, and the versions that it was executed with. Where none was
 * executed, it names neither.
 */
export const QUALIFIED = "qualified.lock.yaml";

const set = z.record(z.string(), z.string());
const shape = z.strictObject({
	record: z
		.strictObject({
			file: z.string().min(1),
			sha256: z.string().regex(/^[0-9a-f]{64}$/, { error: "must be 64 lower-case hex digits" }),
		})
		.nullable(),
	versions: z.strictObject({ tools: set, providers: set, pack: set, charts: set }).nullable(),
});

/** CHG-009: the qualification's record is there as it was, and every version is the one that it names, in both directions. */
export const qualifiedVersions = ruleOf("CHG-009", "qualified-versions", (repository) => {
	const read = readShape(repository, QUALIFIED, shape);
	if ("found" in read) return read.found;
	const { document, data } = read;
	const found = (steps: string[], what: string) => at(QUALIFIED, document, steps, what);
	if (data.record === null)
		return [
			found(["record"], "names no qualification: none was executed with these versions"),
			...(data.versions === null ? [] : [found(["versions"], "are stated without a qualification's record")]),
		];
	const { file, sha256 } = data.record;
	const text = repository.has(file) ? repository.text(file) : undefined;
	if (text === undefined) return [found(["record", "file"], "is not in the repository")];
	if (createHash("sha256").update(text).digest("hex") !== sha256)
		return [found(["record", "sha256"], "is not that of the record")];
	if (data.versions === null) return [found(["versions"], "are not stated")];
	const pinned = pinnedVersions(repository);
	if ("faulty" in pinned)
		return [{ ...whole(pinned.faulty, "does not state the versions that it pins"), malformed: true }];
	return differences(data.versions, pinned.versions).map(({ steps, what }) => found(steps, what));
});

function differences(qualified: Versions, pinned: Versions): { steps: string[]; what: string }[] {
	return (["tools", "providers", "pack", "charts"] as const).flatMap((kind) => {
		const names = [...new Set([...Object.keys(qualified[kind]), ...Object.keys(pinned[kind])])].sort();
		return names.flatMap((name) => {
			const steps = ["versions", kind, name];
			if (qualified[kind][name] === undefined) return [{ steps, what: "was not qualified" }];
			if (pinned[kind][name] === undefined) return [{ steps, what: "was qualified and is not used" }];
			return qualified[kind][name] === pinned[kind][name]
				? []
				: [{ steps, what: "is not the version that was qualified" }];
		});
	});
}
