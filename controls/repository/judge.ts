import { controlById } from "../catalogue";
import { daysLeft, describeResource, type Exception } from "../exceptions";
import type { Outcome } from "../finding";
import type { Subject } from "../judgement";
import { Ledger } from "../ledger";
import { policyName } from "../policyNames";
import { reportOf } from "../report";
import { configurationRules } from ".";
import { exceptionsOf } from "./exactExceptions";
import type { Repository } from "./repository";
import type { ConfigurationJudgement, ConfigurationRule } from "./rule";

/** One finding, as the command prints it. */
export interface RepositoryFinding {
	control: string;
	policy: string;
	outcome: Exclude<Outcome, "PASS">;
	level: "mandatory" | "advisory";
	/** Null where it is about the stack as a whole. */
	file: string | null;
	line: number | null;
	path: string;
	message: string;
}

export interface RepositoryResult {
	findings: RepositoryFinding[];
	/** Policies of which nothing was found, and those that the class does not apply. */
	passed: string[];
	notApplicable: string[];
	/** Exceptions for what only this check judges, and that matched nothing. */
	unused: { control: string; resource: string; finding: string }[];
	/** Something could not be read as what it must be. */
	malformed: boolean;
}

/** Judges the repository by every rule, with the exceptions that it has itself. */
export function judgeRepository(repository: Repository, rules = configurationRules): RepositoryResult {
	const exceptions = exceptionsOf(repository).map(({ exception }) => exception);
	const ledger = new Ledger(
		// What lets an exception hold is never excepted.
		exceptions.filter(({ control }) => control !== "CHG-011"),
		repository.now,
		repository.rehearsal,
	);
	const { environmentClass, stack } = repository;
	const result: RepositoryResult = { findings: [], passed: [], notApplicable: [], unused: [], malformed: false };
	for (const rule of rules) {
		const policy = policyName(rule.id, rule.slug);
		const applied = controlById(rule.id).enforcement[environmentClass] !== "none";
		const judgements = applied ? rule.judge(repository) : undefined;
		if (judgements === undefined) {
			result.notApplicable.push(policy);
			continue;
		}
		if (judgements.length === 0) result.passed.push(policy);
		for (const judgement of judgements) {
			const told = { id: rule.id, fix: judgement.fix ?? rule.fix };
			const report = reportOf(told, subjectOf(judgement, stack), judgement, { environmentClass, ledger, stack });
			if (report === undefined) continue;
			result.malformed ||= judgement.malformed === true;
			result.findings.push({
				control: rule.id,
				policy,
				outcome: report.outcome,
				level: report.enforcementLevel,
				file: judgement.file ?? null,
				line: judgement.line ?? null,
				path: judgement.path,
				message: report.message,
			});
		}
	}
	result.unused = exceptions
		.filter((exception) => isJudgedHere(exception, stack, rules) && !ledger.isUsed(exception))
		.filter((exception) => controlById(exception.control).enforcement[environmentClass] !== "none")
		.filter((exception) => daysLeft(exception, repository.now) >= 0)
		.map(({ control, resource, finding }) => ({ control, resource: describeResource(resource), finding }));
	return result;
}

/** How a report names what was found: the file with its line, or the stack. */
function subjectOf({ file, line }: ConfigurationJudgement, stack: string): Subject {
	if (file !== undefined) return { shown: line === undefined ? file : `${file}:${line}`, file };
	const name = `gxp-lab-${stack}`;
	return { shown: name, resource: { type: "pulumi:pulumi:Stack", name } };
}

/** One for a file, or for a control that is judged on nothing else: the pack leaves those out. */
function isJudgedHere({ control, resource, stack: of }: Exception, stack: string, rules: readonly ConfigurationRule[]) {
	if ((of !== undefined && of !== stack) || !rules.some(({ id }) => id === control)) return false;
	return "file" in resource || controlById(control).where.every((where) => where === "configuration");
}
