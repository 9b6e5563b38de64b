import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { BUNDLES, bundled } from "../../../rehearsal/providers/bundle";
import { type InstalledPlugin, installPlugins } from "../../../rehearsal/providers/install";
import { Wire } from "./wire";

async function firstLine(child: ChildProcess): Promise<string> {
	if (child.stdout === null) throw new Error("the child has no stdout");
	const [chunk] = (await once(child.stdout, "data")) as [Buffer];
	return chunk.toString().trim();
}

function alive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}

describe("installed plugins", () => {
	let folder: string;
	let plugins: InstalledPlugin[];
	before(function () {
		this.timeout(60_000);
		folder = mkdtempSync(path.join(tmpdir(), "gxp-lab-plugins-"));
		plugins = installPlugins(path.join(folder, "home"), "stand-in");
	});
	after(() => rmSync(folder, { recursive: true, force: true }));

	const executable = (name: string) => {
		const plugin = plugins.find((one) => one.name === name);
		if (plugin === undefined) throw new Error(`no plugin ${name}`);
		return path.join(plugin.folder, `pulumi-resource-${name}`);
	};

	it("are one for each provider of the program, in the version of its SDK", () => {
		const versions = Object.fromEntries(plugins.map(({ name, version }) => [name, version]));
		expect(versions).to.include({ kubernetes: "4.34.2", minio: "0.17.1", random: "4.21.2", tls: "5.6.1" });
		for (const { name, version, folder: where } of plugins) {
			expect(path.basename(where)).to.equal(`resource-${name}-v${version}`);
		}
	});

	for (const name of ["kubernetes", "minio", "random", "tls"]) {
		it(`answer on the port that they print: ${name}`, async () => {
			const child = spawn(executable(name), ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
			const wire = Wire.connect(Number(await firstLine(child)));
			try {
				const { failures } = await wire.checkConfig(name, "one", { nonsense: "1" });
				expect(failures).to.deep.equal([
					"could not validate provider configuration: Invalid or unknown key. Examine values at 'one.nonsense'.",
				]);
			} finally {
				wire.stop();
				child.kill();
			}
		});
	}

	it("end when the engine that started them is killed", async () => {
		const script = `const c = require("node:child_process").spawn(${JSON.stringify(executable("random"))}, ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] }); c.stdout.once("data", () => console.log(c.pid)); setInterval(() => {}, 1000);`;
		const engine = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
		const plugin = Number(await firstLine(engine));
		expect(alive(plugin)).to.equal(true);
		engine.kill("SIGKILL");
		while (alive(plugin)) await new Promise((resolve) => setTimeout(resolve, 20));
	});

	it("refuses official plugins that nobody installed, and says how to get them", () => {
		const home = process.env.PULUMI_HOME;
		process.env.PULUMI_HOME = path.join(folder, "nobody");
		try {
			expect(() => installPlugins(path.join(folder, "other"), "official")).to.throw(
				`${path.join(folder, "nobody/plugins/resource-kubernetes-v4.34.2")}: the official plugin is not there; run \`pulumi plugin install resource kubernetes v4.34.2\` or take --providers stand-in`,
			);
		} finally {
			if (home === undefined) delete process.env.PULUMI_HOME;
			else process.env.PULUMI_HOME = home;
		}
	});

	it("are bundled anew when the content of a file that they are made of changes", () => {
		const name = path.basename(folder);
		const main = path.join(folder, "provider", "main.ts");
		mkdirSync(path.dirname(main));
		writeFileSync(path.join(folder, "provider", "table.json"), "{}");
		writeFileSync(main, 'export const says: string = "first";\n');
		try {
			const [, first] = bundled({ name, main });
			expect(readFileSync(first, "utf8")).to.contain("first");
			expect(bundled({ name, main })[1]).to.equal(first);
			// As long as the first, and as old.
			writeFileSync(main, 'export const says: string = "other";\n');
			utimesSync(main, 0, 0);
			const [, second] = bundled({ name, main });
			expect(readFileSync(second, "utf8")).to.contain("other");
			expect(readFileSync(path.join(path.dirname(second), "table.json"), "utf8")).to.equal("{}");
			expect(existsSync(first)).to.equal(true);
		} finally {
			rmSync(path.join(BUNDLES, name), { recursive: true, force: true });
		}
	});
});
