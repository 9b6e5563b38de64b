import type { z } from "zod";
import { controlById } from "../catalogue";
import { type Judgement, violated } from "../judgement";
import { type Document, pathOf, type Step } from "./document";
import type { Repository } from "./repository";

/** What a rule found, and in which file; on the stack itself where there is none. */
export interface ConfigurationJudgement extends Judgement {
	file?: string;
	/** From 1; where the file has lines. */
	line?: number;
	/** The file is not what it must be: nothing that it says can be relied on. */
	malformed?: true;
	/** What to do, where that is not what the control asks for. */
	fix?: string;
}

/** A rule over the configuration and the repository: a pure function, as the other rules. */
export interface ConfigurationRule {
	id: string;
	slug: string;
	says: string;
	fix: string;
	/** Undefined: the rule does not apply. No judgement: the control holds. */
	judge: (repository: Repository) => ConfigurationJudgement[] | undefined;
}

/** A rule that is its control's whole statement. */
export function ruleOf(id: string, slug: string, judge: ConfigurationRule["judge"]): ConfigurationRule {
	const { says, fix } = controlById(id);
	return { id, slug, says, fix, judge };
}

/** A violation of a file as a whole; an exception names it by the path `file`. */
export function whole(file: string, what: string): ConfigurationJudgement {
	return { outcome: "violated", path: "file", finding: what, file };
}

type Read = Extract<Document, { state: "read" }>;

/** A violation at a place of a file that was read. */
export function at(file: string, { lineOf }: Read, steps: readonly Step[], what: string): ConfigurationJudgement {
	return { ...violated(pathOf(steps), what), file, line: lineOf(steps) };
}

/**
 * A file by its shape: what it holds, or what is wrong with it. A file that is not there, cannot be read or has another shape
 * is a violation, never an absence of findings.
 */
export function readShape<Shape extends z.ZodType>(
	repository: Repository,
	file: string,
	shape: Shape,
): { document: Read; data: z.output<Shape> } | { found: ConfigurationJudgement[] } {
	const document = repository.document(file);
	if (document.state === "absent") return { found: [whole(file, "is not in the repository")] };
	if (!repository.has(file))
		return { found: [{ ...whole(file, "is not in the repository"), fix: `Add ${file} to git, and commit it.` }] };
	if (document.state === "malformed")
		return {
			found: [{ ...whole(file, document.what), line: document.line, malformed: true, fix: `Correct ${file}.` }],
		};
	const parsed = shape.safeParse(document.data);
	if (parsed.success) return { document, data: parsed.data };
	return { found: parsed.error.issues.map((issue) => malformed(file, document, issue)) };
}

export function malformed(
	file: string,
	document: Read,
	issue: z.core.$ZodIssue,
	under: readonly Step[] = [],
): ConfigurationJudgement {
	const steps = [...under, ...(issue.path as Step[])];
	const what =
		issue.code === "unrecognized_keys" ? `has the key ${issue.keys.join(", ")}, which it may not have` : issue.message;
	return { ...at(file, document, steps, what), malformed: true };
}
