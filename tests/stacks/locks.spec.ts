import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { expect } from "chai";
import { OVERLAY_VARIABLE, REHEARSAL_VARIABLE } from "../../stacks/lock-overlay";
import { bootImageUrl, type EnvironmentClass, loadLocks } from "../../stacks/locks";

const schematic = "ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515";
const reference = "registry.example/team/app:1.2.3";
const digest = `sha256:${"a".repeat(64)}`;
const archiveBytes = Buffer.from("the archive");
const archiveSha = createHash("sha256").update(archiveBytes).digest("hex");

function chartsYaml(fields: Record<string, string> = {}): string {
	const entry = {
		name: "demo",
		repository: "https://charts.example",
		version: "1.2.3",
		sha256: "unresolved",
		archive: ".cache/charts/demo-1.2.3.tgz",
		...fields,
	};
	return `charts:\n  - ${Object.entries(entry)
		.map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
		.join("\n    ")}\n`;
}

function imagesYaml(fields: { reference?: string; digest?: string; sha256?: string } = {}): string {
	return [
		"images:",
		`  - { reference: "${fields.reference ?? reference}", digest: "${fields.digest ?? "unresolved"}" }`,
		"bootImages:",
		`  - { schematic: "${schematic}", version: v1.14.0, sha256: "${fields.sha256 ?? "unresolved"}" }`,
	].join("\n");
}

