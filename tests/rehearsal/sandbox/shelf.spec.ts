import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { type Folder, folderOf } from "../../../rehearsal/sandbox/folder";
import { runConfig, Shelf } from "../../../rehearsal/sandbox/shelf";
import { checkStack, type LabConfig } from "../../../stacks/file";

const root = resolve(__dirname, "../../..");

function committed(): LabConfig {
	const checked = checkStack("lab", root);
	if ("faults" in checked) throw new Error(checked.faults.join("\n"));
	return checked.config;
}

const more = `    - name: lab-metal-2
      role: worker
      kind: bareMetal
      address: 10.20.0.42
      mac: 70:70:fc:20:00:42
      zone: shelf-1
      installDisk: { serial: 50026B7784A1F2C4 }
`;

describe("the shelf of a sandbox", () => {
	let path: string;
	let folder: Folder;
	const on: string[] = [];
	const shelf = () => new Shelf(async ({ name }) => void on.push(name));
	beforeEach(() => {
		path = mkdtempSync(join(tmpdir(), "gxp-lab-shelf-"));
		folder = folderOf(path, "lab-000000");
		mkdirSync(join(folder.path, "project"), { recursive: true });
		on.length = 0;
	});
	afterEach(() => rmSync(path, { recursive: true }));
	const write = (text: string) => writeFileSync(join(folder.path, "project/Pulumi.lab.yaml"), text);
	const lab = readFileSync(join(root, "Pulumi.lab.yaml"), "utf8");
	const edited = lab.replace(/^ {2}gxp-lab:nodes:\n/m, (head) => `${head}${more}`);

	it("has a machine that only the run's own stack file names, once, and keeps the others as they are", async () => {
		const one = shelf();
		await one.stock(committed());
		expect(on).to.deep.equal(["lab-storage-1"]);
		write(edited);
		const now = runConfig(folder, "lab") ?? committed();
		await Promise.all([one.stock(now), one.stock(now)]);
		expect(on).to.deep.equal(["lab-storage-1", "lab-metal-2"]);
	});

	it("looks at no stack file that is not there, or has faults", () => {
		expect(runConfig(folder, "lab")).to.equal(undefined);
		write(edited.replace("10.20.0.42", "10.99.0.42"));
		expect(runConfig(folder, "lab")).to.equal(undefined);
		write(edited);
		expect(runConfig(folder, "lab")?.nodes.map(({ name }) => name)).to.include("lab-metal-2");
	});
});
