import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { catalogue } from "../../controls/catalogue";
import type { Proof } from "../../rehearsal/proof/prove";
import { outcomes, type ProofRecord } from "../../rehearsal/proof/record";
import type { ProofSubject } from "../../rehearsal/proof/subject";
import { ensureParts } from "../../rehearsal/sandbox/parts";
import { exitCodes, Misuse, Progress, painter, print, root, say } from "../context";

export interface ProveFlags {
	readonly controls: readonly string[];
	readonly json: boolean;
	/** Where the record is written; by the controls that are asked for where it is left out. */
	readonly record: string | undefined;
}

const known = new Set(catalogue.map(({ id }) => id));

/** Proves the controls and writes the record; exit code 0 only when every one is proven. */
export async function proveControls({ controls, json, record }: ProveFlags): Promise<void> {
	const strangers = controls.filter((id) => !known.has(id));
	if (strangers.length > 0)
		throw new Misuse(`${strangers.join(", ")}: is no control of the catalogue; it must be an id such as SEC-001`);
	const interruption = new AbortController();
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => interruption.abort());
	const { signal } = interruption;
	const parts = await ensureParts(say, { root, interrupted: signal }).catch((cause: unknown) => {
		if (!signal.aborted) throw cause;
	});
	if (parts === undefined) return interrupted();
	// Loaded here, so that every other command starts without the cases.
	const { prove } = require("../../rehearsal/proof/prove") as typeof import("../../rehearsal/proof/prove");
	const { proofSubject, readGitState, recordFile } =
		require("../../rehearsal/proof/subject") as typeof import("../../rehearsal/proof/subject");
	const before = readGitState(root);
	const progress = new Progress("proving the controls");
	const started = new Date();
	let proof: Proof | undefined;
	try {
		proof = await prove({ parts, wanted: new Set(controls), progress: (text) => progress.now(text), signal });
	} catch (error) {
		if (!signal.aborted) throw error;
	} finally {
		progress.end();
	}
	if (proof === undefined) return interrupted();
	const subject = proofSubject(root, controls, before, readGitState(root));
	const times = { started: started.toISOString(), ended: new Date().toISOString() };
	const document = { schemaVersion: 1, ...times, ...subject, ...proof };
	const file = resolve(root, record ?? recordFile(controls));
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(`${file}.new`, `${JSON.stringify(document, null, "\t")}\n`);
	renameSync(`${file}.new`, file);
	if (json) print(JSON.stringify(document));
	else for (const line of summary(proof, subject, relative(root, file))) print(line);
	process.exitCode = proof.unproven.length === 0 ? exitCodes.held : exitCodes.finding;
}

function interrupted(): void {
	say("interrupted: nothing is proven by what ran so far, and no record was written");
	process.exitCode = exitCodes.interrupted;
}

const places: Readonly<Record<ProofRecord["where"], string>> = {
	admission: "by the API server",
	preview: "in a preview",
	up: "in up",
	repository: "in the repository",
};

/** What a person reads: a line a control, then what was not shown, then the count, then what it was proven of. */
export function summary({ records, controls, proven, unproven }: Proof, subject: ProofSubject, file: string): string[] {
	const paint = painter(process.stdout);
	const ids = [
		...new Set([...records.map(({ control }) => control), ...unproven.map(({ control }) => control)]),
	].sort();
	const lines = ids.map((id) => {
		const why = unproven.find(({ control }) => control === id)?.why;
		const counts = Object.entries(places).flatMap(([where, text]) => {
			const own = records.filter((one) => one.control === id && one.where === where && one.held === true);
			const counts = outcomes.flatMap((outcome) => {
				const count = own.filter(({ expected }) => expected === outcome).length;
				return count === 0 ? [] : [`${count} ${outcome}`];
			});
			return own.length === 0 ? [] : [`${counts.join(", ")} ${text}`];
		});
		return why === undefined
			? `${paint("green", "proven  ")}  ${id}  ${counts.join("; ")}`
			: `${paint("red", "unproven")}  ${id}  ${why}`;
	});
	const notShown = records.filter(({ held }) => held === undefined).length;
	return [
		...lines,
		"",
		`${proven} of ${controls} controls proven; ${records.length} records, ${notShown} of them of what could not be shown there (the record says why)`,
		"admission: real etcd and kube-apiserver, policies bound as in production. preview and up: the real engine and policy host;",
		"a provider that accepts everything stands in for all others. up: what no preview could decide is refused before it is made,",
		"and what only the whole stack shows fails the run at its end.",
		`proven of ${ofWhat(subject)}, with ${versionsOf(subject)}`,
		`record: ${file}`,
	];
}

function ofWhat({ commit, clean, changed }: ProofSubject): string {
	const at = commit === null ? "a tree of no one commit" : `commit ${commit.slice(0, 12)}`;
	if (clean || commit === null) return at;
	return `${at} and ${changed.length} ${changed.length === 1 ? "file that is" : "files that are"} not as committed: no evidence of the commit`;
}

function versionsOf({ versions }: ProofSubject): string {
	return Object.entries(versions)
		.map(([name, version]) => `${name} ${version}`)
		.join(", ");
}
