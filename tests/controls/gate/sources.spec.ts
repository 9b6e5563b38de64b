import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { formatFault } from "../../../controls/gate/fault";
import { findSources, unreadable } from "../../../controls/gate/sources";

async function* nothing(): AsyncGenerator<Buffer> {}

describe("the files that the gate reads", () => {
	let base: string;
	beforeEach(() => {
		base = mkdtempSync(join(tmpdir(), "gate-sources-"));
		for (const folder of ["tree/deep", "tree/.git", "tree/node_modules"])
			mkdirSync(join(base, folder), { recursive: true });
		for (const file of [
			"tree/b.yml",
			"tree/a.yaml",
			"tree/deep/c.JSON",
			"tree/notes.md",
			"tree/.git/d.yaml",
			"tree/node_modules/e.yaml",
		])
			writeFileSync(join(base, file), "");
	});
	afterEach(() => rmSync(base, { recursive: true }));

	const find = (...given: string[]) => {
		const { sources, faults } = findSources(given, nothing(), base);
		return { files: sources.map(({ file }) => file), faults: faults.map(formatFault) };
	};

	it("are the YAML and JSON files of a folder and below it, in a fixed order, named as the user named the folder", () => {
		expect(find("tree")).to.deep.equal({ files: ["tree/a.yaml", "tree/b.yml", "tree/deep/c.JSON"], faults: [] });
	});

	it("are each read once, however often they are named", () => {
		symlinkSync("a.yaml", join(base, "tree/link.yaml"));
		expect(find("tree/a.yaml", "tree").files).to.deep.equal(["tree/a.yaml", "tree/b.yml", "tree/deep/c.JSON"]);
	});

	it("may be any file that is named, and standard input", () => {
		expect(find("tree/notes.md", "-").files).to.deep.equal(["tree/notes.md", "-"]);
	});

	it("do not end in a loop of links", () => {
		symlinkSync("..", join(base, "tree/deep/up"));
		symlinkSync("me", join(base, "tree/me"));
		expect(find("tree")).to.deep.equal({
			files: ["tree/a.yaml", "tree/b.yml", "tree/deep/c.JSON"],
			faults: [
				"tree/deep/up: is a loop of symbolic links; remove the link",
				"tree/me: is a loop of symbolic links; remove the link",
			],
		});
	});

	it("that are not there are told, and the others are read", () => {
		symlinkSync("nowhere", join(base, "tree/broken.yaml"));
		expect(find("missing", "tree/broken.yaml", "tree/a.yaml")).to.deep.equal({
			files: ["tree/a.yaml"],
			faults: [
				"missing: is not there; it must be a file, a folder or - for standard input",
				"tree/broken.yaml: is not there; it must be a file, a folder or - for standard input",
			],
		});
	});

	it("are missing from a folder without manifests", () => {
		mkdirSync(join(base, "empty"));
		expect(find("empty").faults).to.deep.equal(["empty: holds no .yaml, .yml or .json file; nothing was judged"]);
	});

	it("are no devices", () => {
		expect(find("/dev/null").faults).to.deep.equal(["/dev/null: is not a file; it must be a file, a folder or -"]);
	});

	it("that may not be read are told with what to do", () => {
		expect(unreadable(Object.assign(new Error(), { code: "EACCES" }))).to.equal(
			"cannot be read; its permissions must let you read it",
		);
	});
});
