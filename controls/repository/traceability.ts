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
			/**
			 * Specs, and the cases of rules that a spec runs: files, or a pattern of one folder's (`tests/stacks/*.spec.ts`). A folder as a
			 * whole would take in whatever comes to lie in it.
			 */
			tests: z.array(text, { error: "must be a list of tests" }),
		}),
	),
});

const known = new Set(catalogue.map(({ id }) => id));
const isControl = (name: string): boolean => /^[A-Z]{3}-\d{3}$/.test(name);
const isSpec = (file: string): boolean => /^tests\/.+\.(spec|long)\.ts$/.test(file);
/** The cases of the pack's and of the repository's rules; each names its rule by its policy, which begins with the control's id. */
const isCases = (file: string): boolean => /^tests\/(policy-pack|controls\/repository)\/cases\/.+\.ts$/.test(file);
const isComponent = (file: string): boolean => /^components\/.+\.ts$/.test(file);

/**
 * VAL-002: from each requirement to a control or component and to a test, and back from each of those. A requirement that a control
 * satisfies is tested by cases of that control, not by whatever else is tested there.
 */
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
			...tests.flatMap((name, at) => faultOf(repository, name).map((what) => found(["tests", at], what))),
			...satisfiedBy.flatMap((name, at) =>
				known.has(name) &&
				!tests.some((test) => testsOf(repository, test).some((file) => shows(repository, file, name)))
					? [found(["satisfiedBy", at], "has cases in none of the tests")]
					: [],
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
			.filter((file) => isSpec(file) && !tests.has(file))
			.map((file) => whole(file, "is a test that shows no requirement")),
	];
});

function covers(name: string, file: string): boolean {
	return name.endsWith("/") ? file.startsWith(name) : file === name;
}

function testsOf(repository: Repository, name: string): string[] {
	const pattern = new RegExp(`^${name.split("*").map(escaped).join("[^/]*")}$`);
	return repository.files.filter((file) => (isSpec(file) || isCases(file)) && pattern.test(file));
}

function escaped(text: string): string {
	return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function faultOf(repository: Repository, name: string): string[] {
	if (name.endsWith("/")) return ["is a folder; it must be a file, or a pattern of one folder's files"];
	if (name.slice(0, name.lastIndexOf("/") + 1).includes("*")) return ["is a pattern of more than one folder's files"];
	return testsOf(repository, name).length > 0 ? [] : ["is no test of the repository"];
}

function shows(repository: Repository, file: string, control: string): boolean {
	return isCases(file) && (repository.text(file)?.includes(`"${control.toLowerCase()}-`) ?? false);
}
