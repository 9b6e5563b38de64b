import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { catalogue } from "../../controls/catalogue";
import { readRepository } from "../../controls/repository/read";
import type { GitState } from "../../controls/repository/repository";
import { type PartName, partSources } from "../sandbox/part-list";
import { versionOf } from "../sandbox/parts";

/** What a proof is about: without it a record says that controls were proven, and not which. */
export interface ProofSubject {
	/** The controls that were asked for, in the catalogue's order; `all` where none was left out. */
	asked: "all" | string[];
	/** The commit that was proven; null outside a work tree, before the first commit, or where it changed meanwhile. */
	commit: string | null;
	/** Whether the tree was that commit's, when the proof began and when it ended. */
	clean: boolean;
	/** What was not as it was committed, or was hidden from git, at the beginning or at the end. */
	changed: string[];
	/** What judged, and what ran it. */
	versions: Record<string, string>;
}

/** The parts that a proof runs. */
const judging: readonly PartName[] = ["pulumi", "kube-apiserver", "etcd"];

export function readGitState(root: string): GitState {
	return readRepository({ root, stack: "", rehearsal: true, now: new Date(), changes: [] }).git;
}

/** Binds a proof to the commit, to the state of the tree before and after, and to the versions that the modules pin. */
export function proofSubject(
	root: string,
	controls: readonly string[],
	before: GitState,
	after: GitState,
): ProofSubject {
	const changed = [...new Set([before, after].flatMap(({ dirty, hidden }) => [...dirty, ...hidden]))].sort();
	const commit = before.commit !== undefined && before.commit === after.commit ? before.commit : null;
	return {
		asked: askedFor(controls),
		commit,
		clean: commit !== null && changed.length === 0,
		changed,
		versions: versions(root),
	};
}

function versions(root: string): Record<string, string> {
	const { version } = z
		.object({ version: z.string() })
		.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
	const parts = partSources.filter(({ name }) => judging.includes(name));
	return {
		"gxp-lab": version,
		node: process.versions.node,
		...Object.fromEntries(
			parts.map((source) => [source.name, versionOf(source, root)?.replace(/^v/, "") ?? "unknown"]),
		),
	};
}

function askedFor(controls: readonly string[]): "all" | string[] {
	const asked = catalogue.map(({ id }) => id).filter((id) => controls.includes(id));
	return asked.length === 0 || asked.length === catalogue.length ? "all" : asked;
}

/** More ids than this are not a file's name. */
const MOST_NAMED = 12;

/** Where a record is written unless something else is said: a part of the controls never takes the place of all of them. */
export function recordFile(controls: readonly string[]): string {
	const asked = askedFor(controls);
	if (asked === "all") return ".cache/proof.json";
	const named =
		asked.length <= MOST_NAMED
			? asked.join("-")
			: `${asked.length}-controls-${createHash("sha256").update(asked.join()).digest("hex").slice(0, 8)}`;
	return `.cache/proof-${named}.json`;
}
