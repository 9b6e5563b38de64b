import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
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

	it("links to files that there are", () => {
		const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target ?? "");
		const missing = links.filter((link) => !link.startsWith("https:") && !existsSync(join(root, link)));
		expect(missing).to.deep.equal([]);
	});
});
