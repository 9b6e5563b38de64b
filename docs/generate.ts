/** Writes the generated documents of the controls: `node --import tsx docs/generate.ts`. A test fails when one is stale. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { catalogue } from "../controls/catalogue";
import { applicabilityPage } from "../controls/documents/applicability";
import { benchmarkPage } from "../controls/documents/benchmark";
import { matrix, matrixPage } from "../controls/documents/matrix";
import { controlPage, indexPage, type PagedRule } from "../controls/documents/page";
import { readStanding } from "../controls/documents/standing";
import { readExceptions } from "../controls/exceptionsFile";
import { kubernetesRules } from "../controls/kubernetes";
import { policyName } from "../controls/policyNames";
import { configurationRules } from "../controls/repository";
import { resourceRules, stackRules } from "../policy-pack/rules";
import { testsOf } from "../policy-pack/testsOf";
import { configurationCases } from "../tests/controls/repository/cases";
import { allCases, allStackCases } from "../tests/policy-pack/cases";
import { examples, exceptionEntry, repositoryExamples, repositoryException, stackExamples } from "./examples";

type Rule = Pick<(typeof resourceRules)[number], "id" | "slug" | "says">;

function named({ id, slug, says }: Rule) {
	return { id, name: policyName(id, slug), says };
}

function casesOf<Cases extends { policy: string }>(all: readonly Cases[], { id, slug }: Rule): Cases {
	const cases = all.find(({ policy }) => policy === policyName(id, slug));
	if (cases === undefined) throw new Error(`${policyName(id, slug)}: has no cases`);
	return cases;
}

function pagedRules(): (PagedRule & { id: string })[] {
	return [
		...kubernetesRules.map((rule) => ({
			...named(rule),
			where: "one object (CrossGuard, the gate, the API server)",
			cel: { expression: rule.cel, over: rule.applies.variables },
			...examples(casesOf(allCases, rule)),
			exception: exceptionEntry(casesOf(allCases, rule).excepted.exception),
		})),
		...resourceRules.map((rule) => ({
			...named(rule),
			where:
				rule.programOnly === true ? "one resource of the program (CrossGuard)" : "one resource (CrossGuard, the gate)",
			...examples(casesOf(allCases, rule)),
			exception: exceptionEntry(casesOf(allCases, rule).excepted.exception),
		})),
		...stackRules.map((rule) => ({
			...named(rule),
			where: rule.overObjects
				? "all resources together (CrossGuard, and the gate over a set of manifests)"
				: "all resources together (CrossGuard)",
			...stackExamples(casesOf(allStackCases, rule)),
			exception: exceptionEntry(casesOf(allStackCases, rule).excepted.exception),
		})),
		...configurationRules.map((rule) => {
			const cases = casesOf(configurationCases, rule);
			const exception = repositoryException(cases);
			return {
				...named(rule),
				where: "the configuration and the repository (`lab controls check --repository`)",
				...repositoryExamples(cases),
				...(exception && { exception: exceptionEntry(exception) }),
				...("never" in cases.excepted ? { notExcepted: cases.excepted.never } : {}),
			};
		}),
	];
}

/** Every generated document by its path from the top. */
export function documents(): Record<string, string> {
	const rules = pagedRules();
	const rows = matrix(testsOf);
	return {
		...Object.fromEntries(
			catalogue.map((control) => [
				`docs/controls/${control.id}.md`,
				controlPage(
					control,
					rules.filter(({ id }) => id === control.id),
				),
			]),
		),
		"docs/controls/README.md": indexPage(catalogue),
		"docs/compliance-matrix.md": matrixPage(rows),
		"docs/statement-of-applicability.md": applicabilityPage(rows, readExceptions(), readStanding()),
		"docs/cis-benchmark.md": benchmarkPage(),
	};
}

export function writeDocuments(top: string): void {
	for (const [file, text] of Object.entries(documents())) {
		mkdirSync(dirname(join(top, file)), { recursive: true });
		writeFileSync(join(top, file), text);
	}
}

if (require.main === module) writeDocuments(join(__dirname, ".."));
