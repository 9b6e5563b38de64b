import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import { formats } from "../../controls/export";
import { typescript } from "../../rehearsal/sandbox/typescript";
import { kyvernoArguments, kyvernoResults } from "./kyvernoReport";
import { median } from "./previews";
import { goTool, kyverno, type Timed, type Tool, timed } from "./tools";

/** What one engine needed for the objects, from the start of its process to its end; medians of the rounds. */
export interface Measured {
	readonly seconds: number;
	readonly processorSeconds: number;
	/** Manifests a second. */
	readonly perSecond: number;
	/** Pairs of a control and an object that violates it. */
	readonly violated: number;
}

export interface Comparison {
	readonly engine: string;
	readonly version: string;
	readonly rules: string;
	/** How many objects both judged: the first ones of all. */
	readonly objects: number;
	readonly gate: Measured;
	readonly other: Measured;
	/** Pairs of a control and an object that one of both alone finds violated. */
	readonly differing: number;
	readonly examples: readonly string[];
}

export interface EngineBench {
	readonly objects: number;
	readonly rounds: number;
	/** With every rule of the gate, those over whole sets too. */
	readonly gate: Measured;
	readonly comparisons: readonly Comparison[];
	/** Engines that were not there: nothing is known of them. */
	readonly absent: readonly { readonly engine: string; readonly why: string }[];
}

interface Engine {
	readonly name: string;
	/** What the gate judges by beside it. */
	readonly rules: { readonly says: string; readonly chosen: string };
	/** An engine that would need hours is given no more objects than these; the gate beside it judges the same. */
	readonly most?: number;
	readonly tool: () => Tool;
	readonly run: (program: string, manifests: string) => Timed;
	readonly violated: (stdout: string) => string[];
}

const gateOutput = z.object({ objects: z.number(), violated: z.array(z.string()), faults: z.literal(0) });
const gatorOutput = z
	.array(
		z.object({
			constraint: z.object({ metadata: z.object({ name: z.string() }) }),
			violatingObject: z.object({ metadata: z.object({ name: z.string() }) }),
		}),
	)
	.nullable();
const conftestOutput = z.array(z.object({ failures: z.array(z.object({ msg: z.string() })).default([]) }));

/**
 * Judges the same objects with the gate and with each engine that is there, in turns in one run. `folder` is a scratch folder.
 * What an engine does not find, the gate must not find either: a comparison of the speed of different answers says nothing.
 */
export async function benchEngines(
	root: string,
	folder: string,
	objects: readonly object[],
	{ rounds, say }: { rounds: number; say: (line: string) => void },
): Promise<EngineBench> {
	const written = (judged: readonly object[]): string => {
		const manifests = join(folder, `objects-${judged.length}.yaml`);
		writeFileSync(manifests, judged.map(textOf).join("---\n"));
		return manifests;
	};
	const manifests = written(objects);
	const gate = (chosen: string, file: string): Timed =>
		timed(process.execPath, [...typescript(root, "cli/bench/gate.ts"), chosen, file], 0);
	const gateViolated = (stdout: string): string[] => gateOutput.parse(JSON.parse(stdout)).violated;
	const measure = (runs: readonly Timed[], judged: number, violated: readonly string[]): Measured => {
		const seconds = median(runs.map((one) => one.seconds));
		return {
			seconds: round(seconds),
			processorSeconds: round(median(runs.map((one) => one.processorSeconds))),
			perSecond: rate(judged / seconds),
			violated: violated.length,
		};
	};
	say("the gate, every rule …");
	const all = Array.from({ length: rounds }, () => gate("all", manifests));
	const comparisons: Comparison[] = [];
	const absent: { engine: string; why: string }[] = [];
	for (const { name, rules, most, tool, run, violated } of await engines(root, folder, say)) {
		const found = tool();
		if ("absent" in found) {
			absent.push({ engine: name, why: found.absent });
			continue;
		}
		const judged = objects.slice(0, most);
		const file = judged.length === objects.length ? manifests : written(judged);
		const [own, others]: [Timed[], Timed[]] = [[], []];
		for (let i = 1; i <= rounds; i++) {
			say(`the gate and ${name}, ${judged.length} objects, round ${i} of ${rounds} …`);
			own.push(gate(rules.chosen, file));
			others.push(run(found.program, file));
		}
		const ours = gateViolated(own[0]?.stdout ?? "");
		const theirs = violated(others[0]?.stdout ?? "");
		const differing = difference(ours, theirs);
		comparisons.push({
			engine: name,
			version: found.version,
			rules: rules.says,
			objects: judged.length,
			gate: measure(own, judged.length, ours),
			other: measure(others, judged.length, theirs),
			differing: differing.length,
			examples: differing.slice(0, 5),
		});
	}
	return {
		objects: objects.length,
		rounds,
		gate: measure(all, objects.length, gateViolated(all[0]?.stdout ?? "")),
		comparisons,
		absent,
	};
}

