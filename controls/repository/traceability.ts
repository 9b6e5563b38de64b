import { z } from "zod";
import { catalogue } from "../catalogue";
import { violated } from "../judgement";
import type { Repository } from "./repository";
import { at, type ConfigurationJudgement, readShape, ruleOf, whole } from "./rule";

export const REQUIREMENTS = "docs/requirements.yaml";

const text = z.string({ error: "must be a text" }).trim().min(1, { error: "must not be empty" });
const shape = z.strictObject({
	requirements: z.array(
		z.strictObject({
			id: z.string().regex(/^URS-\d{3}$/, { error: "must be such as URS-001" }),
			says: text,
			/** Control ids, and files or folders (with a slash at the end) of what is built. */
			satisfiedBy: z.array(text, { error: "must be a list of controls and components" }),
			/** Test files, or folders of them with a slash at the end. */
			tests: z.array(text, { error: "must be a list of tests" }),
		}),
	),
});

const known = new Set(catalogue.map(({ id }) => id));
const isControl = (name: string): boolean => /^[A-Z]{3}-\d{3}$/.test(name);
const isTest = (file: string): boolean => /^tests\/.+\.(spec|long)\.ts$/.test(file);
const isComponent = (file: string): boolean => /^components\/.+\.ts$/.test(file);

/** VAL-002: from each requirement to a control or component and to a test, and back from each of those. */
export const traceability = ruleOf("VAL-002", "traceability", (repository) => {
	const read = readShape(repository, REQUIREMENTS, shape);
	if ("found" in read) return read.found;
	const { requirements } = read.data;
	const forward = requirements.flatMap(({ id, satisfiedBy, tests }, i): ConfigurationJudgement[] => {
		const found = (steps: (string | number)[], what: string) =>
			at(REQUIREMENTS, read.document, ["requirements", i, ...steps], `${what} (${id})`);
		return [
			...(requirements.findIndex((one) => one.id === id) < i ? [found(["id"], "is there twice")] : []),
			...(satisfiedBy.length === 0 ? [found(["satisfiedBy"], "names no control and no component")] : []),
			...(tests.length === 0 ? [found(["tests"], "names no test")] : []),
			...satisfiedBy.flatMap((name, at) => {
				if (isControl(name)) return known.has(name) ? [] : [found(["satisfiedBy", at], "is no control")];
				return repository.has(name) ? [] : [found(["satisfiedBy", at], "is not in the repository")];
			}),
			...tests.flatMap((name, at) =>
				testsOf(repository, name).length > 0 ? [] : [found(["tests", at], "is no test of the repository")],
			),
		];
	});
	const satisfying = requirements.flatMap(({ satisfiedBy }) => satisfiedBy);
	const tests = new Set(requirements.flatMap((one) => one.tests.flatMap((name) => testsOf(repository, name))));
	return [
		...forward,
		...[...known]
			.filter((id) => !satisfying.includes(id))
			.map((id) => ({ ...violated(`controls[${id}]`, "serves no requirement"), file: REQUIREMENTS })),
		...repository.files
			.filter((file) => isComponent(file) && !satisfying.some((name) => covers(name, file)))
			.map((file) => whole(file, "is a component that serves no requirement")),
		...repository.files
			.filter((file) => isTest(file) && !tests.has(file))
			.map((file) => whole(file, "is a test that shows no requirement")),
	];
});

function covers(name: string, file: string): boolean {
	return name.endsWith("/") ? file.startsWith(name) : file === name;
}

function testsOf(repository: Repository, name: string): string[] {
	return repository.files.filter((file) => isTest(file) && covers(name, file));
}
