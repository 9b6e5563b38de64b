import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type PartSource, partNames, partSources } from "../../../rehearsal/sandbox/part-list";
import { cacheFolder, ensureParts, versionOf } from "../../../rehearsal/sandbox/parts";
import { root } from "./boot";

const program = `package main

import "fmt"

var version = "unset"

func main() { fmt.Println("toy version " + version) }
`;

/** A project with one small Go program as its only part. */
function toyProject(compiled: string): { root: string; environment: NodeJS.ProcessEnv; source: PartSource } {
	const folder = mkdtempSync(join(tmpdir(), "gxp-lab-parts-"));
	const module = join(folder, "rehearsal/parts/toy");
	mkdirSync(module, { recursive: true });
	writeFileSync(join(module, "go.mod"), "module gxp-lab.invalid/toy\n\ngo 1.21\n");
	writeFileSync(join(module, "main.go"), program);
	const source: PartSource = {
		name: "etcd",
		module: "toy",
		package: ".",
		linkerFlags: "-X main.version=v1.2.3",
		says: { args: [], pattern: /^toy version (\S+)/ },
	};
	const environment = { ...process.env, GOCACHE: compiled, XDG_CACHE_HOME: join(folder, "cache") };
	return { root: folder, environment, source };
}

describe("the parts of a rehearsal", function () {
	this.timeout(180_000); // The Go toolchain starts from an empty cache on a fresh machine.
	const folders: string[] = [];
	/** The compiler's own cache: one for each test would be one of the whole standard library. */
	let compiled: string;
	before(() => {
		compiled = execFileSync("go", ["env", "GOCACHE"], { encoding: "utf8" }).trim();
	});
	const toy = () => {
		const made = toyProject(compiled);
		folders.push(made.root);
		return made;
	};
	afterEach(() => {
		for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
	});

	it("are each named once, and those of other projects have their version in a go.mod", () => {
		expect(partSources.map(({ name }) => name).sort()).to.deep.equal([...partNames].sort());
		for (const source of partSources) {
			if (source.name === "talos-machinery") expect(versionOf(source, root)).to.equal(undefined);
			else expect(versionOf(source, root), source.name).to.match(/^v\d+\.\d+\.\d+/);
		}
	});

	it("are built once, with the reason for the wait, and then found", async () => {
		const { root: project, environment, source } = toy();
		const lines: string[] = [];
		const options = { root: project, environment, sources: [source] };
		const first = await ensureParts((line) => lines.push(line), options);
		expect(lines[0]).to.equal("building etcd from its Go module (1 of 1; once, then it is cached)");
		const said = lines.length;
		expect(first.etcd.startsWith(cacheFolder(environment))).to.equal(true);
		const second = await ensureParts((line) => lines.push(line), options);
		expect(second).to.deep.equal(first);
		expect(lines.length).to.equal(said);
	});

	it("are built anew when their source changes", async () => {
		const { root: project, environment, source } = toy();
		const options = { root: project, environment, sources: [source] };
		const before = await ensureParts(() => undefined, options);
		writeFileSync(join(project, "rehearsal/parts/toy/main.go"), `${program}\n// changed\n`);
		const after = await ensureParts(() => undefined, options);
		expect(after.etcd).to.not.equal(before.etcd);
	});

	it("are built once when two rehearsals ask at the same time", async () => {
		const { root: project, environment, source } = toy();
		const options = { root: project, environment, sources: [source] };
		const [left, right] = await Promise.all([
			ensureParts(() => undefined, options),
			ensureParts(() => undefined, options),
		]);
		expect(left).to.deep.equal(right);
		expect(readdirSync(join(left.etcd, ".."))).to.deep.equal(["etcd"]);
	});

	it("leave nothing half-built behind when the build fails, and say what the compiler said", async () => {
		const { root: project, environment, source } = toy();
		writeFileSync(join(project, "rehearsal/parts/toy/main.go"), "package main\n\nfunc main() { missing() }\n");
		let message = "";
		await ensureParts(() => undefined, { root: project, environment, sources: [source] }).catch((cause: Error) => {
			message = cause.message;
		});
		expect(message).to.match(/^etcd: go build failed\n/);
		expect(message).to.include("undefined: missing");
		const left = readdirSync(cacheFolder(environment), { recursive: true }).filter((name) =>
			String(name).includes("etcd"),
		);
		expect(left).to.deep.equal([]);
	});

	it("are taken from this machine when the version is right, and built when it is not", async () => {
		const { root: project, environment, source } = toy();
		writeFileSync(
			join(project, "rehearsal/parts/toy/go.mod"),
			"module gxp-lab.invalid/toy\n\ngo 1.21\n\nrequire example.invalid/etcd v1.2.3\n",
		);
		const assets = join(project, "assets");
		const install = (version: string) => {
			mkdirSync(assets, { recursive: true });
			writeFileSync(join(assets, "etcd"), `#!/bin/sh\necho "toy version ${version}"\n`);
			chmodSync(join(assets, "etcd"), 0o755);
		};
		const options = {
			root: project,
			environment: { ...environment, KUBEBUILDER_ASSETS: assets },
			sources: [{ ...source, versionOf: "example.invalid/etcd" }],
		};
		install("v1.2.3");
		expect((await ensureParts(() => undefined, options)).etcd).to.equal(join(assets, "etcd"));
		install("v1.2.4");
		expect((await ensureParts(() => undefined, options)).etcd.startsWith(cacheFolder(environment))).to.equal(true);
	});

	it("say how to get Go where it is missing", async () => {
		const { root: project, source } = toy();
		let message = "";
		await ensureParts(() => undefined, {
			root: project,
			environment: { PATH: "/nonexistent" },
			sources: [source],
		}).catch((cause: Error) => {
			message = cause.message;
		});
		expect(message).to.equal(
			"go: is not on PATH; the rehearsal's parts are built from source, `lab doctor` says how to get it",
		);
	});
});
