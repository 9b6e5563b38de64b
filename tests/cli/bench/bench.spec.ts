import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { benchEngines, difference } from "../../../cli/bench/engines";
import { mixedObjects } from "../../../cli/bench/objects";
import { compared, median } from "../../../cli/bench/previews";
import { goTool, kyverno, timed } from "../../../cli/bench/tools";
import { labProgram } from "../../../cli/main";

const top = resolve(__dirname, "../../..");

describe("the bench's objects", () => {
	it("are the same for the same seed, and others for another", () => {
		expect(mixedObjects(200, 7)).to.deep.equal(mixedObjects(200, 7));
		expect(mixedObjects(200, 7)).not.to.deep.equal(mixedObjects(200, 8));
	});

	it("are of many kinds, and each has a name of its own", () => {
		const objects = mixedObjects(500) as unknown as { kind: string; metadata: { name: string } }[];
		expect(new Set(objects.map(({ kind }) => kind)).size).to.be.at.least(12);
		expect(new Set(objects.map(({ metadata }) => metadata.name)).size).to.equal(500);
	});
});

describe("the comparison of previews", () => {
	it("goes by the medians, says what a pack without rules costs, and whether the target is met", () => {
		const rounds = [
			{ without: 10, noRules: 10.5, with: 11 },
			{ without: 30, noRules: 40, with: 90 },
			{ without: 9, noRules: 9, with: 10 },
		];
		const medians = { without: 10, noRules: 10.5, with: 11 };
		expect(compared("lab", rounds)).to.deep.include({ ...medians, more: 0.1, moreWithoutRules: 0.05, met: true });
		const slow = compared("lab", [{ without: 10, noRules: 12, with: 11.6 }]);
		expect(slow).to.deep.include({ more: 0.16, moreWithoutRules: 0.2, met: false });
	});

	it("has no median of nothing", () => {
		expect(median([4, 1, 3, 2])).to.equal(2.5);
		expect(() => median([])).to.throw("median: there are no values");
	});
});

describe("the comparison of engines", () => {
	let folder: string;
	const saved = { ...process.env };
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "bench-"));
	});
	afterEach(() => {
		rmSync(folder, { recursive: true });
		for (const name of ["GXP_LAB_GATOR", "GXP_LAB_CONFTEST", "GXP_LAB_KYVERNO", "PATH"])
			process.env[name] = saved[name] ?? "";
	});

	it("names what one of both alone finds, and who", () => {
		expect(difference(["SEC-001 a", "SEC-001 b"], ["SEC-001 b", "INT-001 c"])).to.deep.equal([
			"SEC-001 a: the gate alone",
			"INT-001 c: the other alone",
		]);
	});

	it("takes no tool for one that is not executable, and says so", () => {
		const environment = { GXP_LAB_GATOR: join(folder, "gator"), PATH: folder };
		const named = { GXP_LAB_KYVERNO: join(folder, "other"), PATH: folder };
		expect(goTool("gator", environment, () => undefined)).to.deep.equal({
			absent: `GXP_LAB_GATOR: ${folder}/gator is no executable; it must be a built gator, or unset`,
		});
		expect(kyverno(environment)).to.deep.equal({ absent: "is not on PATH, and GXP_LAB_KYVERNO is not set" });
		const absent = `GXP_LAB_KYVERNO: ${folder}/other is no executable; it must be a built kyverno, or unset`;
		expect(kyverno(named)).to.deep.equal({ absent });
	});

	it("takes kyverno from its variable before PATH", () => {
		for (const name of ["kyverno", "other"]) {
			writeFileSync(join(folder, name), "#!/bin/sh\n");
			chmodSync(join(folder, name), 0o755);
		}
		const [onPath, other] = [join(folder, "kyverno"), join(folder, "other")];
		expect(kyverno({ PATH: folder })).to.deep.equal({ program: onPath, version: "the one on PATH" });
		const named = { GXP_LAB_KYVERNO: other, PATH: folder };
		expect(kyverno(named)).to.deep.equal({ program: other, version: "the one of GXP_LAB_KYVERNO" });
	});

	it("measures the gate beside what is there, tells other answers, and names what is not there", async function () {
		this.timeout(120_000); // Three processes of the gate, one after the other.
		process.env.GXP_LAB_GATOR = join(folder, "absent");
		const conftest = join(folder, "conftest");
		writeFileSync(conftest, `#!/bin/sh\necho '[{"failures": [{"msg": "INT-001 nobody"}]}, {}]'\n`);
		chmodSync(conftest, 0o755);
		process.env.GXP_LAB_CONFTEST = conftest;
		// A policy of SEC-001 that finds a violation in what is no object of the bench, and an error in another.
		const report = {
			kind: "ClusterReport",
			results: ["fail", "error", "pass"].map((found) => ({
				policy: "gxp-lab-sec-001-restricted-pods-pods",
				result: found,
				resources: [{ name: `nobody-${found}` }],
			})),
		};
		const engine = join(folder, "kyverno-cli");
		writeFileSync(engine, `#!/bin/sh\necho '${JSON.stringify(report)}'\nexit 1\n`);
		chmodSync(engine, 0o755);
		process.env.GXP_LAB_KYVERNO = engine;
		const result = await benchEngines(top, folder, mixedObjects(120), { rounds: 1, say: () => undefined });
		expect(result.absent.map(({ engine }) => engine)).to.include("gator");
		expect(result.gate.violated).to.be.above(0);
		const [comparison] = result.comparisons.filter(({ engine }) => engine === "conftest");
		const ours = comparison?.gate.violated ?? 0;
		expect(ours).to.be.above(0);
		expect(comparison?.other.violated).to.equal(1);
		expect(comparison?.differing).to.equal(ours + 1);
		expect(comparison?.objects).to.equal(120);
		const [slow] = result.comparisons.filter(({ engine }) => engine === "kyverno");
		// The CLI needs seconds for an object: it is given the first ones, and the gate beside it those too.
		expect(slow).to.deep.include({ objects: 100, differing: (slow?.gate.violated ?? 0) + 2 });
		expect(slow?.other.violated).to.equal(2);
		expect(slow?.gate.violated).to.be.within(1, result.gate.violated - 1);
		expect(slow?.examples[0]).to.match(/: the gate alone$/);
	});

	it("does not take a failure for a verdict", () => {
		expect(() => timed("sh", ["-c", "echo broken >&2; exit 3"], 1)).to.throw(/^sh: ended in 3\nbroken/);
		expect(timed("sh", ["-c", "echo found; exit 1"], 1).stdout).to.equal("found\n");
	});
});

describe("lab bench controls", () => {
	it("is a command of its own beside the rehearsal's", () => {
		const bench = labProgram().commands.find((one) => one.name() === "bench");
		const options = bench?.commands.find((one) => one.name() === "controls")?.options.map(({ long }) => long);
		expect(options).to.deep.equal(["--stack", "--objects", "--seed", "--rounds", "--previews"]);
	});
});
