import { z } from "zod";
import { violated } from "../judgement";
import { REHEARSED_CHANGE } from "./references";
import { at, readShape, ruleOf } from "./rule";

/** Where the form of a change reference is configured. */
export const CHANGE_FORM = "policy-pack/change.yaml";

const shape = z.strictObject({ reference: z.string({ error: "must be a regular expression" }).min(1) });

/** CHG-001: one reference, of the form that is configured, matched as a whole. */
export const changeReference = ruleOf("CHG-001", "change-reference", (repository) => {
	const { changes, rehearsal } = repository;
	const read = readShape(repository, CHANGE_FORM, shape);
	if ("found" in read) return read.found;
	let form: RegExp;
	try {
		form = new RegExp(`^(?:${read.data.reference})$`);
	} catch {
		return [{ ...at(CHANGE_FORM, read.document, ["reference"], "is not a regular expression"), malformed: true }];
	}
	if (form.test("") || form.test(" "))
		return [at(CHANGE_FORM, read.document, ["reference"], "lets any text be a reference")];
	const [first, ...others] = changes;
	if (first === undefined) return [violated("change", "is not named")];
	if (others.some(({ reference }) => reference !== first.reference))
		return [violated("change", `is named differently by ${changes.map(({ from }) => from).join(" and ")}`)];
	if (rehearsal && first.reference === REHEARSED_CHANGE) return [];
	if (first.reference === REHEARSED_CHANGE) return [violated("change", "is the reference of a rehearsal")];
	return form.test(first.reference) ? [] : [violated("change", `in ${first.from} has not the form of a reference`)];
});
