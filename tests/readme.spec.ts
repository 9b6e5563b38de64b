import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { parse } from "yaml";
import { catalogue } from "../controls/catalogue";
import { isApproved } from "../controls/exceptions";
import { readExceptions } from "../controls/exceptionsFile";
import { checks } from "../rehearsal/checks";
import { provisionerGrants } from "../rehearsal/sandbox/proxmox";

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

	it("names commands that there are", async () => {
		const commands = new Set(
			[...readme.matchAll(/\.\/lab ([a-z]+(?: (?:pending|check|schema|prove|export))?)/g)].map(
				([, name]) => name ?? "",
			),
		);
		expect(commands.size).to.be.greaterThan(8);
		for (const command of commands) {
			const { stdout } = await promisify(execFile)(join(root, "lab"), [...command.split(" "), "--help"]);
			expect(stdout, command).to.match(new RegExp(`^Usage: lab ${command}`));
		}
	}).timeout(120_000);

	it("counts the exceptions that are shipped, and says that nobody approved them while that is so", () => {
		const file = readFileSync(join(root, "policy-pack/exceptions.yaml"), "utf8");
		const { exceptions } = parse(file) as { exceptions: unknown[] };
		const told = /`policy-pack\/exceptions\.yaml` ships (\d+) exceptions, approved by nobody\./.exec(readme)?.[1];
		expect(told).to.equal(String(exceptions.length));
		expect(readExceptions().filter(isApproved)).to.deep.equal([]);
	});

	it("counts the controls and the checks as there are", () => {
		const summary = /^ {2}controls +(\d+) pass, (\d+) fail, (\d+) waived, (\d+) not applicable, (\d+) not evaluated$/m;
		const [, ...counts] = summary.exec(readme) ?? [];
		expect(counts.reduce((sum, count) => sum + Number(count), 0)).to.equal(catalogue.length);
		expect(/^(\d+) controls\. /m.exec(readme)?.[1]).to.equal(String(catalogue.length));
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

	it("links to files that there are", () => {
		const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target ?? "");
		const missing = links.filter((link) => !link.startsWith("https:") && !existsSync(join(root, link)));
		expect(missing).to.deep.equal([]);
	});
});
