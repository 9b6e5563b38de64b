import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { takeDown } from "../../cli/down";
import { createFolder, type Folder } from "../../rehearsal/sandbox/folder";
import { launchSandbox } from "../../rehearsal/sandbox/launch";
import { ensureParts } from "../../rehearsal/sandbox/parts";
import { prepareLab } from "../../rehearsal/sandbox/prepare";
import { checkStack } from "../../stacks/file";
import { controlPlaneOf } from "../rehearsal/lifecycle/rehearsal";

const root = resolve(__dirname, "../..");

describe("lab up in a kept sandbox", function () {
	this.timeout(300_000);
	let folder: Folder;

	before(async () => {
		const checked = checkStack("lab", root);
		if ("faults" in checked) throw new Error(checked.faults.join("\n"));
		const parts = await ensureParts(() => undefined, { root });
		folder = createFolder(root, "lab");
		const { options } = await prepareLab({ folder, config: checked.config, stack: "lab", parts });
		(await launchSandbox(folder, options)).keep();
	});
	after(() => takeDown(folder));

	it("does not start when its preview has a mandatory finding, and says which stack file it used", () => {
		const project = join(folder.path, "project");
		mkdirSync(project);
		const more = [controlPlaneOf(2), controlPlaneOf(3)].map((node) => `    - ${JSON.stringify(node)}\n`).join("");
		const edited = readFileSync(join(root, "Pulumi.lab.yaml"), "utf8")
			.replace(/^( *)class: lab$/m, "$1class: validation")
			.replace(/^ {2}gxp-lab:nodes:\n/m, (head) => `${head}${more}`);
		writeFileSync(join(project, "Pulumi.lab.yaml"), edited);
		const args = ["up", folder.id, "--engine", "embedded", "--providers", "stand-in"];
		const { status, stdout, stderr } = spawnSync(join(root, "lab"), args, { encoding: "utf8" });
		expect(status, stderr).to.equal(1);
		expect(stderr).to.include("preview: mandatory findings, so up does not start\n");
		expect(stderr).to.include(
			`uses .rehearsal/${folder.id}/project/Pulumi.lab.yaml, which differs from Pulumi.lab.yaml`,
		);
		// The engine's events: of a preview, and of no up.
		expect(existsSync(join(folder.logs, "engine-preview.ndjson"))).to.equal(true);
		expect(existsSync(join(folder.logs, "engine-up.ndjson"))).to.equal(false);
		expect(stdout).to.match(/^preview: /);
	});
});
