import { createHash } from "node:crypto";
import { z } from "zod";
import { isNobody } from "../labels";
import { at, type ConfigurationJudgement, readShape, ruleOf } from "./rule";

/** The restores that were done, and nothing else. */
export const RESTORES = "docs/qualification/restores.yaml";
const longestDays = 90;
/** What must have been restored: the cluster's state, and the records. */
const needed = ["etcd", "objects"] as const;

const text = z.string({ error: "must be a text" }).trim().min(1, { error: "must not be empty" });
const shape = z.strictObject({
	restores: z.array(
		z.strictObject({
			what: z.enum([...needed, "database", "volume"], { error: "must be etcd, objects, database or volume" }),
			on: z.iso.date({ error: "must be a day, such as 2027-06-30" }),
			/** Which backup it was restored from. */
			backup: text,
			by: text.refine((who) => !isNobody(who), { error: "must name who did it" }),
			result: z.enum(["held", "failed"], { error: "must be held or failed" }),
			record: z.strictObject({
				file: text,
				sha256: z.string().regex(/^[0-9a-f]{64}$/, { error: "must be 64 lower-case hex digits" }),
			}),
		}),
	),
});

/** BCM-007: a restore of each kind that held, in the last 90 days, with its record. */
export const testedRestores = ruleOf("BCM-007", "tested-restores", (repository) => {
	const read = readShape(repository, RESTORES, shape);
	if ("found" in read) return read.found;
	const { document, data } = read;
	const today = repository.now.toISOString().slice(0, 10);
	const found: ConfigurationJudgement[] = [];
	const recent = new Set<string>();
	for (const [i, { what, on, result, record }] of data.restores.entries()) {
		const days = (Date.parse(today) - Date.parse(on)) / 86_400_000;
		const content = repository.has(record.file) ? repository.text(record.file) : undefined;
		const faults =
			content === undefined
				? [at(RESTORES, document, ["restores", i, "record", "file"], "is not in the repository")]
				: createHash("sha256").update(content).digest("hex") === record.sha256
					? []
					: [at(RESTORES, document, ["restores", i, "record", "sha256"], "is not that of the record")];
		if (days < 0) faults.push(at(RESTORES, document, ["restores", i, "on"], "is a day that has not come"));
		found.push(...faults);
		if (faults.length === 0 && result === "held" && days <= longestDays) recent.add(what);
	}
	const absent = needed.filter((what) => !recent.has(what));
	return [
		...found,
		...absent.map((what) =>
			at(RESTORES, document, ["restores"], `hold none of ${what} that held in the last ${longestDays} days`),
		),
	];
});
