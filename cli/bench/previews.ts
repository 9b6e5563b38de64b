import { join } from "node:path";
import { createFolder, processesAlive, removeFolder } from "../../rehearsal/sandbox/folder";
import { launchSandbox, type Sandbox } from "../../rehearsal/sandbox/launch";
import { partsFor } from "../../rehearsal/sandbox/part-list";
import { ensureParts } from "../../rehearsal/sandbox/parts";
import { prepareLab } from "../../rehearsal/sandbox/prepare";
import { checkStack } from "../../stacks/file";
import { Misuse, say } from "../context";
import { chooseEngine, chooseProviders } from "../rehearsal/choices";
import { runStep } from "../rehearsal/step";

/** Seconds: without a pack, with one that has no rules, and with ours. */
export interface Round {
	readonly without: number;
	readonly noRules: number;
	readonly with: number;
}

export interface PreviewComparison extends Round {
	readonly stack: string;
	/** One right after the other, in turns; what stands beside them are their medians. */
	readonly rounds: readonly Round[];
	/** How much longer our pack takes than none, as a part of one. */
	readonly more: number;
	/** The same of a pack without rules: Pulumi's policy host, and two calls for each resource. */
	readonly moreWithoutRules: number;
	readonly limit: number;
	readonly met: boolean;
}

/** At most so much longer, as a part of one. */
export const limit = 0.15;

export function compared(stack: string, rounds: readonly Round[]): PreviewComparison {
	const of = (what: keyof Round): number => median(rounds.map((round) => round[what]));
	const without = of("without");
	const more = (seconds: number): number => Math.round((seconds / without - 1) * 1000) / 1000;
	const medians = { without, noRules: of("noRules"), with: of("with") };
	return {
		stack,
		...medians,
		rounds,
		more: more(medians.with),
		moreWithoutRules: more(medians.noRules),
		limit,
		met: more(medians.with) <= limit,
	};
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const half = Math.floor(sorted.length / 2);
	const [lower, upper] = sorted.length % 2 === 1 ? [sorted[half], sorted[half]] : [sorted[half - 1], sorted[half]];
	if (lower === undefined || upper === undefined) throw new Error("median: there are no values");
	return (lower + upper) / 2;
}

const packs: Readonly<Record<keyof Round, string | false | undefined>> = {
	without: false,
	noRules: join(__dirname, "no-rules"),
	with: undefined,
};

/**
 * Previews a stack with and without the policy pack in one sandbox, where nothing is there yet, so that every resource is judged.
 * Previews with the pack come first and are not counted: they bundle, and keep what later ones read.
 */
export async function comparePreviews(
	root: string,
	stack: string,
	runs: number,
	interrupted: AbortSignal,
): Promise<PreviewComparison> {
	const checked = checkStack(stack, root);
	if ("faults" in checked) throw new Misuse(checked.faults.join("\n"));
	const choice = chooseEngine("auto", process.env);
	const sources = partsFor(checked.config.platform.policyEngine);
	const parts = await ensureParts(say, { root, sources, interrupted });
	interrupted.throwIfAborted();
	const folder = createFolder(root, stack);
	let sandbox: Sandbox | undefined;
	const end = () => void sandbox?.end();
	interrupted.addEventListener("abort", end);
	try {
		const lab = await prepareLab({ folder, config: checked.config, stack, parts });
		sandbox = await launchSandbox(folder, lab.options);
		const { client } = sandbox;
		const preview = async (what: keyof Round): Promise<number> => {
			interrupted.throwIfAborted();
			const pack = packs[what];
			const result = await runStep(client, {
				step: "preview",
				stack,
				root,
				folder: folder.path,
				pulumi: choice.installed ?? parts.pulumi,
				engine: choice.engine,
				providers: chooseProviders("auto", process.env),
				...(pack !== undefined && { pack }),
			});
			if (!result.ok) throw new Error(`preview: ${result.errors.join("\n")}`);
			const ran = result.policies.map((one) => one.pack).join();
			const wanted = { without: "", noRules: "no-rules", with: "gxp-lab" }[what];
			if (ran !== wanted) throw new Error(`preview: ran the packs [${ran}], and [${wanted}] was wanted`);
			return result.seconds;
		};
		for (let i = 0; i < 2; i++) await preview("with");
		const rounds: Round[] = [];
		const turns: (keyof Round)[] = ["without", "noRules", "with"];
		for (let i = 0; i < runs; i++) {
			const seconds = { without: 0, noRules: 0, with: 0 };
			for (const what of turns) seconds[what] = await preview(what);
			rounds.push(seconds);
			// Whichever comes first has the colder caches.
			turns.push(...turns.splice(0, 1));
		}
		return compared(stack, rounds);
	} finally {
		interrupted.removeEventListener("abort", end);
		await sandbox?.end();
		if (processesAlive(folder).length === 0) removeFolder(folder, false);
	}
}
