import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { copyStackFile, leftOut, stackFileNote } from "../../../rehearsal/engine/stack-file";

const text = "config:\n  # A comment.\n  gxp-lab:talos:\n    version: v1.14.0\n";
const differs =
	"uses .rehearsal/lab-1/project/Pulumi.lab.yaml, which differs from Pulumi.lab.yaml; what this run is to apply, write there";

describe("the stack file of a run", () => {
	let root: string;
	let files: { committed: string; used: string };
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), "gxp-lab-stack-"));
		const project = join(root, ".rehearsal/lab-1/project");
		mkdirSync(project, { recursive: true });
		files = { committed: join(root, "Pulumi.lab.yaml"), used: join(project, "Pulumi.lab.yaml") };
		writeFileSync(files.committed, text);
		copyStackFile(files);
	});
	afterEach(() => rmSync(root, { recursive: true }));

	it("is the committed one, with what the engine adds", () => {
		writeFileSync(files.used, `encryptionsalt: v1:abc=\nsecretsprovider: passphrase\n${text}`);
		expect(stackFileNote(files, root)).to.equal(undefined);
	});

	it("is said to differ when the run's own was edited, and stays", () => {
		const edited = text.replace("v1.14.0", "v1.14.1");
		writeFileSync(files.used, edited);
		copyStackFile(files);
		expect(readFileSync(files.used, "utf8")).to.equal(edited);
		expect(stackFileNote(files, root)).to.equal(differs);
	});

	it("is said to differ when the committed one was edited", () => {
		writeFileSync(files.committed, text.replace("v1.14.0", "v1.14.1"));
		expect(stackFileNote(files, root)).to.equal(differs);
	});

	it("leaves out what is encrypted for the real lab, and the salt of its passphrase, and says which keys", () => {
		rmSync(files.used);
		writeFileSync(files.committed, `${text}  gxp-lab:proxmoxApiToken:\n    secure: v1:abc=\nencryptionsalt: v1:def=\n`);
		copyStackFile(files);
		expect(readFileSync(files.used, "utf8")).to.equal(text);
		expect(stackFileNote(files, root)).to.equal(undefined);
		expect(leftOut(files)).to.deep.equal([
			"gxp-lab:proxmoxApiToken: is encrypted for the real lab and left out here; this run has its own",
		]);
	});

	it("has nothing left out where nothing is encrypted, and every word as it is", () => {
		expect(readFileSync(files.used, "utf8")).to.equal(text);
		expect(leftOut(files)).to.deep.equal([]);
	});
});