async function engines(root: string, folder: string, say: (line: string) => void): Promise<readonly Engine[]> {
	const policies = async (format: "gatekeeper" | "kyverno"): Promise<string> => {
		const target = join(folder, format);
		mkdirSync(target);
		for (const { name, content } of (await formats[format]?.({ environmentClass: "production", exceptions: [] })) ?? [])
			writeFileSync(join(target, name), typeof content === "string" ? content : textOf(content));
		return target;
	};
	const [gatekeeper, kyvernos] = [await policies("gatekeeper"), await policies("kyverno")];
	const cel = { says: "every rule in CEL, as exported", chosen: "cel" };
	const rego = "SEC-001,SEC-002,INT-001";
	return [
		{
			name: "gator",
			rules: cel,
			tool: () => goTool("gator", process.env, say),
			run: (program, manifests) =>
				timed(program, ["test", "--filename", manifests, "--filename", gatekeeper, "--output", "json"], 1),
			violated: (stdout) =>
				unique(
					(gatorOutput.parse(JSON.parse(stdout)) ?? []).map(
						({ constraint, violatingObject }) =>
							`${controlOf(constraint.metadata.name)} ${violatingObject.metadata.name}`,
					),
				),
		},
		{
			name: "kyverno",
			rules: cel,
			// It compiles every policy anew for every object (1.19.1, processor/policy_processor.go), which takes 2 to 3 s for ours.
			most: 100,
			tool: () => kyverno(process.env),
			run: (program, manifests) => timed(program, kyvernoArguments([kyvernos], manifests), 1),
			violated: (stdout) =>
				unique(
					kyvernoResults(stdout)
						.filter(({ result }) => result === "fail" || result === "error")
						.map(({ policy, object }) => `${controlOf(policy)} ${object.name}`),
				),
		},
		{
			name: "conftest",
			rules: { says: `${rego.replaceAll(",", ", ")}, written in Rego for this bench`, chosen: rego },
			tool: () => goTool("conftest", process.env, say),
			run: (program, manifests) =>
				timed(
					program,
					["test", "--policy", join(root, "cli/bench/rego"), "--output", "json", "--no-fail", manifests],
					0,
				),
			violated: (stdout) =>
				unique(conftestOutput.parse(JSON.parse(stdout)).flatMap(({ failures }) => failures.map(({ msg }) => msg))),
		},
	];
}

/** `gxp-lab-sec-001-restricted-pods-workloads` is of SEC-001. */
function controlOf(policy: string): string {
	return (/^gxp-lab-([a-z]{3}-\d{3})-/.exec(policy)?.[1] ?? policy).toUpperCase();
}

/** What is in one of both alone, with who found it. */
export function difference(gate: readonly string[], other: readonly string[]): string[] {
	const [ours, theirs] = [new Set(gate), new Set(other)];
	return [
		...gate.filter((one) => !theirs.has(one)).map((one) => `${one}: the gate alone`),
		...other.filter((one) => !ours.has(one)).map((one) => `${one}: the other alone`),
	];
}

function unique(items: readonly string[]): string[] {
	return [...new Set(items)];
}

function textOf(object: object): string {
	return stringify(object, { lineWidth: 0, aliasDuplicateObjects: false, version: "1.1" });
}

/** A whole number, where it says enough. */
function rate(perSecond: number): number {
	return perSecond < 10 ? Math.round(perSecond * 100) / 100 : Math.round(perSecond);
}

function round(seconds: number): number {
	return Math.round(seconds * 10) / 10;
}
