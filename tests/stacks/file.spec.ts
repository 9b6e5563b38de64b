import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { checkStack, checkStackFile, parseStackFile, readStackFile, stackNames } from "../../stacks/file";
import { baseText, checked, fixtures } from "./fixtures";

const root = join(__dirname, "..", "..");

describe("stack files", () => {
	describe("an invalid one", () => {
		const invalid = fixtures("invalid");
		for (const fixture of invalid) {
			it(`is refused: ${fixture.name}`, () => {
				expect(checked(fixture)).to.have.property("faults").that.deep.equals(fixture.comment);
			});
		}

		it("has a fixture for at least 60 faults, each with words of its own", () => {
			const says = invalid.filter(({ comment }) => comment.length === 1).map(({ comment }) => comment[0]);
			expect(new Set(says).size).to.equal(says.length).and.to.be.at.least(60);
		});

		it("is refused in lines of the form <path>: <what it is>; <what it must be or the fix>", () => {
			const form = /^((gxp-lab|pulumi|proxmoxve):[^:]+|Pulumi\.lab\.yaml(:\d+:\d+)?): .+[;,] .+$/;
			for (const { comment } of invalid) for (const line of comment) expect(line).to.match(form);
		});
	});

	describe("a near miss", () => {
		for (const fixture of fixtures("valid")) {
			it(`is accepted: ${fixture.name}`, () => {
				const result = checked(fixture);
				expect(result).to.not.have.property("faults");
				expect(result).to.have.property("warnings").that.deep.equals(fixture.warnings);
			});
		}
	});

	it("of this project are valid", () => {
		for (const stack of stackNames(root)) expect(checkStack(stack, root)).to.not.have.property("faults");
		expect(stackNames(root)).to.include.members(["lab", "prod"]);
	});

	it("get the profile's defaults where they say nothing", () => {
		const result = checkStackFile(parseStackFile(baseText("lab"), "lab"));
		if (!("config" in result)) throw new Error(result.faults.join("\n"));
		expect(result.config.proxmox.storage).to.deep.equal({ images: "local", disks: "local-lvm" });
		expect(result.config.platform.cni).to.equal("cilium");
		expect(result.config.nodes[0]?.labels).to.deep.equal({});
	});

	it("that are not there are answered with those that are", () => {
		expect(checkStack("qa", root)).to.deep.equal({
			faults: [`Pulumi.qa.yaml: does not exist; the stacks here are ${stackNames(root).join(", ")}`],
		});
	});

	it("that are not there, in a folder without any, are answered with what to do", () => {
		const folder = mkdtempSync(join(tmpdir(), "gxp-lab-"));
		try {
			expect(checkStack("qa", folder)).to.deep.equal({ faults: ["Pulumi.qa.yaml: does not exist; write one"] });
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("may hold what Pulumi keeps beside the configuration", () => {
		const folder = mkdtempSync(join(tmpdir(), "gxp-lab-"));
		try {
			writeFileSync(
				join(folder, "Pulumi.lab.yaml"),
				`secretsprovider: passphrase\nencryptionsalt: v1:c2FsdA==\n${baseText("lab")}`,
			);
			const file = readStackFile(join(folder, "Pulumi.lab.yaml"));
			expect(file.stack).to.equal("lab");
			expect(checkStackFile(file)).to.not.have.property("faults");
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("never have a secret's value in a fault", () => {
		const token = "root@pam!lab=1a2b3c4d-0000-0000-0000-000000000000";
		const text = baseText("lab")
			.replace("https://pve1", "http://root:1a2b3c4d@pve1")
			.replace("config:\n", `config:\n  gxp-lab:proxmoxApiToken: ${token}\n  gxp-lab:apiToken: ${token}\n`);
		const result = checkStackFile(parseStackFile(text, "lab"));
		expect(result).to.have.property("faults").with.lengthOf(3);
		expect(JSON.stringify(result)).to.not.include("1a2b3c4d");
	});
});
