import { z } from "zod";
import { catalogue } from "../catalogue";
import {
	describeResource,
	type Exception,
	isApproved,
	isExpired,
	isTooLong,
	ofReleases,
	parseExceptions,
} from "../exceptions";
import { isNobody } from "../labels";
import { pathOf, type Step } from "./document";
import type { Repository } from "./repository";
import { at, type ConfigurationJudgement, readShape, ruleOf } from "./rule";

export const EXCEPTIONS = "policy-pack/exceptions.yaml";

const control = "CHG-011";
const known = new Set(catalogue.map(({ id }) => id));
const shape = z.strictObject({ exceptions: z.array(z.unknown()) });

/** The exceptions of the repository that are whole, each with its place in the file. */
export function exceptionsOf(repository: Repository): { index: number; exception: Exception }[] {
	const read = readShape(repository, EXCEPTIONS, shape);
	if ("found" in read) return [];
	return read.data.exceptions.flatMap((entry, index) => {
		const parsed = parseOne(entry);
		return Array.isArray(parsed) ? parsed.map((exception) => ({ index, exception })) : [];
	});
}

/** CHG-011: every entry of the file, whichever stack it is for; its end and its approver where it holds in this one. */
export const exactExceptions = ruleOf(control, "exact-exceptions", (repository) => {
	const read = readShape(repository, EXCEPTIONS, shape);
	if ("found" in read) return read.found;
	const first = new Map<string, number>();
	return read.data.exceptions.flatMap((entry, index) => {
		const found = (steps: readonly Step[], what: string): ConfigurationJudgement =>
			at(EXCEPTIONS, read.document, ["exceptions", index, ...steps], what);
		const parsed = parseOne(entry);
		if (!Array.isArray(parsed))
			return parsed.faults.map(({ path, what }): ConfigurationJudgement => ({ ...found(path, what), malformed: true }));
		const [exception] = parsed;
		if (exception === undefined) return [];
		return [
			...parsed.flatMap((one) => {
				const key = JSON.stringify([one.control, one.resource, one.finding, one.stack]);
				const before = first.get(key);
				first.set(key, before ?? index);
				return before === undefined ? [] : [found([], `is ${pathOf(["exceptions", before])} once more`)];
			}),
			...parsed.filter((one) => !known.has(one.control)).map(() => found(["control"], "names no control")),
			...(parsed.some((one) => one.control === control)
				? [found(["control"], `excepts from ${control}: an exception would let itself hold`)]
				: []),
			...judgeStack(exception, repository).map((what) => found(["stack"], what)),
			...judgeTerm(exception, repository).map(({ step, what }) => found([step], what)),
		];
	});
});

function judgeStack({ stack }: Exception, { stacks }: Repository): string[] {
	return stack === undefined || stacks.includes(stack) ? [] : ["names a stack that has no file"];
}

function judgeTerm(
	exception: Exception,
	{ stack, now, rehearsal, releases }: Repository,
): { step: string; what: string }[] {
	if (exception.stack !== undefined && exception.stack !== stack) return [];
	if (ofReleases([exception], releases).length === 0) return [];
	const found: { step: string; what: string }[] = [];
	const of = describeResource(exception.resource);
	if (isExpired(exception, now)) found.push({ step: "until", what: `has passed, for ${of}` });
	if (isTooLong(exception, now)) found.push({ step: "until", what: `is more than a year on, for ${of}` });
	if (isNobody(exception.approver) || (!rehearsal && !isApproved(exception)))
		found.push({ step: "approver", what: `names nobody who approved it, for ${of}` });
	return found;
}

/** `parseExceptions` says `: exceptions.0.<path>: <text>`, a line each. */
function parseOne(entry: unknown): Exception[] | { faults: { path: string[]; what: string }[] } {
	try {
		return parseExceptions({ exceptions: [entry] }, "");
	} catch (error) {
		return {
			faults: (error as Error).message.split("\n").map((line) => {
				const [, path = "", what = line] = /^: exceptions\.0\.?([^:]*): (.*)$/.exec(line) ?? [];
				return { path: path === "" ? [] : path.split("."), what };
			}),
		};
	}
}
