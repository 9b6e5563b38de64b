import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect } from "chai";
import { readExceptions } from "../../../controls/exceptionsFile";
import { formatFault } from "../../../controls/gate/fault";
import { findSources } from "../../../controls/gate/sources";
import { holdsManifest, manifestsIn } from "../../../controls/gate/tree";
import { judgeAll } from "./judging";

const top = resolve(__dirname, "../../..");

async function* nothing(): AsyncGenerator<Buffer> {}

describe("the manifests in the tree", () => {
	let folder: string;
	const write = (files: Record<string, string>) => {
		for (const [file, text] of Object.entries(files)) {
			mkdirSync(dirname(join(folder, file)), { recursive: true });
			writeFileSync(join(folder, file), text);
		}
	};
	const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args], { stdio: "ignore" });
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "tree-"));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const pod = "apiVersion: v1\nkind: Pod\n";

	it("are those that git tracks, without the tests' fixtures and what was deleted", () => {
		git("init", "-q");
		write({
			"gitops/web.yaml": pod,
			"gitops/web.json": '{"kind": "Pod", "apiVersion": "v1"}',
			"gone.yml": pod,
			"tests/fixtures/bad.yaml": pod,
			"pod.txt": pod,
			"Pulumi.lab.yaml": "config: {}\n",
		});
		git("add", ".");
		write({ "untracked.yaml": pod });
		rmSync(join(folder, "gone.yml"));
		expect(manifestsIn(folder)).to.deep.equal({ manifests: ["gitops/web.json", "gitops/web.yaml"], tracked: 6 });
	});

	it("may be none", () => {
		git("init", "-q");
		write({ "package.json": "{}" });
		git("add", ".");
		expect(manifestsIn(folder)).to.deep.equal({ manifests: [], tracked: 1 });
	});

	it("are not said to be none where git tells nothing", () => {
		expect(() => manifestsIn(folder)).to.throw(
			`${folder}: git names no tracked files; it must be a git work tree that you may read`,
		);
	});

	for (const [says, text] of Object.entries({
		"a document in block style": pod,
		"a document in flow style": "{kind: Pod, apiVersion: v1}",
		"quoted keys": "\"kind\": Pod\n'apiVersion': v1\n",
		"escaped keys": '"\\u006bind": Pod\n"api\\x56ersion": v1\n',
		"a later document": `a: 1\n---\n${pod}`,
		"a document beside a broken one": `${pod}---\na: [\n`,
		"a document that is broken itself": `${pod}spec: [\n`,
		"keys that a merge may bring": `x: &x {apiVersion: v1, kind: Pod}\n<<: *x\n`,
		"another encoding than UTF-8": Buffer.from(pod, "utf16le").toString("utf8"),
	}))
		it(`are found in ${says}`, () => expect(holdsManifest(text)).to.equal(true));

	for (const [says, text] of Object.entries({
		"a chart's Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0 # another kind\n",
		"a value that quotes one": `config:\n  manifest: |\n    apiVersion: v1\n    kind: Pod\n`,
		"another tool's broken file": "a: [ # apiVersion and kind\n",
		"a list of names": "- apiVersion\n- kind\n",
	}))
		it(`are not seen in ${says}`, () => expect(holdsManifest(text)).to.equal(false));
});

describe("the gate over the manifests in the tree", () => {
	it("holds, test fixtures left out, as CI runs it", async () => {
		const { manifests } = manifestsIn(top);
		expect(manifests).to.include("rehearsal/sandbox/cluster/stages/pod-ready.yaml");
		expect(manifests.filter((file) => /^(tests\/|Pulumi|docs\/)/.test(file))).to.deep.equal([]);
		const { sources, faults } = findSources(manifests, nothing(), top);
		expect(faults).to.deep.equal([]);
		const result = await judgeAll(sources, { exceptions: readExceptions() });
		expect(result.faults.map(formatFault)).to.deep.equal([]);
		expect(result.findings.filter(({ level }) => level === "mandatory")).to.deep.equal([]);
		expect(result.files).to.equal(manifests.length);
	});
});
