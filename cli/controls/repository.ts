import { existsSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "../../controls/catalogue";
import { clock, isRehearsal } from "../../controls/clock";
import type { ExitCode } from "../../controls/gate/formats/human";
import { widthOf } from "../../controls/gate/formats/wrapped";
import { judgeRepository, type RepositoryFinding, type RepositoryResult } from "../../controls/repository/judge";
import { readRepository } from "../../controls/repository/read";
import type { NamedChange, Repository } from "../../controls/repository/repository";
import { stackNames } from "../../stacks/file";
import { releasesOf } from "../../stacks/releases";
import { exitCodes, Misuse, painter, print, root } from "../context";
import { countControls } from "../rehearsal/controls";
import type { ControlCounts } from "../rehearsal/document";
import { reportOfRepository } from "../rehearsal/repository";
import { repositoryText } from "./repositoryText";

export interface RepositoryFlags {
	readonly stack: string;
	readonly change: string | undefined;
	readonly json: boolean;
}

/** Where a change is named beside `--change`. */
const CHANGE_VARIABLE = "GXP_CHANGE";

export interface JudgedRepository extends RepositoryResult {
	readonly repository: Repository;
}

/** Judges the repository under `top` for a stack, as it lies there. */
export function judgeStackRepository(
	top: string,
	stack: string,
	{ changes, rehearsal, now }: { changes: readonly NamedChange[]; rehearsal: boolean; now: Date },
): JudgedRepository {
	if (!existsSync(join(top, `Pulumi.${stack}.yaml`)))
		throw new Misuse(`Pulumi.${stack}.yaml: does not exist; the stacks here are ${stackNames(top).join(", ")}`);
	const repository = readRepository({ root: top, stack, changes, rehearsal, now, releases: releasesOf(stack, top) });
	return { repository, ...judgeRepository(repository) };
}

/** `lab controls check --repository`: exit code 2 where something could not be read as what it must be, 1 at a mandatory finding. */
export async function checkRepository({ stack, change, json }: RepositoryFlags, top = root): Promise<void> {
	const named = [
		{ from: "--change", reference: change },
		{ from: CHANGE_VARIABLE, reference: process.env[CHANGE_VARIABLE] },
	];
	const changes = named.filter((one): one is NamedChange => one.reference !== undefined && one.reference !== "");
	const judged = judgeStackRepository(top, stack, { changes, rehearsal: isRehearsal(), now: clock() });
	print(json ? JSON.stringify(documentOf(judged)) : humanOf(judged));
	process.exitCode = exitCodeOf(judged);
}

export function exitCodeOf({ malformed, findings }: RepositoryResult): ExitCode {
	if (malformed) return exitCodes.misuse;
	return findings.some(({ level }) => level === "mandatory") ? exitCodes.finding : exitCodes.held;
}

/** The controls that the repository is judged by, each once. */
function judgedControls({ passed, notApplicable, findings }: RepositoryResult): string[] {
	const policies = [...passed, ...notApplicable, ...findings.map(({ policy }) => policy)];
	return catalogue.map(({ id }) => id).filter((id) => policies.some((one) => one.startsWith(id.toLowerCase())));
}

/**
 * Of the controls that are judged here, by what is judged here. A rehearsal counts them among all, where one without the pack's
 * report is not evaluated; here no pack is waited for.
 */
function countsOf(judged: JudgedRepository): ControlCounts {
	const report = { ...reportOfRepository(judged, judged.repository.stack), pack: "lab controls check --repository" };
	return countControls([report], judgedControls(judged));
}

function documentOf(judged: JudgedRepository): object {
	const { repository, findings, unused } = judged;
	const of = (...outcomes: RepositoryFinding["outcome"][]) =>
		findings
			.filter(({ outcome }) => outcomes.includes(outcome))
			.map(({ control, level, file, line, path, message }) => ({ control, level, file, line, path, message }));
	return {
		schemaVersion: 1,
		stack: repository.stack,
		class: repository.environmentClass,
		change: repository.changes[0]?.reference ?? null,
		commit: repository.git.commit ?? null,
		controls: countsOf(judged),
		findings: of("FAIL"),
		notEvaluated: of("NOT EVALUATED"),
		waived: of("WAIVED"),
		unused,
	};
}

function humanOf(judged: JudgedRepository): string {
	const { stack, environmentClass, git } = judged.repository;
	const verdict = {
		stack,
		environmentClass,
		commit: git.commit,
		counts: countsOf(judged),
		exitCode: exitCodeOf(judged),
	};
	return repositoryText(judged, verdict, painter(process.stdout), widthOf(process.stdout));
}
