import { resolve } from "node:path";
import { expect } from "chai";
import { catalogue } from "../../../controls/catalogue";
import { proofSubject, recordFile } from "../../../rehearsal/proof/subject";

const root = resolve(__dirname, "../../..");
const commit = "a".repeat(40);
const clean = { commit, dirty: [], hidden: [] };
const all = catalogue.map(({ id }) => id);

describe("what a proof is bound to", () => {
	it("is the commit, the controls that were asked for, and the versions of what judged", () => {
		const { versions, ...subject } = proofSubject(root, ["SEC-001", "CHG-007"], clean, clean);
		expect(subject).to.deep.equal({ asked: ["CHG-007", "SEC-001"], commit, clean: true, changed: [] });
		expect(versions).to.have.all.keys("gxp-lab", "node", "pulumi", "kube-apiserver", "etcd");
		for (const [name, version] of Object.entries(versions)) expect(version, name).to.match(/^\d+\.\d+\.\d+/);
	});

	it("is all controls where none was left out", () => {
		expect(proofSubject(root, [], clean, clean).asked).to.equal("all");
		expect(proofSubject(root, all, clean, clean).asked).to.equal("all");
	});

	it("is not clean where a file changed before or during the proof, or is hidden from git", () => {
		const dirty = { ...clean, dirty: ["index.ts"] };
		const hidden = { ...clean, hidden: ["package.json"] };
		expect(proofSubject(root, [], dirty, clean)).to.include({ commit, clean: false });
		expect(proofSubject(root, [], clean, dirty).changed).to.deep.equal(["index.ts"]);
		expect(proofSubject(root, [], hidden, dirty).changed).to.deep.equal(["index.ts", "package.json"]);
	});

	it("is no commit where there was none, or another at the end", () => {
		const none = { ...clean, commit: undefined };
		const other = { ...clean, commit: "b".repeat(40) };
		for (const [before, after] of [
			[none, none],
			[clean, other],
			[clean, none],
		] as const)
			expect(proofSubject(root, [], before, after)).to.include({ commit: null, clean: false });
	});
});

describe("the file of a proof's record", () => {
	it("is that of all controls only where all were proven", () => {
		expect(recordFile([])).to.equal(".cache/proof.json");
		expect(recordFile(all)).to.equal(".cache/proof.json");
		expect(recordFile(["CHG-011"])).to.equal(".cache/proof-CHG-011.json");
		expect(recordFile(["SEC-001", "CHG-007", "SEC-001"])).to.equal(".cache/proof-CHG-007-SEC-001.json");
	});

	it("has a name that a file can have, and another one for other controls", () => {
		const [some, others] = [recordFile(all.slice(1)), recordFile(all.slice(0, -1))];
		expect(some).to.match(/^\.cache\/proof-\d+-controls-[0-9a-f]{8}\.json$/);
		expect(some).not.to.equal(others);
	});
});