describe("stacks/locks", () => {
	let root: string;

	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), "locks-"));
		write("charts.lock.yaml", chartsYaml());
		write("images.lock.yaml", imagesYaml());
	});
	afterEach(() => rmSync(root, { recursive: true, force: true }));

	function write(path: string, content: string | Buffer) {
		mkdirSync(join(root, path, ".."), { recursive: true });
		writeFileSync(join(root, path), content);
	}
	const load = (environmentClass?: EnvironmentClass, env = {}) => loadLocks(root, env, environmentClass);
	const rehearsal = (overlay: string) => ({ [OVERLAY_VARIABLE]: overlay, [REHEARSAL_VARIABLE]: root });
	function faultsOf(run: () => unknown): string[] {
		try {
			run();
		} catch (error) {
			expect(RunError.isInstance(error), String(error)).to.equal(true);
			return (error as Error).message.split("\n");
		}
		throw new Error("nothing was refused");
	}

	it("gives a chart whose archive has the checksum of the lock, by a path relative to the project", () => {
		write("charts.lock.yaml", chartsYaml({ sha256: archiveSha }));
		write(".cache/charts/demo-1.2.3.tgz", archiveBytes);
		expect(load().chart("demo")).to.deep.equal({
			name: "demo",
			archive: "./.cache/charts/demo-1.2.3.tgz",
			version: "1.2.3",
			sha256: archiveSha,
			repository: "https://charts.example",
			origin: "lock",
		});
	});

	for (const environmentClass of ["lab", "validation", "production"] as const) {
		it(`refuses an unresolved chart in class ${environmentClass}`, () => {
			expect(faultsOf(() => load(environmentClass).chart("demo"))).to.deep.equal([
				"charts.lock.yaml: chart demo 1.2.3 is unresolved; download it from https://charts.example to .cache/charts/demo-1.2.3.tgz and enter its sha256 (a rehearsal needs nothing)",
			]);
		});
	}

	it("refuses an archive that is not there", () => {
		write("charts.lock.yaml", chartsYaml({ sha256: archiveSha }));
		expect(faultsOf(() => load().chart("demo"))).to.deep.equal([
			".cache/charts/demo-1.2.3.tgz: the archive of chart demo 1.2.3 is not in the cache; download it from https://charts.example",
		]);
	});

	it("refuses an archive with another checksum", () => {
		write("charts.lock.yaml", chartsYaml({ sha256: "b".repeat(64) }));
		write(".cache/charts/demo-1.2.3.tgz", archiveBytes);
		expect(faultsOf(() => load().chart("demo"))).to.deep.equal([
			`.cache/charts/demo-1.2.3.tgz: sha256 is ${archiveSha}; charts.lock.yaml says ${"b".repeat(64)}, so remove the archive and find out who changed it`,
		]);
	});

	it("refuses a chart that is in no lock", () => {
		expect(faultsOf(() => load().chart("other"))).to.deep.equal([
			"charts.lock.yaml: chart other has no entry; add it with its repository and exact version",
		]);
	});

	it("writes a resolved image with tag and digest, and splits it for charts", () => {
		write("images.lock.yaml", imagesYaml({ digest }));
		expect(load().image(reference)).to.equal(`${reference}@${digest}`);
		expect(load().imageParts(reference)).to.deep.equal({
			registry: "registry.example",
			repository: "team/app",
			tag: "1.2.3",
			digest,
		});
	});

	it("leaves an unresolved image a tag in a lab", () => {
		expect(load("lab").image(reference)).to.equal(reference);
		expect(load("lab").imageParts(reference)).not.to.have.property("digest");
	});

	for (const environmentClass of ["validation", "production"] as const) {
		it(`refuses an unresolved image in class ${environmentClass}`, () => {
			expect(faultsOf(() => load(environmentClass).image(reference))).to.deep.equal([
				`images.lock.yaml: image ${reference} is unresolved, which class ${environmentClass} refuses; enter the digest that its registry gives (a rehearsal needs nothing)`,
			]);
		});
	}

	it("takes the strictest class when none is given", () => {
		expect(faultsOf(() => load().image(reference))[0]).to.contain("which class production refuses");
	});

	it("refuses an image that is in no lock", () => {
		expect(faultsOf(() => load("lab").image("registry.example/other:1"))).to.deep.equal([
			"images.lock.yaml: image registry.example/other:1 has no entry; add it with the digest that its registry gives",
		]);
	});

	it("gives a boot image by schematic and version", () => {
		write("images.lock.yaml", imagesYaml({ sha256: "c".repeat(64) }));
		expect(load().bootImage(schematic, "v1.14.0")).to.deep.equal({
			url: bootImageUrl(schematic, "v1.14.0"),
			sha256: "c".repeat(64),
			origin: "lock",
		});
	});

	it("refuses an unresolved boot image in a lab too, and one that is in no lock", () => {
		expect(faultsOf(() => load("lab").bootImage(schematic, "v1.14.0"))).to.deep.equal([
			`images.lock.yaml: boot image of schematic ${schematic} and v1.14.0 is unresolved; download ${bootImageUrl(schematic, "v1.14.0")} and enter its sha256 (a rehearsal needs nothing)`,
		]);
		expect(faultsOf(() => load("lab").bootImage(schematic, "v1.14.1"))).to.deep.equal([
			`images.lock.yaml: boot image of schematic ${schematic} and v1.14.1 has no entry; add it with the sha256 of ${bootImageUrl(schematic, "v1.14.1")}`,
		]);
	});

	it("names everything unresolved in one refusal", () => {
		const needs = { charts: ["demo", "other"], images: [reference], bootImages: [{ schematic, version: "v1.14.0" }] };
		expect(faultsOf(() => load("validation").require(needs))).to.have.length(4);
		expect(faultsOf(() => load("lab").require(needs))).to.have.length(3);
	});

	it("lays the overlay of a rehearsal over the locks and says so in the origins", () => {
		write(".cache/charts/rehearsal/demo-1.2.3.tgz", archiveBytes);
		const overlay = {
			origin: "rehearsal",
			charts: [
				{
					name: "demo",
					repository: "https://charts.example",
					version: "1.2.3",
					sha256: archiveSha,
					archive: ".cache/charts/rehearsal/demo-1.2.3.tgz",
				},
			],
			images: [{ reference, digest }],
			bootImages: [{ schematic, version: "v1.14.0", sha256: "d".repeat(64) }],
		};
		write("overlay.json", JSON.stringify(overlay));
		const locks = load("production", rehearsal(join(root, "overlay.json")));
		locks.require({ charts: ["demo"], images: [reference], bootImages: [{ schematic, version: "v1.14.0" }] });
		expect(locks.chart("demo").archive).to.equal("./.cache/charts/rehearsal/demo-1.2.3.tgz");
		expect(locks.origins).to.deep.equal({
			"chart demo": "rehearsal",
			[`image ${reference}`]: "rehearsal",
			[`boot image ${schematic}@v1.14.0`]: "rehearsal",
		});
	});

	it("refuses an overlay that does not say what it is", () => {
		write("overlay.yaml", "charts: []\n");
		expect(faultsOf(() => load("lab", rehearsal("overlay.yaml")))).to.deep.equal([
			'overlay.yaml: origin: Invalid input: expected "rehearsal"',
		]);
	});

	it("refuses an overlay outside a rehearsal, and takes no entry of it", () => {
		write("overlay.yaml", `origin: rehearsal\nimages: [{ reference: "${reference}", digest: "${digest}" }]\n`);
		for (const mark of [undefined, ""])
			expect(
				faultsOf(() => load("lab", { [OVERLAY_VARIABLE]: "overlay.yaml", [REHEARSAL_VARIABLE]: mark })),
			).to.deep.equal(["GXP_LAB_LOCK_OVERLAY: is set, and only a rehearsal may set it; unset it"]);
		expect(load("lab", { [OVERLAY_VARIABLE]: "" }).image(reference)).to.equal(reference);
	});

	it("refuses an overlay that replaces what the locks resolve", () => {
		write("charts.lock.yaml", chartsYaml({ sha256: archiveSha }));
		write("images.lock.yaml", imagesYaml({ digest, sha256: "c".repeat(64) }));
		const chart = chartsYaml({ sha256: "e".repeat(64), archive: ".cache/charts/rehearsal/demo.tgz" });
		const others = imagesYaml({ digest: `sha256:${"e".repeat(64)}`, sha256: "e".repeat(64) });
		write("overlay.yaml", `origin: rehearsal\n${chart}${others}`);
		const says = (key: string) =>
			`overlay.yaml: ${key} is resolved in the locks; an overlay may only fill what is unresolved`;
		const [image, bootImage] = [`image ${reference}`, `boot image of schematic ${schematic} and v1.14.0`];
		expect(
			faultsOf(() => load("lab", rehearsal("overlay.yaml"))),
			"a stand-in for an archive that is not there",
		).to.deep.equal([says(image), says(bootImage)]);
		write(".cache/charts/demo-1.2.3.tgz", archiveBytes);
		expect(faultsOf(() => load("lab", rehearsal("overlay.yaml")))).to.deep.equal(
			["chart demo", image, bootImage].map(says),
		);
	});

	it("collects the faults of both files", () => {
		write("charts.lock.yaml", chartsYaml({ version: "^1.2.0", sha256: "abc", archive: ".cache/charts/../../x.tgz" }));
		write("images.lock.yaml", imagesYaml({ reference: "app:latest", digest: `sha256:${"a".repeat(63)}` }));
		expect(faultsOf(() => load())).to.deep.equal([
			"charts.lock.yaml: charts[0].version: must be an exact version such as 1.20.0, neither a range nor `latest`",
			"charts.lock.yaml: charts[0].sha256: must be 64 lower-case hex digits or `unresolved`",
			"charts.lock.yaml: charts[0].archive: must be a .tgz under .cache/charts/",
			"images.lock.yaml: images[0].reference: must be registry/repository:tag with the registry written out and a tag other than `latest`",
			"images.lock.yaml: images[0].digest: must be sha256: and 64 lower-case hex digits, or `unresolved`",
		]);
	});

	it("refuses an entry that is there twice, an unknown key, and a file that is missing", () => {
		write("charts.lock.yaml", chartsYaml() + chartsYaml().replace("charts:\n", ""));
		expect(faultsOf(() => load())).to.deep.equal(["charts.lock.yaml: chart demo is there twice; keep one"]);
		write("charts.lock.yaml", `${chartsYaml()}more: 1\n`);
		expect(faultsOf(() => load())).to.deep.equal(['charts.lock.yaml: Unrecognized key: "more"']);
		rmSync(join(root, "charts.lock.yaml"));
		expect(faultsOf(() => load())).to.deep.equal(["charts.lock.yaml: cannot be read (ENOENT); it must be there"]);
	});

	it("refuses a file that is no YAML", () => {
		write("charts.lock.yaml", "charts: [\n");
		expect(faultsOf(() => load())[0]).to.match(/^charts\.lock\.yaml: is no YAML; /);
	});

	it("reads the committed locks, in which nothing is invented", () => {
		const locks = loadLocks(join(__dirname, "../.."), {}, "lab");
		expect(Object.values(locks.origins).every((origin) => origin === "lock")).to.equal(true);
	});
});
