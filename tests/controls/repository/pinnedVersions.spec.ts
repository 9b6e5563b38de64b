import { readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect } from "chai";
import { ofThePack } from "../../../controls/repository/pinnedVersions";

const root = resolve(__dirname, "../../..");

/** The file that a relative specifier names. */
function resolved(from: string, specifier: string): string {
	const path = resolve(dirname(from), specifier);
	const found = [path, `${path}.ts`, join(path, "index.ts")].find((one) => {
		try {
			return statSync(one).isFile();
		} catch {
			return false;
		}
	});
	if (found === undefined) throw new Error(`${specifier} of ${from}: is no file`);
	return found;
}

/** The files of the repository that are loaded with one of them; types alone load nothing. */
function loadedBy(entry: string): string[] {
	const seen = new Set<string>();
	const visit = (file: string): void => {
		if (seen.has(file)) return;
		seen.add(file);
		const text = readFileSync(file, "utf8").replaceAll(/^(import|export) type [^;]*;$/gms, "");
		for (const [, specifier = ""] of text.matchAll(/(?:from|require\(|import\(|import) ?"(\.{1,2}(?:\/[^"]*)?)"/g))
			visit(resolved(file, specifier));
	};
	visit(entry);
	return [...seen].map((file) => relative(root, file)).sort();
}

describe("the pack that was qualified", () => {
	it("is pinned with every file that it loads (CHG-009)", () => {
		const loaded = loadedBy(join(root, "policy-pack/index.js"));
		expect(loaded).to.include.members(["policy-pack/main.ts", "controls/report.ts", "stacks/lock-overlay.ts"]);
		const left = loaded.filter(
			(file) => !ofThePack.some((one) => (one.endsWith("/") ? file.startsWith(one) : file === one)),
		);
		expect(left).to.deep.equal([]);
	});
});
