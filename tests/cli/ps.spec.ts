import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Row, sandboxes, sandboxLines } from "../../cli/ps";
import { createFolder, folderOf } from "../../rehearsal/sandbox/folder";

const row: Row = {
	id: "lab-0a1b2c",
	state: "ready",
	stack: "lab",
	started: "2026-11-21T17:30:12.345Z",
	parts: 12,
	running: ["up"],
	folder: "/srv/lab/.rehearsal/lab-0a1b2c",
};

describe("what lab ps prints", () => {
	it("is a table whose columns are aligned, with folders from where it was called", () => {
		const other = { ...row, id: "prod-0a1b2c", stack: "prod", running: [], folder: "/srv/lab/.rehearsal/prod-0a1b2c" };
		expect(sandboxLines([row, other], "/srv/lab")).to.deep.equal([
			"ID           STACK  SINCE                 STATE                     FOLDER",
			"lab-0a1b2c   lab    2026-11-21 17:30 UTC  ready, 12 parts, runs up  .rehearsal/lab-0a1b2c",
			"prod-0a1b2c  prod   2026-11-21 17:30 UTC  ready, 12 parts           .rehearsal/prod-0a1b2c",
		]);
	});

	it("says of what ended how its files go, and has no empty cell", () => {
		const ended = { ...row, state: "ended", stack: "", started: "", parts: 0, running: [] };
		expect(sandboxLines([ended], "/srv/lab")).to.deep.equal([
			"ID          STACK  SINCE  STATE  FOLDER",
			"lab-0a1b2c  -      -      ended  .rehearsal/lab-0a1b2c",
			"",
			"ended: what is left are files; `lab down lab-0a1b2c` removes those of one",
		]);
	});
});

describe("the sandboxes of a checkout", () => {
	let top: string;
	beforeEach(() => {
		top = mkdtempSync(join(tmpdir(), "gxp-lab-ps-"));
	});
	afterEach(() => rmSync(top, { recursive: true, force: true }));

	it("are none where none was made", async () => expect(await sandboxes(top)).to.deep.equal([]));

	it("are told apart: one that is being made, one that never started, one that left logs", async () => {
		const starting = createFolder(top, "lab");
		const never = createFolder(top, "lab");
		utimesSync(never.passphrase, new Date(0), new Date(0));
		const logs = folderOf(top, "prod-000000");
		mkdirSync(logs.logs, { recursive: true });
		const states = Object.fromEntries((await sandboxes(top)).map(({ id, state }) => [id, state]));
		expect(states).to.deep.equal({ [starting.id]: "starting", [never.id]: "ended", "prod-000000": "ended" });
	});

	it("have the stack that their id is made of where only logs are left, and none where the folder is another one", async () => {
		const { id, path, logs } = createFolder(top, "my-lab");
		rmSync(path, { recursive: true });
		mkdirSync(logs, { recursive: true });
		mkdirSync(folderOf(top, "notes").logs, { recursive: true });
		const stacks = Object.fromEntries((await sandboxes(top)).map((one) => [one.id, one.stack]));
		expect(stacks).to.deep.equal({ [id]: "my-lab", notes: "" });
	});

	it("have their stack and start where they were described, also after their processes are gone", async () => {
		const folder = createFolder(top, "lab");
		const gone = { pid: 2 ** 22, started: "0" };
		const started = "2026-11-21T17:30:12.345Z";
		writeFileSync(
			folder.description,
			JSON.stringify({ id: folder.id, stack: "lab", started, supervisor: gone, sandbox: gone }),
		);
		expect(await sandboxes(top)).to.deep.equal([
			{ id: folder.id, state: "ended", stack: "lab", started, parts: 0, running: [], folder: folder.path },
		]);
	});
});
