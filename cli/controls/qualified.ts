import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { pinnedVersions } from "../../controls/repository/pinnedVersions";
import { QUALIFIED } from "../../controls/repository/qualifiedVersions";
import { readRepository } from "../../controls/repository/read";
import { Misuse, print, root, say } from "../context";

const head = [
	"# The versions that a qualification was executed with (CHG-009), and the record of it. Written by",
	"# `lab controls qualified --record <file>`; without an executed qualification it names neither.",
	"",
].join("\n");

/**
 * Prints the versions that the repository pins. With a record, which must be committed, they become those that were qualified:
 * whoever names it says that the qualification was executed with them.
 */
export function qualifiedVersionsCommand(record: string | undefined, top = root): void {
	const repository = readRepository({ root: top, stack: "", rehearsal: false, now: new Date(), changes: [] });
	const pinned = pinnedVersions(repository);
	if ("faulty" in pinned) throw new Misuse(`${pinned.faulty}: does not state the versions that it pins; restore it`);
	const { versions } = pinned;
	if (record === undefined) {
		print(stringify({ versions }, { lineWidth: 0 }).trimEnd());
		return;
	}
	const text = repository.has(record) ? repository.text(record) : undefined;
	if (text === undefined || repository.git.dirty.includes(record))
		throw new Misuse(`${record}: is not committed; the record of a qualification is part of the repository`);
	// What was qualified is a commit: versions and a pack that lie beside one were never under change control.
	const { commit, dirty, hidden } = repository.git;
	const [changed] = [...dirty, ...hidden].filter((file) => file !== QUALIFIED);
	if (commit === undefined || changed !== undefined)
		throw new Misuse(
			`${changed ?? "the tree"}: is not as it was committed; commit what was qualified, or take it back`,
		);
	const sha256 = createHash("sha256").update(text).digest("hex");
	writeFileSync(
		join(top, QUALIFIED),
		head + stringify({ record: { file: record, sha256 }, versions }, { lineWidth: 0 }),
	);
	say(`${QUALIFIED}: written, for the qualification that ${record} records`);
}
