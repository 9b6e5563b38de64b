import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { z } from "zod";
import { labProgram } from "../cli/main";
import { manifestsIn } from "../controls/gate/tree";
import { cacheFolder } from "../rehearsal/sandbox/parts";

const root = join(__dirname, "..");
const texts = z.record(z.string(), z.string());
const step = z.strictObject({
	id: z.string().optional(),
	uses: z.string().optional(),
	run: z.string().optional(),
	shell: z.string().optional(),
	if: z.string().optional(),
	env: texts.optional(),
	with: z.record(z.string(), z.unknown()).optional(),
});
type Step = z.output<typeof step>;
const job = z.looseObject({
	"runs-on": z.string(),
	"timeout-minutes": z.number().max(90),
	environment: z.string().optional(),
	env: texts.optional(),
	steps: z.array(step),
});
const workflow = z.strictObject({
	name: z.string(),
	on: z.record(z.string(), z.unknown()),
	permissions: z.strictObject({ contents: z.literal("read") }),
	concurrency: z.object({ group: z.string(), "cancel-in-progress": z.string() }),
	jobs: z.strictObject({ test: job, manifests: job, preview: job }),
});

const forges = { GitHub: ".github/workflows/ci.yml", Forgejo: ".forgejo/workflows/ci.yml" } as const;
const read = (file: string) => workflow.parse(parse(readFileSync(join(root, file), "utf8")));
const readme = readFileSync(join(root, "README.md"), "utf8")
	.replace(/^[\s\S]*\n### CI\n/, "")
	.replace(/\n### [\s\S]*$/, "");

/** As both forges write it: `${{ … }}`. */
const expression = (text: string) => `\${{ ${text} }}`;

/** The one step of a job whose action or script has the text. */
function stepWith(steps: readonly Step[], text: string): Step {
	const found = steps.filter(({ uses = "", run = "" }) => uses.includes(text) || run.includes(text));
	expect(found, text).to.have.length(1);
	return found[0] as Step;
}

/** What GitHub gives `bash` where a step asks for it: nobody's own settings, and the end at the first failure. */
const bash = ["--noprofile", "--norc", "-eo", "pipefail"];

const secretsOf = (value: unknown) => JSON.stringify(value ?? null).match(/\bsecrets\b[^}]*/g) ?? [];

describe("the workflows", () => {
	for (const [forge, file] of Object.entries(forges)) {
		const { jobs, concurrency } = read(file);
		const all = Object.values(jobs).flatMap(({ steps }) => steps);

		it(`of ${forge} use no action that can be moved`, () => {
			const used = all.flatMap(({ uses }) => uses ?? []);
			expect(used).not.to.be.empty;
			for (const one of used)
				expect(one).to.match(/^(https:\/\/code\.forgejo\.org\/)?(actions|forgejo)\/[a-z-]+@[0-9a-f]{40}$/);
		});

		it(`of ${forge} upload by an action that this forge takes`, () => {
			const uploads = all.flatMap(({ uses = "" }) => (uses.includes("upload-artifact") ? [uses] : []));
			expect(uploads).to.have.length(3);
			const maker = forge === "Forgejo" ? "https://code.forgejo.org/forgejo/" : "actions/";
			for (const one of uploads) expect(one.startsWith(`${maker}upload-artifact@`), one).to.equal(true);
		});

		it(`of ${forge} call commands and options that there are`, () => {
			const calls = all
				.flatMap(({ run = "" }) => run.split("\n"))
				.flatMap((line) => /^\s*\.\/lab (.+)$/.exec(line)?.[1] ?? []);
			expect(calls.length).to.be.at.least(5);
			for (const call of calls) {
				let command = labProgram();
				for (const word of call.split(" ").filter((one) => !one.startsWith("-"))) {
					const found = command.commands.find((one) => one.name() === word);
					if (found === undefined) break;
					command = found;
				}
				expect(command.name(), call).not.to.equal("lab");
				for (const [option] of call.matchAll(/--[a-z-]+/g))
					expect(
						command.options.map(({ long }) => long),
						call,
					).to.include(option);
			}
		});

		it(`of ${forge} end the runs of a pull request's older commits, and none of main's`, () => {
			expect(concurrency["cancel-in-progress"]).to.equal(expression("github.event_name == 'pull_request'"));
			expect(concurrency.group).to.equal(
				`ci-${expression("github.event_name == 'pull_request' && github.ref || github.sha")}`,
			);
		});

		it(`of ${forge} pin Node, with the oldest that is supported for the tests and the preview, and say so`, () => {
			const nodes = Object.fromEntries(
				Object.entries(jobs).map(([name, { steps }]) => [name, stepWith(steps, "setup-node").with?.["node-version"]]),
			);
			const manifest = z.object({ engines: z.object({ node: z.string() }) });
			const { engines } = manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
			expect(`>=${nodes.test}`).to.equal(engines.node);
			expect(nodes.preview).to.equal(nodes.test);
			expect(nodes.manifests).to.match(/^22\.\d+\.\d+$/);
			expect(readme).to.include(`with Node ${nodes.test} (the oldest`);
			expect(readme).to.include(`with Node ${nodes.manifests};`);
			expect(readme).to.include(`the job brings Node ${nodes.preview})`);
		});

		it(`of ${forge} take the newest Go that a part's module asks for, and say so`, () => {
			const { with: asked = {} } = stepWith(jobs.test.steps, "setup-go");
			expect(asked).not.to.have.property("go-version");
			const goOf = (module: string) => /^go (\S+)$/m.exec(readFileSync(join(root, module), "utf8"))?.[1] ?? "";
			const modules = execFileSync("git", ["ls-files", "rehearsal/parts/*/go.mod"], { cwd: root, encoding: "utf8" });
			const versions = modules.trim().split("\n").map(goOf);
			versions.sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
			expect(goOf(String(asked["go-version-file"]))).to.equal(versions.at(-1));
			expect(readme).to.include(`and Go ${versions.at(-1)};`);
		});

		it(`of ${forge} attach what failed: the tests' output, and of rehearsals the logs alone`, () => {
			expect(stepWith(jobs.test.steps, "./lab test").run).to.include(
				'set -o pipefail\n./lab test 2>&1 | tee "$RUNNER_TEMP/test.txt"',
			);
			const upload = stepWith(jobs.test.steps, "upload-artifact");
			expect(upload.if).to.equal("failure()");
			expect(upload.with?.path).to.equal(`${expression("runner.temp")}/test.txt\n.rehearsal/*/logs\n`);
		});

		it(`of ${forge} preview the commit that was pushed`, () => {
			const checkout = stepWith(jobs.preview.steps, "actions/checkout");
			expect(checkout.with?.ref).to.equal(expression("github.event.pull_request.head.sha"));
		});

		it(`of ${forge} preview only with packages and charts, whatever the repository check found`, () => {
			const { steps } = jobs.preview;
			expect(stepWith(steps, "npm ci").id).to.equal("packages");
			expect(stepWith(steps, "GXP_LAB_CHARTS").id).to.equal("charts");
			const packages = "!cancelled() && steps.packages.outcome == 'success'";
			expect(stepWith(steps, "check --repository").if).to.equal(expression(packages));
			expect(stepWith(steps, "pulumi preview").if).to.equal(
				expression(`${packages} && steps.charts.outcome == 'success'`),
			);
		});

		it(`of ${forge} give secrets to the preview's one step, of each stack its own`, () => {
			const { steps, ...rest } = jobs.preview;
			const { env, ...preview } = stepWith(steps, "pulumi preview");
			const others = [jobs.test, jobs.manifests, rest, preview, steps.filter(({ run = "" }) => run !== preview.run)];
			expect(secretsOf(others)).to.deep.equal([]);
			const names = ["PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE", "PROXMOX_VE_API_TOKEN"];
			const own = (name: string) =>
				forge === "Forgejo" ? `secrets[format('${name}_{0}', matrix.stack)]` : `secrets.${name}`;
			expect(env).to.deep.equal(Object.fromEntries(names.map((name) => [name, expression(own(name))])));
			// Forgejo ignores an environment: one there would promise what is not.
			expect(rest.environment).to.equal(forge === "Forgejo" ? undefined : `preview-${expression("matrix.stack")}`);
		});

		it(`of ${forge} preview no fork's code, and each stack on a runner of its own where there is one`, () => {
			expect(jobs.preview.if).to.include("github.event.pull_request.head.repo.full_name == github.repository");
			expect(jobs.preview["runs-on"]).to.equal(
				expression("vars[format('GXP_LAB_RUNNER_{0}', matrix.stack)] || vars.GXP_LAB_RUNNER"),
			);
		});
	}

	describe("bring the chart archives into the checkout", () => {
		let folder: string;
		const bring = (GXP_LAB_CHARTS: string) => {
			const { run = "" } = stepWith(read(forges.GitHub).jobs.preview.steps, "GXP_LAB_CHARTS");
			const environment = { PATH: process.env.PATH, GXP_LAB_CHARTS };
			return spawnSync("bash", [...bash, "-c", run], {
				cwd: join(folder, "checkout"),
				env: environment,
				encoding: "utf8",
			});
		};
		beforeEach(() => {
			folder = mkdtempSync(join(tmpdir(), "gxp-workflows-"));
			for (const name of ["checkout", "charts"]) mkdirSync(join(folder, name));
		});
		afterEach(() => rmSync(folder, { recursive: true }));

		it("from the folder that the variable names", () => {
			writeFileSync(join(folder, "charts/cilium-1.20.0.tgz"), "an archive");
			expect(bring(join(folder, "charts"))).to.include({ status: 0, stderr: "" });
			expect(readdirSync(join(folder, "checkout/.cache/charts"))).to.deep.equal(["cilium-1.20.0.tgz"]);
		});

		for (const [what, value] of [
			["is not set", ""],
			["names no folder", "/nowhere"],
		] as const)
			it(`and fail with one line where the variable ${what}`, () => {
				expect(bring(value)).to.include({
					status: 1,
					stderr: `GXP_LAB_CHARTS: '${value}' is no folder on this runner; set the variable to the one with the archives of charts.lock.yaml\n`,
				});
				expect(readdirSync(join(folder, "checkout"))).to.deep.equal([]);
			});
	});

	it("do not preview with the login of a runner where a stack has no backend", () => {
		const { run = "" } = stepWith(read(forges.GitHub).jobs.preview.steps, "pulumi preview");
		const script = run.replace(/^pulumi preview/m, "echo started");
		const { status, stdout, stderr } = spawnSync("bash", [...bash, "-c", script], {
			env: { PATH: process.env.PATH, PULUMI_BACKEND_URL: "" },
			encoding: "utf8",
		});
		expect(status).not.to.equal(0);
		expect(stdout).to.equal("");
		expect(stderr).to.include("PULUMI_BACKEND_URL: is not set for this stack");
	});

	it("of GitHub keep the built parts, by all that decides what comes out", () => {
		const { steps } = read(forges.GitHub).jobs.test;
		const { with: kept = {} } = stepWith(steps, "actions/cache@");
		expect(kept.path).to.equal(cacheFolder({}).replace(homedir(), "~"));
		expect(stepWith(steps, "setup-go").id).to.equal("go");
		for (const part of [
			expression("runner.os"),
			expression("runner.arch"),
			expression("steps.go.outputs.go-version"),
			expression("hashFiles('rehearsal/parts/**', 'rehearsal/sandbox/part-list.ts')"),
		])
			expect(kept.key).to.include(part);
		// Another key's parts would be kept on and on, and none is ever removed.
		expect(kept).not.to.have.property("restore-keys");
	});

	it("say what the manifests job judges while the tree has no manifest of the lab", () => {
		const stages = "rehearsal/sandbox/cluster/stages";
		const ofTheLab = manifestsIn(root).manifests.filter((file) => !file.startsWith(`${stages}/`));
		expect(ofTheLab, "README and the workflows say that there is none").to.deep.equal([]);
		expect(readme).to.include("**The manifests job judges nothing of the lab as shipped.**");
		expect(readme).to.include(stages);
		for (const file of Object.values(forges))
			expect(readFileSync(join(root, file), "utf8")).to.include("As shipped it judges none of the lab:");
	});

	it("need what the README names", () => {
		const rows = Object.fromEntries(
			[...readme.matchAll(/^\| (\w+) \| .* \| (.*) \|$/gm)].map(([, name, needs]) => [name, needs]),
		);
		expect(Object.keys(rows)).to.include.members(["test", "manifests", "preview"]);
		expect(Object.values(rows)).not.to.include("");
		for (const file of Object.values(forges)) {
			const used = readFileSync(join(root, file), "utf8").matchAll(/\b(?:vars|secrets)\.([A-Z_]+)/g);
			for (const [, name] of used) expect(readme).to.include(`\`${name}\``);
		}
		for (const name of ["preview-lab", "preview-prod", "PULUMI_BACKEND_URL_LAB", "GXP_LAB_RUNNER_PROD"])
			expect(readme).to.include(`\`${name}\``);
	});

	it("have the same jobs, with the same commands, for both", () => {
		const runs = (file: string) =>
			Object.fromEntries(
				Object.entries(read(file).jobs).map(([name, { steps }]) => [
					name,
					steps.flatMap(({ run, if: condition }) =>
						run === undefined || run.startsWith("sudo ") ? [] : [{ run, condition }],
					),
				]),
			);
		expect(runs(forges.Forgejo)).to.deep.equal(runs(forges.GitHub));
	});
});
