import { fstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { clock, isRehearsal } from "../../controls/clock";
import { ofReleases } from "../../controls/exceptions";
import { checkSource, relocateIn } from "../../controls/gate/check";
import { exceptionsWithFaults } from "../../controls/gate/exceptions";
import { formatFault } from "../../controls/gate/fault";
import { type FormatName, fileNames, formats } from "../../controls/gate/formats";
import type { ExitCode } from "../../controls/gate/formats/human";
import { widthOf } from "../../controls/gate/formats/wrapped";
import { Gate } from "../../controls/gate/gate";
import type { GateResult } from "../../controls/gate/result";
import { findSources, type Source } from "../../controls/gate/sources";
import { manifestsIn } from "../../controls/gate/tree";
import { Ledger } from "../../controls/ledger";
import type { EnvironmentClass } from "../../controls/types";
import { HELM } from "../../rehearsal/providers/kubernetes/helm";
import { partSources } from "../../rehearsal/sandbox/part-list";
import { ensureParts } from "../../rehearsal/sandbox/parts";
import { checkStack, type LabConfig } from "../../stacks/file";
import { releasesOf } from "../../stacks/releases";
import { calledFrom, exitCodes, Misuse, painter, print, root, say, waiting } from "../context";
import type { CheckFlags } from "./index";
import { classOfStack, ENVIRONMENTS } from "./stackClass";

/** Judges manifests by the controls, and sets the exit code: 2 where something could not be read, 1 at a mandatory finding. */
export async function checkManifests(given: readonly string[], flags: CheckFlags): Promise<void> {
	const wanted = wantedFormats(flags);
	if (flags.change !== undefined) throw new Misuse("--change: is for --repository; leave it out");
	if (flags.rendered === true && given.length > 0) throw new Misuse("--rendered: takes no files; leave them out");
	if (flags.tree === true && given.length > 0) throw new Misuse("--tree: takes no files; leave them out");
	if (flags.tree === true && flags.rendered === true)
		throw new Misuse("--tree: does not go with --rendered; take one of them");
	if (flags.rendered !== true && flags.tree !== true && given.length === 0)
		throw new Misuse(
			"lab controls check: names nothing to judge; take files, folders, -, --tree, --rendered or --repository",
		);
	const rendered = flags.rendered === true ? stackToRender(flags.stack) : undefined;
	const environmentClass = classOf(flags.stack, flags.class);
	const now = clock();
	const shown = flags.exceptions ?? "policy-pack/exceptions.yaml";
	const file = flags.exceptions === undefined ? join(root, shown) : resolve(calledFrom, shown);
	if (flags.exceptions !== undefined) say(`exceptions are those of ${shown}, not the project's`);
	const { exceptions, faults } = exceptionsWithFaults(file, shown);
	const releases = flags.stack === undefined ? undefined : releasesOf(flags.stack, root);
	const ledger = new Ledger(ofReleases(exceptions, releases), now, isRehearsal());
	const gate = new Gate({
		...{ environmentClass, stack: flags.stack, ledger },
		...{ whole: flags.whole === true, rendered: rendered !== undefined },
	});
	for (const fault of faults) gate.fault(fault);
	const sources =
		rendered !== undefined
			? await checkRendered(rendered, gate)
			: flags.tree === true
				? await checkFiles(treeOf(root), gate, root)
				: await checkFiles(given, gate, calledFrom);
	const result = await gate.end(relocateIn(sources));
	present(result, wanted, flags.output, (name) =>
		formats[name](result, {
			environmentClass,
			paint: painter(process.stdout),
			width: widthOf(process.stdout),
			everything: flags.whole === true || flags.rendered === true,
			exitCode: exitCodeOf(result),
			now,
			version: version(),
			files: sources.map((source: Source) => source.file),
		}),
	);
}

/** The manifests that the repository tracks. How many there were is said, because no finding among none says nothing. */
function treeOf(top: string): string[] {
	const { manifests, tracked } = manifestsIn(top);
	const count = manifests.length === 0 ? "no manifest" : `${manifests.length} manifests`;
	say(`${count} in the tree (${tracked} tracked files, tests/ left out)`);
	return manifests;
}

async function checkFiles(given: readonly string[], gate: Gate, base: string): Promise<Source[]> {
	const { sources, faults } = findSources(given, process.stdin, base);
	for (const fault of faults) gate.fault(fault);
	await waiting(async (report) => {
		// Nobody waits in front of a file, and a document on standard error would be a fault to whoever reads it.
		const progress = process.stderr.isTTY
			? setInterval(() => report(`${gate.judged} objects are judged …`, true), 2000)
			: undefined;
		try {
			for (const source of sources) await checkSource(source, gate);
		} finally {
			clearInterval(progress);
		}
	});
	return sources;
}

function stackToRender(stack: string | undefined): LabConfig {
	if (stack === undefined) throw new Misuse("--rendered: needs --stack <name>");
	const checked = checkStack(stack, root);
	if ("faults" in checked) throw new Misuse(checked.faults.join("\n"));
	return checked.config;
}

async function checkRendered(config: LabConfig, gate: Gate): Promise<Source[]> {
	// The program's packages take seconds to load, which only this needs.
	const { programReleases } = require("./rendered/releases") as typeof import("./rendered/releases");
	const { checkReleases } = require("./rendered/render") as typeof import("./rendered/render");
	const releases = await programReleases(config, root);
	if (releases.some(({ archive }) => archive !== undefined)) process.env[HELM] ??= await helm();
	return checkReleases(releases, config.kubernetes.version, gate);
}

/** The part of the rehearsal, which is built where it is not there. */
async function helm(): Promise<string> {
	const sources = partSources.filter(({ name }) => name === "helm");
	return (await waiting((report, every) => ensureParts(report, { root, sources, ...every }))).helm;
}

/** Manifests of no stack are judged as production, and so are those of a stack that is bound to no class. */
function classOf(stack: string | undefined, wanted: EnvironmentClass | undefined): EnvironmentClass {
	if (stack === undefined) return wanted ?? "production";
	const { environmentClass, unbound } = classOfStack(stack, root);
	if (wanted !== undefined && wanted !== environmentClass)
		throw new Misuse(
			unbound === undefined
				? `--class ${wanted}: ${stack} is bound to ${environmentClass} in ${ENVIRONMENTS}; leave --class out`
				: `--class ${wanted}: ${unbound}, so it is judged as ${environmentClass}; bind it, or leave --class out`,
		);
	if (unbound !== undefined) say(`${environmentClass}: ${unbound}`);
	return environmentClass;
}

function wantedFormats({ json, sarif, junit, policyReport, output }: CheckFlags): Exclude<FormatName, "human">[] {
	const flags = { json, sarif, junit, policyReport };
	const all = Object.keys(flags) as (keyof typeof flags)[];
	const wanted = all.filter((name) => flags[name] === true);
	if (output === undefined && wanted.length > 1)
		throw new Misuse("several formats on one output; take one of them, or --output <folder> for all of them");
	return output !== undefined && wanted.length === 0 ? all : wanted;
}

/**
 * Faults go to standard error, whatever the format has of them: nobody must overlook one. What a person reads has them too, above the
 * verdict; where that and standard error are one, they stand there alone.
 */
function present(
	result: GateResult,
	wanted: readonly Exclude<FormatName, "human">[],
	output: string | undefined,
	format: (name: FormatName) => string,
): void {
	const human = output !== undefined || wanted.length === 0;
	if (!human || !isOneOutput()) for (const fault of result.faults) say(formatFault(fault));
	if (output === undefined) print(format(wanted[0] ?? "human"));
	else {
		const folder = resolve(calledFrom, output);
		mkdirSync(folder, { recursive: true });
		for (const name of wanted) writeFileSync(join(folder, fileNames[name]), `${format(name)}\n`);
		print(format("human"));
		say(`written to ${output}: ${wanted.map((name) => fileNames[name]).join(", ")}`);
	}
	process.exitCode = exitCodeOf(result);
}

/** Whether standard output and standard error go to the same terminal, file or pipe. */
function isOneOutput(): boolean {
	const [out, error] = [fstatSync(process.stdout.fd), fstatSync(process.stderr.fd)];
	return out.dev === error.dev && out.ino === error.ino;
}

export function exitCodeOf({ faults, findings, objects, notEvaluated }: GateResult): ExitCode {
	if (faults.length > 0) return exitCodes.misuse;
	// Charts that are not in the cache: that nothing was found says nothing.
	if (objects === 0 && notEvaluated.length > 0) return exitCodes.misuse;
	return findings.some(({ level }) => level === "mandatory") ? exitCodes.finding : exitCodes.held;
}

function version(): string {
	const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
	return version;
}
