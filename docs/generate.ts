/** Writes the generated documents of the controls: `node --import tsx docs/generate.ts`. A test fails when one is stale. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { catalogue } from "../controls/catalogue";
import { applicabilityPage } from "../controls/documents/applicability";
import { matrix, matrixPage } from "../controls/documents/matrix";
import { controlPage, type PagedRule } from "../controls/documents/page";
import { readExceptions } from "../controls/exceptionsFile";
import { kubernetesRules } from "../controls/kubernetes";
import { policyName } from "../controls/policyNames";
import { resourceRules, stackRules } from "../policy-pack/rules";
import { allCases, allStackCases } from "../tests/policy-pack/cases";
import { examples, stackExamples } from "./examples";

function pagedRules(): (PagedRule & { id: string })[] {
	const named = (rule: { id: string; slug: string; says: string }) => ({
		id: rule.id,
		name: policyName(rule.id, rule.slug),
		says: rule.says,
	});
	const ofCases = (name: string) => {
		const cases = allCases.find(({ policy }) => policy === name);
		if (cases === undefined) throw new Error(`${name}: has no cases`);
		return examples(cases);
	};
	const ofStackCases = (name: string) => {
		const cases = allStackCases.find(({ policy }) => policy === name);
		if (cases === undefined) throw new Error(`${name}: has no cases`);
		return stackExamples(cases);
	};
	return [
		...kubernetesRules.map((rule) => ({
			...named(rule),
			where: "one object (CrossGuard, the gate, the API server)",
			cel: { expression: rule.cel, over: rule.applies.variables },
			...ofCases(policyName(rule.id, rule.slug)),
		})),
		...resourceRules.map((rule) => ({
			...named(rule),
			where:
				rule.programOnly === true ? "one resource of the program (CrossGuard)" : "one resource (CrossGuard, the gate)",
			...ofCases(policyName(rule.id, rule.slug)),
		})),
		...stackRules.map((rule) => ({
			...named(rule),
			where: rule.overObjects
				? "all resources together (CrossGuard, and the gate over a set of manifests)"
				: "all resources together (CrossGuard)",
			...ofStackCases(policyName(rule.id, rule.slug)),
		})),
	];
}

/** The names of a control's rules. */
export function testsOf(control: string): string[] {
	return [...kubernetesRules, ...resourceRules, ...stackRules]
		.filter(({ id }) => id === control)
		.map(({ id, slug }) => policyName(id, slug));
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
		"docs/compliance-matrix.md": matrixPage(rows),
		"docs/statement-of-applicability.md": applicabilityPage(rows, readExceptions()),
	};
}

export function writeDocuments(top: string): void {
	for (const [file, text] of Object.entries(documents())) {
		mkdirSync(dirname(join(top, file)), { recursive: true });
		writeFileSync(join(top, file), text);
	}
}

if (require.main === module) writeDocuments(join(__dirname, ".."));
