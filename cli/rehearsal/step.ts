import { z } from "zod";
import type { SandboxClient } from "../../rehearsal/sandbox/client";
import { typescript } from "../../rehearsal/sandbox/typescript";
import { Progress, say } from "../context";
import { progressNote, warningLine } from "./expected";

/** What the engine's step prints last (rehearsal/engine/steps.ts); a step that could not start has `errors` alone. */
export const stepResult = z.looseObject({
	type: z.literal("result"),
	/** The one that ran last: of an `up` that did not start, its preview. */
	step: z.string().optional(),
	ok: z.boolean(),
	/** Why `up` did not start. */
	refusal: z.string().optional(),
	changes: z.record(z.string(), z.number()).default({}),
	/** Each operation, those that change nothing among them. */
	operations: z
		.array(
			z.looseObject({
				op: z.string(),
				urn: z.string(),
				paths: z.array(z.string()).default([]),
				replacing: z.array(z.string()).default([]),
			}),
		)
		.default([]),
	policies: z
		.array(
			z.looseObject({
				pack: z.string(),
				version: z.string(),
				findings: z.array(
					z.looseObject({ policy: z.string(), level: z.string(), urn: z.string(), message: z.string() }),
				),
				/** What the pack set, where the class remediates. */
				corrections: z
					.array(z.looseObject({ policy: z.string(), urn: z.string(), paths: z.array(z.string()) }))
					.optional(),
				passed: z.array(z.string()),
			}),
		)
		.default([]),
	packs: z.record(z.string(), z.string()).default({}),
	warnings: z.array(z.string()).default([]),
	errors: z.array(z.string()).default([]),
	notes: z.array(z.string()).default([]),
});
export type StepResult = z.output<typeof stepResult>;
export type PackReport = StepResult["policies"][number];

const progressLine = z.looseObject({ type: z.literal("progress"), text: z.string() });

export type StepName = "preview" | "up" | "refresh" | "destroy" | "recover";

export interface StepOptions {
	readonly step: StepName;
	/** How its progress names it, where the step's own name says too little. */
	readonly title?: string;
	readonly stack: string;
	readonly root: string;
	readonly folder: string;
	/** Absolute path of the executable. */
	readonly pulumi: string;
	readonly engine: "pulumi" | "embedded";
	readonly providers: "stand-in" | "official";
	/** `destroy` alone: take protection off first. */
	readonly unprotect?: boolean;
	/** `up` alone: false starts it at once, after a preview that the caller has seen hold. */
	readonly preview?: boolean;
	/** `preview` alone: the folder of another policy pack, or false for none, to see what a pack costs. */
	readonly pack?: string | false;
}

/** Runs one step of the engine inside a sandbox, in a session of its own. */
export async function runStep(
	client: SandboxClient,
	options: StepOptions,
): Promise<StepResult & { readonly seconds: number }> {
	const argv = [
		"node",
		...typescript(options.root, "rehearsal/engine/main.ts"),
		options.step,
		...["--folder", options.folder, "--stack", options.stack, "--root", options.root],
		...["--pulumi", options.pulumi, "--engine", options.engine, "--providers", options.providers],
		...(options.unprotect === true ? ["--unprotect"] : []),
		...(options.preview === false ? ["--no-preview"] : []),
		...(options.pack === false ? ["--no-policy-pack"] : []),
		...(typeof options.pack === "string" ? ["--policy-pack", options.pack] : []),
	];
	const progress = new Progress(options.title ?? options.step);
	let result: StepResult | undefined;
	const rest: string[] = [];
	try {
		for await (const event of client.run({ name: options.step, argv, cwd: options.root })) {
			if (event.type === "stderr") rest.push(event.line);
			if (event.type !== "stdout") continue;
			const line = parsed(event.line);
			const note = progressLine.safeParse(line);
			if (note.success) progress.note(progressNote(note.data.text, options));
			else {
				const end = stepResult.safeParse(line);
				if (end.success) result = end.data;
				else rest.push(event.line);
			}
		}
	} finally {
		progress.end();
	}
	const seconds = progress.end();
	if (result === undefined) throw new Error(`${options.step}: ended without a result\n${rest.slice(-15).join("\n")}`);
	for (const warning of result.warnings) say(warningLine(warning, options));
	for (const note of result.notes) say(`  ${note}`);
	return { ...result, seconds };
}

export function parsed(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
