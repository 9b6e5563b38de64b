import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { qualifiedVersionsCommand } from "../../../cli/controls/qualified";
import { judgeStackRepository } from "../../../cli/controls/repository";

describe("lab controls qualified", function () {
	this.timeout(120_000);
	let root: string;
	const write = (file: string, text: string): void => {
		mkdirSync(dirname(join(root, file)), { recursive: true });
		writeFileSync(join(root, file), text);
	};
	const git = (...args: string[]) =>
		execFileSync("git", ["-C", root, "-c", "user.name=test", "-c", "user.email=test@example.org", ...args]);
	const found = (): string[] => {
		git("add", ".");
		const options = { changes: [], rehearsal: true, now: new Date("2026-11-21") };
		return judgeStackRepository(root, "prod", options)
			.findings.filter(({ control }) => control === "CHG-009")
			.map(({ path }) => path);
	};

	before(() => {
		root = mkdtempSync(join(tmpdir(), "qualified-"));
		git("init", "--quiet");
		write("Pulumi.prod.yaml", "config: {}\n");
		write("package-lock.json", JSON.stringify({ packages: { "node_modules/@pulumi/tls": { version: "5.6.1" } } }));
		write("policy-pack/package.json", JSON.stringify({ version: "0.1.0" }));
		write("charts.lock.yaml", "charts: []\n");
		write("docs/iq.json", "{}");
		git("add", ".");
		git("commit", "--quiet", "-m", "all");
	});
	after(() => rmSync(root, { recursive: true, force: true }));

	it("writes what CHG-009 then finds nothing in, until a version changes", () => {
		expect(found()).to.deep.equal(["file"]);
		qualifiedVersionsCommand("docs/iq.json", root);
		expect(readFileSync(join(root, "qualified.lock.yaml"), "utf8")).to.include("file: docs/iq.json");
		expect(found()).to.deep.equal([]);
		write("policy-pack/rule.ts", "// another rule\n");
		expect(found()).to.deep.equal(["versions.pack.sha256"]);
	});

	it("writes nothing where the pack is not as it was committed", () => {
		write("policy-pack/rule.ts", "// not committed\n");
		expect(() => qualifiedVersionsCommand("docs/iq.json", root)).to.throw(
			"policy-pack/rule.ts: is not as it was committed; commit what was qualified, or take it back",
		);
	});

	it("writes nothing for a record that is not committed", () => {
		write("docs/draft.json", "{}");
		expect(() => qualifiedVersionsCommand("docs/draft.json", root)).to.throw(
			"docs/draft.json: is not committed; the record of a qualification is part of the repository",
		);
	});
});
