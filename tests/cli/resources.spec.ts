import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { diagnose } from "../../cli/diagnosis";
import { findingLines, findingsJson } from "../../cli/doctor";
import { goCause } from "../../cli/machine";
import { amount, needs } from "../../cli/needs";
import { type Changes, machine } from "./machines";

const plain = (_colour: string, text: string) => text;
const unbuilt = { missing: 2, of: 10 };
const of = async (name: string, changes: Changes) =>
	(await diagnose(machine(changes))).filter((finding) => finding.name === name);

describe("the disk that lab doctor asks for", () => {
	it("is a sandbox alone where the parts are built", async () => {
		expect(await of("disk", {})).to.deep.equal([
			{ name: "disk", found: "97.7 GiB free", needs: "186 MiB for a sandbox (/srv/lab/.rehearsal)" },
		]);
	});

	it("is what a build writes too where parts are missing, and says what lies where", async () => {
		expect(await of("disk", { parts: unbuilt, space: { "/": 10_419 } })).to.deep.equal([
			{
				name: "disk",
				found: "10.2 GiB free",
				needs:
					"10.2 GiB at most: 186 MiB for a sandbox (/srv/lab/.rehearsal), 730 MiB for the built parts (/home/me/.cache/gxp-lab/parts), 3.4 GiB for Go's modules (/home/me/go/pkg/mod), 5.9 GiB for Go's build cache (/home/me/.cache/go-build)",
			},
		]);
	});

	it("is counted for each file system by itself, and one that is too small has a way on", async () => {
		const found = await of("disk", { parts: unbuilt, space: { "/srv": 185, "/home": 8185 } });
		expect(found.map(({ found, fix }) => [found, fix])).to.deep.equal([
			["185 MiB free", "free 1 MiB there, or move the checkout"],
			["8.0 GiB free", "free 2.0 GiB there, or set XDG_CACHE_HOME, GOMODCACHE, GOCACHE to folders on another disk"],
		]);
	});
});

describe("the memory that lab doctor asks for", () => {
	it("is that of a rehearsal, to the last MiB", async () => {
		expect(await of("memory", { memory: needs.rehearsal })).to.deep.equal([
			{ name: "memory", found: "2.2 GiB available", needs: "2.2 GiB at the peak of a rehearsal of lab" },
		]);
		const [short] = await of("memory", { memory: needs.rehearsal - 1 });
		expect(short?.fix).to.equal("end what else runs, or give this machine or container more");
	});

	it("does not stand for a build, which was not measured", async () => {
		const [finding] = await of("memory", { parts: unbuilt });
		expect(finding?.needs).to.match(/; what a build of the parts takes was not measured$/);
	});
});

describe("the registries that lab doctor asks", () => {
	it("are named without a user or a password", async () => {
		const says = {
			"npm config get registry": "https://me:secret@npm.example/",
			"go env GOPROXY": "https://me:secret@a.example,https://b.example|https://me@c.example/x@y",
		};
		const [npm] = await of("npm registry", { says });
		const [go] = await of("Go proxy", { says });
		expect([npm?.found, go?.found]).to.deep.equal([
			"https://npm.example/ answers",
			"https://a.example,https://b.example|https://c.example/x@y answers",
		]);
	});

	it("are missing only where something has to come from them", async () => {
		const silent = { npm: "ENOTFOUND", go: "no answer within 10 s" };
		expect(await of("Go proxy", { silent, parts: unbuilt })).to.deep.equal([
			{
				name: "Go proxy",
				found: "https://go.example,direct does not answer (no answer within 10 s)",
				needs: "to answer: the parts that are not built need modules",
				fix: "check the network and the client's configuration (go env GOPROXY, HTTPS_PROXY)",
			},
		]);
		const later = [...(await of("npm registry", { silent })), ...(await of("Go proxy", { silent }))];
		expect(later.map(({ needs, fix, later }) => [needs, fix, later])).to.deep.equal([
			[
				"nothing now: the npm packages are installed",
				undefined,
				"check the network and the client's configuration (npm config: registry, https-proxy) before package-lock.json changes",
			],
			[
				"nothing now: all parts are built",
				undefined,
				"check the network and the client's configuration (go env GOPROXY, HTTPS_PROXY) before a part changes",
			],
		]);
	});

	it("are not asked through a Go that is not there", async () => {
		const missing = ["go"];
		expect(await of("Go proxy", { missing })).to.deep.equal([]);
		expect(await of("parts", { missing })).to.deep.equal([]);
		expect((await of("disk", { missing }))[0]?.needs).to.include("Go's modules (/home/me/go/pkg/mod)");
	});

	it("are not shown in what Go says, where an address may hold credentials", () => {
		expect(goCause('go: a@v1: Get "http://h/a": dial tcp 127.0.0.1:9: connect: connection refused\n')).to.equal(
			"connection refused",
		);
		expect(goCause("go: a@v1: refusing to pass credentials to insecure URL: http://me:x@h/a\n")).to.equal(undefined);
	});
});

describe("what lab doctor prints", () => {
	it("is aligned, with what is needed and what to do below, and marks what is only needed later", () => {
		const lines = findingLines(
			[
				{ name: "go", found: "not on PATH", fix: "install it" },
				{ name: "memory", found: "8 GiB available", needs: "2 GiB" },
				{ name: "parts", found: "2 of 10 are not built yet", later: "the first rehearsal builds them all" },
			],
			plain,
			50,
		);
		expect(lines).to.deep.equal([
			"missing  go      not on PATH",
			"                 do: install it",
			"ok       memory  8 GiB available",
			"                 needs 2 GiB",
			"later    parts   2 of 10 are not built yet",
			"                 do: the first rehearsal builds",
			"                     them all",
		]);
	});
});

describe("what lab doctor prints as JSON", () => {
	it("says the state of each finding as a person is told it", () => {
		const findings = [
			{ name: "go", found: "not on PATH", fix: "install it" },
			{ name: "memory", found: "8 GiB available", needs: "2 GiB" },
			{ name: "parts", found: "2 of 10 are not built yet", later: "the first rehearsal builds them all" },
		];
		const [missing, ok, later] = findings;
		expect(JSON.parse(findingsJson(findings))).to.deep.equal([
			{ ...missing, state: "missing" },
			{ ...ok, state: "ok" },
			{ ...later, state: "later" },
		]);
	});
});

describe("the README", () => {
	it("says of disk and memory what lab doctor asks for", () => {
		const readme = readFileSync(join(__dirname, "../../README.md"), "utf8");
		const told = (row: string) => new RegExp(`^\\| ${row} \\|.*$`, "m").exec(readme)?.[0] ?? "";
		const { packages, parts, goModules, goBuild, sandbox } = needs;
		for (const MiB of [packages, parts, goModules, goBuild, sandbox]) expect(told("disk")).to.include(amount(MiB));
		expect(told("memory")).to.include(amount(needs.rehearsal));
	});
});
