import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { searchFolder, searchTexts } from "../../../rehearsal/checks/search";

const pem = (type: "rsa" | "ec") => {
	const format = { privateKeyEncoding: { type: "pkcs8", format: "pem" } as const };
	const publicKeyEncoding = { type: "spki", format: "pem" } as const;
	return type === "rsa"
		? generateKeyPairSync("rsa", { modulusLength: 2048, ...format, publicKeyEncoding })
		: generateKeyPairSync("ec", { namedCurve: "P-256", ...format, publicKeyEncoding });
};

describe("the search for secrets", () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "gxp-lab-search-"));
	});
	afterEach(() => rmSync(folder, { recursive: true }));
	const write = (file: string, text: string) => {
		mkdirSync(dirname(join(folder, file)), { recursive: true });
		writeFileSync(join(folder, file), text);
	};
	const value = 'pass"word-of-the-root-user';
	const search = (secret = value, chunk?: number) => searchFolder(folder, [{ name: "root", value: secret }], chunk);

	it("finds nothing where nothing is, and says how much it searched", () => {
		write("logs/a.log", "nothing here");
		write("state/b.json", "{}");
		expect(search()).to.deep.equal({ faults: [], searched: 2 });
	});

	for (const [how, text] of [
		["as it is", value],
		["inside JSON", JSON.stringify({ password: value })],
		["in hex", Buffer.from(value).toString("hex")],
		["URL-encoded", encodeURIComponent(value)],
		["in base64", Buffer.from(value).toString("base64")],
		["in base64, one byte later", Buffer.from(`x${value} and more`).toString("base64")],
		["in base64, two bytes later", Buffer.from(`xy${value} and more`).toString("base64")],
		["in base64url", Buffer.from(`xyz${value}`).toString("base64url")],
	] as const) {
		it(`finds one ${how}, in any folder, and does not tell it`, () => {
			write("project/deep/er/file", `before ${text} after`);
			expect(search().faults).to.deep.equal(["root in project/deep/er/file"]);
		});
	}

	for (const type of ["rsa", "ec"] as const) {
		it(`finds the PEM of a key (${type}) in a YAML block, and in base64 of the whole`, () => {
			const { privateKey } = pem(type);
			write("tmp/values.yaml", `key: |\n${privateKey.replaceAll(/^/gm, "    ")}`);
			write("tmp/secret.yaml", `key: ${Buffer.from(privateKey).toString("base64")}`);
			const expected = ["root in tmp/secret.yaml", "root in tmp/values.yaml"];
			expect(search(privateKey).faults).to.deep.equal(expected);
			expect(search(Buffer.from(privateKey).toString("base64")).faults, "a value in base64").to.deep.equal(expected);
		});

		it(`takes no public half (${type}) for a leak`, () => {
			const { privateKey, publicKey } = pem(type);
			write("proxmox.pem", publicKey);
			expect(search(privateKey).faults).to.deep.equal([]);
		});
	}

	it("leaves out consumers alone, and follows no link", () => {
		for (const file of ["passphrase", "data/machines/vm-1/state/config.yaml", "pods/minio/files/config/config.env"])
			write(file, value);
		symlinkSync(join(folder, "passphrase"), join(folder, "link"));
		expect(search()).to.deep.equal({ faults: [], searched: 0 });
		write("data/machines/vm-1/ephemeral/var/log/audit/kube/kube-apiserver.log", value);
		write("pods/minio/other", value);
		write("logs/passphrase", value);
		expect(search().faults).to.deep.equal([
			"root in data/machines/vm-1/ephemeral/var/log/audit/kube/kube-apiserver.log",
			"root in logs/passphrase",
			"root in pods/minio/other",
		]);
	});

	it("finds one in what was printed, and says where", () => {
		const printed = searchTexts([{ name: "root", value }]);
		expect(printed("stderr", `pulumi: ${JSON.stringify(value)} is not it`)).to.deep.equal(["root in stderr"]);
		expect(printed("stdout", "[secret]")).to.deep.equal([]);
	});

	it("finds one wherever it lies in a file that is searched in pieces, the last byte too", () => {
		for (let before = 0; before < 2 * value.length; before++) {
			write("logs/large.log", `${"x".repeat(before)}${value}`);
			expect(search(value, 7).faults, `after ${before} bytes`).to.deep.equal(["root in logs/large.log"]);
			write("logs/large.log", `${"x".repeat(before)}${value.slice(0, -1)}`);
			expect(search(value, 7).faults, `all but its last byte, after ${before} bytes`).to.deep.equal([]);
		}
	});

	it("tells of a secret once a file, in files of any length, an empty one too", () => {
		write("logs/empty.log", "");
		write("logs/large.log", `${value}\n`.repeat(1000));
		expect(search(value, 64)).to.deep.equal({ faults: ["root in logs/large.log"], searched: 2 });
	});
});
