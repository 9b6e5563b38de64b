import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { catalogue } from "../controls/catalogue";
import { isApproved } from "../controls/exceptions";
import { readExceptions } from "../controls/exceptionsFile";
import { checksOf } from "../rehearsal/checks";
import { provisionerGrants } from "../rehearsal/sandbox/proxmox";
import { checkStack } from "../stacks/file";
import { helpOf } from "./cli/helpOf";

const root = join(__dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** `VM.Config.{A, B}` -> `VM.Config.A`, `VM.Config.B`. */
function expand(cell: string): string[] {
	return cell
		.replace(/(\S+?)\.\{([^}]*)\}/g, (_all, stem: string, names: string) =>
			names
				.split(",")
				.map((name) => `${stem}.${name.trim()}`)
				.join(", "),
		)
		.replace(/\([^)]*\)/g, "")
		.split(",")
		.map((name) => name.trim())
		.sort();
}

describe("README", () => {
	it("names exactly the privileges that the rehearsal's token has", () => {
		const rows = [...readme.matchAll(/^\| `(\/[^`]*)` \| (.+) \|$/gm)];
		const told = Object.fromEntries(rows.map(([, path, cell]) => [path, expand(cell ?? "")]));
		const grants = provisionerGrants({ images: "<images>", disks: "<disks>", bridge: "<bridge>" });
		const had = Object.fromEntries(grants.map(({ path, privileges }) => [path, [...privileges].sort()]));
		expect(told).to.deep.equal(had);
	});

	it("names commands that there are", () => {
		const commands = new Set(
			[...readme.matchAll(/\.\/lab ([a-z]+(?: (?:pending|check|schema|prove|export))?)/g)].map(
				([, name]) => name ?? "",
			),
		);
		expect(commands.size).to.be.greaterThan(8);
		for (const command of commands) expect(helpOf(command).text).to.match(new RegExp(`^Usage: lab ${command}\\b`));
	});

	it("counts the exceptions that are shipped, and says that nobody approved them while that is so", () => {
		const file = readFileSync(join(root, "policy-pack/exceptions.yaml"), "utf8");
		const { exceptions } = parse(file) as { exceptions: { controls?: string[] }[] };
		const told = /`policy-pack\/exceptions\.yaml` ships (\d+) exceptions, approved by nobody\./.exec(readme)?.[1];
		expect(told).to.equal(String(exceptions.length));
		const pairs = exceptions.reduce((sum, { controls }) => sum + (controls?.length ?? 1), 0);
		expect(readme).to.include(`which makes ${pairs} rows in the [statement of applicability]`);
		expect(Math.max(...exceptions.map(({ controls }) => controls?.length ?? 1)), "one control or two").to.equal(2);
		expect(readExceptions().filter(isApproved)).to.deep.equal([]);
	});

	it("counts the controls and the checks as there are", () => {
		const summary = /^ {2}controls +(\d+) pass, (\d+) fail, (\d+) waived, (\d+) not applicable, (\d+) not evaluated$/m;
		const [, ...counts] = summary.exec(readme) ?? [];
		expect(counts.reduce((sum, count) => sum + Number(count), 0)).to.equal(catalogue.length);
		expect(/^(\d+) controls\. /m.exec(readme)?.[1]).to.equal(String(catalogue.length));
		const checked = checkStack("lab", root);
		if ("faults" in checked) throw new Error(checked.faults.join("\n"));
		const checks = checksOf(checked.config);
		expect(/^ {2}checks +(\d+) of (\d+) held$/m.exec(readme)?.slice(1)).to.deep.equal(
			[checks.length, checks.length].map(String),
		);
		// What the text says of the summary above it.
		expect(readme).to.include(
			`**\`${counts[1]} fail, ${counts[2]} waived\` is not a clean result.** The ${counts[2]} stand on`,
		);
	});

	it("counts the machines of prod as its stack file has them", () => {
		const { config } = parse(readFileSync(join(root, "Pulumi.prod.yaml"), "utf8")) as {
			config: Record<string, unknown>;
		};
		const nodes = config["gxp-lab:nodes"] as { role: string }[];
		const words = ["no", "one", "two", "three", "four", "five", "six"];
		const of = (role: string) => words[nodes.filter((node) => node.role === role).length];
		expect(readme).to.include(
			`\`--stack prod\` does it for ${of("controlPlane")} control planes, ${of("worker")} workers and ${of("storage")} storage nodes`,
		);
	});

	it("says which programs the steps of a real lab need", () => {
		const { real = "", needed = "" } =
			/^## A real lab\n\n(?<needed>[^\n]+(?:\n[^\n]+)*)(?<real>[\s\S]*?)\n## /m.exec(readme)?.groups ?? {};
		const lines = [...real.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block]) => (block ?? "").split(/\n|\| /));
		const programs = new Set(lines.map((line) => /^([a-z][a-z0-9]*) /.exec(line.trim())?.[1] ?? ""));
		const shown = { pulumi: "`pulumi` CLI", git: "git", npm: "Node", helm: "Helm", gpg: "GnuPG", jq: "jq" };
		for (const [program, name] of Object.entries(shown)) {
			expect([...programs], "a step uses it").to.include(program);
			expect(needed).to.include(name);
			programs.delete(program);
		}
		// What every machine has, and the shell's own.
		expect([...programs].sort()).to.deep.equal(["", "export", "mkdir", "read", "set", "sha256sum", "unset"]);
	});

	it("fetches charts as the lock has them", () => {
		const { charts } = parse(readFileSync(join(root, "charts.lock.yaml"), "utf8")) as {
			charts: { name: string; repository: string; version: string }[];
		};
		const told = [...readme.matchAll(/^helm pull (.+) --destination/gm)].map(([, given]) => given);
		const of = (chart: string) => charts.filter(({ name }) => name === chart);
		expect(told).to.deep.equal([
			...of("cilium").map(({ name, repository, version }) => `${name} --repo ${repository} --version ${version}`),
			...of("cert-manager").map(({ name, repository, version }) => `${repository}/${name} --version ${version}`),
		]);
	});

	it("names the levels of the controls that it speaks of as the catalogue has them", () => {
		const levels = (wanted: string) => catalogue.find(({ id }) => id === wanted)?.enforcement;
		expect(levels("CHG-001")).to.include({ lab: "advisory", validation: "mandatory", production: "mandatory" });
		expect(readme).to.include("a finding of CHG-001, which is mandatory in validation and production.");
		expect(levels("BCM-007")).to.include({ lab: "none", validation: "advisory", production: "mandatory" });
		expect(readme).to.include("BCM-007 (advisory in validation, mandatory in production, not for lab)");
		expect(levels("CHG-009")).to.include({ lab: "advisory", validation: "mandatory", production: "mandatory" });
		expect(readme).to.match(/CHG-009\s\(advisory in lab, mandatory elsewhere\)/);
	});

	it("links to files that there are", () => {
		const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target ?? "");
		const missing = links.filter((link) => !link.startsWith("https:") && !existsSync(join(root, link)));
		expect(missing).to.deep.equal([]);
	});
});
