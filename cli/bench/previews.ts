import { createFolder, processesAlive, removeFolder } from "../../rehearsal/sandbox/folder";
import { launchSandbox, type Sandbox } from "../../rehearsal/sandbox/launch";
import { ensureParts } from "../../rehearsal/sandbox/parts";
import { prepareLab } from "../../rehearsal/sandbox/prepare";
import { checkStack } from "../../stacks/file";
import { Misuse, say } from "../context";
import { chooseEngine, chooseProviders } from "../rehearsal/choices";
import { runStep } from "../rehearsal/step";

export interface PreviewComparison {
	readonly stack: string;
	/** Seconds, a pair each: the one right after the other, in turns. */
	readonly pairs: readonly { readonly without: number; readonly with: number }[];
	/** The medians of the pairs, in seconds. */
	readonly without: number;
	readonly with: number;
	/** How much longer the pack takes, as a part of one. */
	readonly more: number;
	readonly limit: number;
	readonly met: boolean;
}

/** At most so much longer, as a part of one. */
export const limit = 0.15;

export function compared(stack: string, pairs: PreviewComparison["pairs"]): PreviewComparison {
	const without = median(pairs.map((pair) => pair.without));
	const withPack = median(pairs.map((pair) => pair.with));
	const more = Math.round((withPack / without - 1) * 1000) / 1000;
	return { stack, pairs, without, with: withPack, more, limit, met: more <= limit };
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const half = Math.floor(sorted.length / 2);
	const [lower, upper] = sorted.length % 2 === 1 ? [sorted[half], sorted[half]] : [sorted[half - 1], sorted[half]];
	if (lower === undefined || upper === undefined) throw new Error("median: there are no values");
	return (lower + upper) / 2;
}

/**
 * Previews a stack with and without the policy pack in one sandbox, where nothing is there yet, so that every resource is judged.
 * One preview with the pack comes first and is not counted: it transpiles and writes what later ones read.
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
	const parts = await ensureParts(say, { root, interrupted });
	interrupted.throwIfAborted();
	const folder = createFolder(root, stack);
	let sandbox: Sandbox | undefined;
	const end = () => void sandbox?.end();
	interrupted.addEventListener("abort", end);
	try {
		const lab = await prepareLab({ folder, config: checked.config, stack, parts });
		sandbox = await launchSandbox(folder, lab.options);
		const { client } = sandbox;
		const preview = async (pack: boolean): Promise<number> => {
			interrupted.throwIfAborted();
			const result = await runStep(client, {
				step: "preview",
				stack,
				root,
				folder: folder.path,
				pulumi: choice.installed ?? parts.pulumi,
				engine: choice.engine,
				providers: chooseProviders("auto", process.env),
				pack,
			});
			if (!result.ok) throw new Error(`preview: ${result.errors.join("\n")}`);
			if (result.policies.length > 0 !== pack)
				throw new Error(`preview: ran ${result.policies.length} packs, and ${pack ? "one" : "none"} was wanted`);
			return result.seconds;
		};
		await preview(true);
		const pairs: { without: number; with: number }[] = [];
		for (let i = 0; i < runs; i++) {
			// Whichever comes first has the colder caches: they take turns.
			if (i % 2 === 0) {
				const without = await preview(false);
				pairs.push({ without, with: await preview(true) });
			} else {
				const withPack = await preview(true);
				pairs.push({ with: withPack, without: await preview(false) });
			}
		}
		return compared(stack, pairs);
	} finally {
		interrupted.removeEventListener("abort", end);
		await sandbox?.end();
		if (processesAlive(folder).length === 0) removeFolder(folder, false);
	}
}
