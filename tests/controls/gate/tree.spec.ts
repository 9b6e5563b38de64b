import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect } from "chai";
import { readExceptions } from "../../../controls/exceptionsFile";
import { formatFault } from "../../../controls/gate/fault";
import { findSources } from "../../../controls/gate/sources";
import { judgeAll } from "./judging";

const top = resolve(__dirname, "../../..");

async function* nothing(): AsyncGenerator<Buffer> {}

describe("the gate over the manifests in the tree", () => {
	it("holds, test fixtures left out, as CI runs it", async () => {
		const { stdout } = spawnSync("git", ["grep", "-lE", "^apiVersion:", "--", "*.yaml", "*.yml", ":!tests"], {
			cwd: top,
			encoding: "utf8",
		});
		const files = stdout.split("\n").filter((file) => file !== "");
		expect(files).not.to.deep.equal([]);
		const { sources, faults } = findSources(files, nothing(), top);
		expect(faults).to.deep.equal([]);
		const result = await judgeAll(sources, { exceptions: readExceptions() });
		expect(result.faults.map(formatFault)).to.deep.equal([]);
		expect(result.findings.filter(({ level }) => level === "mandatory")).to.deep.equal([]);
		expect(result.files).to.equal(files.length);
	});
});
