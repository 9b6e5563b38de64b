import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { takeDown } from "../../../cli/down";
import { identify } from "../../../rehearsal/sandbox/alive";
import { insideEnvironment } from "../../../rehearsal/sandbox/environment";
import { createFolder, deadFolders, type Folder, removeFolder } from "../../../rehearsal/sandbox/folder";

const nobody = { pid: process.pid, started: "0" };

function describeIn(folder: Folder, process: { pid: number; started: string }): void {
	const started = new Date().toISOString();
	const description = { id: folder.id, stack: "lab", started, supervisor: process, sandbox: process };
	writeFileSync(folder.description, JSON.stringify(description));
}

describe("the folder of a sandbox", () => {
	let root: string;
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), "gxp-lab-folder-"));
	});
	afterEach(() => rmSync(root, { recursive: true }));

	const dead = () => deadFolders(root).map(({ id }) => id);

	it("is dead when its processes are, not while they live", () => {
		const folder = createFolder(root, "lab");
		describeIn(folder, identify(process.pid) ?? nobody);
		expect(dead()).to.deep.equal([]);
		describeIn(folder, nobody);
		expect(dead()).to.deep.equal([folder.id]);
	});

	it("is dead when nothing but logs is left, or when it never started, but not while it starts", () => {
		const folder = createFolder(root, "lab");
		expect(dead()).to.deep.equal([]);
		utimesSync(folder.passphrase, 0, 0);
		expect(dead()).to.deep.equal([folder.id]);
		removeFolder(folder, true);
		expect(dead()).to.deep.equal([folder.id]);
	});

	it("is gone after it was taken down", async () => {
		const folder = createFolder(root, "lab");
		describeIn(folder, nobody);
		await takeDown(folder);
		expect(dead()).to.deep.equal([]);
	});

	it("gives nothing of the user's to the inside but path, language, terminal and time zone", () => {
		const outside = { PATH: "/bin", LANG: "C", TZ: "UTC", NODE_OPTIONS: "--inspect", HTTPS_PROXY: "http://proxy" };
		const options = { stack: "lab", parts: {}, network: { nodeCidr: "10.20.0.0/24", hosts: {} } };
		const folder = createFolder(root, "lab");
		const inside = insideEnvironment(folder, { ...options, simulators: true, environment: {} }, outside);
		expect(inside).to.include({ PATH: "/bin", LANG: "C", TZ: "UTC", HOME: folder.home });
		expect(inside).to.not.have.any.keys("NODE_OPTIONS", "HTTPS_PROXY");
	});
});
