import { join } from "node:path";
import { z } from "zod";
import type { SandboxClient } from "../../rehearsal/sandbox/client";
import { Progress, say } from "../context";

/** What the engine's step prints last (rehearsal/engine/steps.ts); a step that could not start has `errors` alone. */
export const stepResult = z.looseObject({
	type: z.literal("result"),
	ok: z.boolean(),
	changes: z.record(z.string(), z.number()).default({}),
	policies: z
		.array(
			z.looseObject({
				pack: z.string(),
				version: z.string(),
				findings: z.array(
					z.looseObject({ policy: z.string(), level: z.string(), urn: z.string(), message: z.string() }),
				),
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
	readonly stack: string;
	readonly root: string;
	readonly folder: string;
	/** Absolute path of the executable. */
	readonly pulumi: string;
	readonly engine: "pulumi" | "embedded";
	readonly providers: "stand-in" | "official";
	/** `destroy` alone: take protection off first. */
	readonly unprotect?: boolean;
}

/** Runs one step of the engine inside a sandbox, in a session of its own. */
export async function runStep(
	client: SandboxClient,
	options: StepOptions,
): Promise<StepResult & { readonly seconds: number }> {
	const argv = [
		"node",
		"--require",
		join(options.root, "register.js"),
		join(options.root, "rehearsal/engine/main.ts"),
		options.step,
		...["--folder", options.folder, "--stack", options.stack, "--root", options.root],
		...["--pulumi", options.pulumi, "--engine", options.engine, "--providers", options.providers],
		...(options.unprotect === true ? ["--unprotect"] : []),
	];
	const progress = new Progress(options.step);
	let result: StepResult | undefined;
	const rest: string[] = [];
	try {
		for await (const event of client.run({ name: options.step, argv, cwd: options.root })) {
			if (event.type === "stderr") rest.push(event.line);
			if (event.type !== "stdout") continue;
			const line = parsed(event.line);
			const note = progressLine.safeParse(line);
			if (note.success) progress.note(note.data.text);
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
	for (const warning of result.warnings) say(`  warning: ${warning}`);
	for (const note of result.notes) say(`  ${note}`);
	return { ...result, seconds };
}

/** Mandatory findings, as the pack said them. A mandatory finding of the preview means that `up` does not start. */
export function mandatoryFindings(reports: readonly PackReport[]): string[] {
	return reports.flatMap(({ findings }) =>
		findings.filter(({ level }) => level === "mandatory").map(({ policy, message }) => `${policy}: ${message.trim()}`),
	);
}

/** Why `up` must not start after this preview; undefined when it may. */
export function refusalOf(preview: Pick<StepResult, "ok" | "policies" | "packs" | "errors">): string | undefined {
	const mandatory = mandatoryFindings(preview.policies);
	if (mandatory.length > 0) return `preview: mandatory findings, so up does not start\n${mandatory.join("\n")}`;
	if (!preview.ok) return `preview: ${preview.errors.length > 0 ? preview.errors.join("\n") : "did not hold"}`;
	if (Object.keys(preview.packs).length === 0) return "preview: the engine did not say that the policy pack ran";
	return undefined;
}

/**
 * `up`, which starts only when a preview with the pack lets it: the engine alone stops at a finding when it comes to the
 * resource, and by then has made what comes before.
 */
export async function previewedUp<Result extends StepResult>(
	run: (step: "preview" | "up") => Promise<Result>,
): Promise<{ readonly step: "preview" | "up"; readonly result: Result; readonly refusal?: string }> {
	const preview = await run("preview");
	const refusal = refusalOf(preview);
	if (refusal !== undefined) return { step: "preview", result: preview, refusal };
	return { step: "up", result: await run("up") };
}

export function parsed(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
