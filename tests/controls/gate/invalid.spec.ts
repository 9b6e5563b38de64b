import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { formatFault } from "../../../controls/gate/fault";
import { largestDocument } from "../../../controls/gate/split";
import { judge, judgeAll, nearby, source } from "./judging";

const folder = join(__dirname, "invalid");
/** No rule is about a Lease. */
const lease = "apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: { name: good, namespace: shop }\n";
/** The document under test between two whole ones. */
const between = (text: string | Buffer) =>
	Buffer.concat([`${lease}---\n`, text, `\n---\n${lease}`].map((one) => Buffer.from(one)));
/** Between them, it begins four lines later. */
const offset = 4;

describe("a gate that is given what cannot be judged", () => {
	for (const name of readdirSync(folder)) {
		it(`says one line about ${name.replace(/\.yaml$/, "").replaceAll("-", " ")}, and judges what stands around it`, async () => {
			const text = readFileSync(join(folder, name), "utf8");
			const [, line, expected] = /^# expect (\d+): (.*)$/m.exec(text) ?? [];
			const { faults, objects } = await judge(between(text));
			const lines = faults.map(formatFault);
			expect(lines).to.deep.equal([`given.yaml:${Number(line) + offset}: ${expected}`]);
			expect(objects).to.be.at.least(2);
		});
	}

	it("refuses a YAML directive, which readers differ about", async () => {
		const { faults, objects } = await judge(`%YAML 1.2\n---\n${lease}`);
		expect(faults.map(formatFault)).to.deep.equal([
			"given.yaml:1: has a YAML directive; remove the line, because readers differ in what it does",
		]);
		expect(objects).to.equal(1);
	});

	for (const [says, text, line, name] of [
		["a NUL in a value", 'apiVersion: v1\nkind: "Po\0d"\n', 2, "U+0000"],
		["a NUL in a comment", "apiVersion: v1\nkind: Lease # \0\n", 2, "U+0000"],
		["a bell at the start", "\u0007apiVersion: v1\n", 1, "U+0007"],
		["an escape at the end", "apiVersion: v1\nkind: Lease\n\u001b", 3, "U+001B"],
		["a form feed between lines", "apiVersion: v1\n\f\nkind: Lease\n", 2, "U+000C"],
		["a delete", "apiVersion: v1\nkind: Le\u007fase\n", 2, "U+007F"],
		["a NUL in JSON", '{"apiVersion": "v1",\n"kind": "Po\0d"}', 2, "U+0000"],
	] as const) {
		it(`refuses ${says}, and judges what stands around it`, async () => {
			const { faults, objects } = await judge(between(text));
			expect(faults.map(formatFault)).to.deep.equal([
				`given.yaml:${line + offset}: holds the control character ${name}, which YAML does not allow; remove it, or write it as an escape in a text with double quotes`,
			]);
			expect(objects).to.equal(2);
		});
	}

	it("reads tabs, carriage returns before line feeds, escapes and what is beyond ASCII", async () => {
		const text =
			'apiVersion: coordination.k8s.io/v1\r\nkind: Lease\r\nmetadata: { name: "a\\0\\x1b",\tnamespace: "é\u{1f600}" }\r\n';
		const { faults, objects } = await judge(text);
		expect(faults).to.deep.equal([]);
		expect(objects).to.equal(1);
	});

	it("says on which line a byte is not UTF-8", async () => {
		const { faults, objects } = await judge(between(Buffer.from([0x61, 0x3a, 0x0a, 0x62, 0x3a, 0xff])));
		expect(faults.map(formatFault)).to.deep.equal(["given.yaml:6: is not UTF-8; write the file in UTF-8"]);
		expect(objects).to.equal(2);
	});

	it("refuses a document of 10 MB without reading it", async () => {
		const large = Buffer.alloc(10_000_000, "x: 1\n");
		const { faults, objects } = await judge(between(large));
		expect(faults.map(formatFault)).to.deep.equal([
			`given.yaml:4: is a document of 10000005 bytes; it must be at most ${largestDocument}, so cut it at a line \`---\``,
		]);
		expect(objects).to.equal(2);
	});

	it("refuses a line of 10 MB", async () => {
		const { faults, objects } = await judge(between(Buffer.alloc(10_000_000, "x")));
		expect(faults).to.have.length(1);
		expect(faults[0]?.text).to.match(/^is a document of 1\d{7} bytes/);
		expect(objects).to.equal(2);
	});

	it("reads a file of 10 MB whose documents are small", async () => {
		const document = `${lease}# ${"x".repeat(100_000)}\n---\n`;
		const { faults, objects } = await judge(document.repeat(100));
		expect(faults).to.deep.equal([]);
		expect(objects).to.equal(100);
	});

	for (const [says, text] of [
		["flow lists", "[".repeat(100_000)],
		["block lists", "- ".repeat(100_000)],
		["mappings", Array.from({ length: 2000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
	] as const) {
		it(`refuses deep nesting of ${says}`, async () => {
			const { faults, objects } = await judge(between(text));
			expect(faults).to.have.length(1);
			expect(faults[0]?.text).to.equal("is nested more than 250 levels deep; an object never is");
			expect(objects).to.equal(2);
		});
	}

	for (const [says, sign] of [
		["a lone carriage return", "\r"],
		["a next line", "\u0085"],
		["a line separator", "\u2028"],
	] as const) {
		it(`refuses ${says}, behind which kubectl reads what others take for a comment`, async () => {
			const { faults } = await judge(`# a comment${sign}apiVersion: v1${sign}kind: Pod\n`);
			expect(faults.map(formatFault)).to.deep.equal([
				"given.yaml:1: has a line break that is none to every reader; use line feeds only",
			]);
		});
	}

	for (const [says, text] of [
		["an empty stream", ""],
		["a stream of comments", "# nothing\n---\n# here\n"],
		["an empty list", "apiVersion: v1\nkind: List\nitems: []\n"],
	] as const) {
		it(`says of ${says} that nothing was judged`, async () => {
			const { faults } = await judge(text);
			expect(faults.map(formatFault)).to.deep.equal(["given.yaml:1: holds no Kubernetes object; nothing was judged"]);
		});
	}

	it("says so too of files that nobody named, where none of them holds an object", async () => {
		const found = (content: string, file: string) => ({ ...source(content, file), named: false });
		const { faults } = await judgeAll([found("# a\n", "a.yaml"), found("# b\n", "b.yaml")]);
		expect(faults.map(formatFault)).to.deep.equal(
			["a.yaml", "b.yaml"].map((file) => `${file}:1: holds no Kubernetes object; nothing was judged`),
		);
		const lease = "apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: { name: a, namespace: b }\n";
		expect((await judgeAll([found("# a\n", "a.yaml"), found(lease, "b.yaml")])).faults).to.deep.equal([]);
	});

	it("says of a list whose items are none that they are none, and judges the rest", async () => {
		const lease = "apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: { name: a, namespace: b }\n";
		const { faults, objects } = await judge(`${lease}---\napiVersion: v1\nkind: List\nitems: { a: { kind: Pod } }\n`);
		expect(faults.map(formatFault)).to.deep.equal(["given.yaml:7: items is not a list; it must be a list of objects"]);
		expect(objects).to.equal(1);
	});

	it("knows a kind that a CustomResourceDefinition among the manifests defines, wherever it stands", async () => {
		const widget = "apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: widget }\n";
		const definition =
			"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: widgets.example.com }\nspec: { group: example.com, names: { kind: Widget } }\n";
		expect((await judge(`${widget}---\n${definition}`)).faults).to.deep.equal([]);
		const other = await judge(`${widget.replace("example.com", "example.org")}---\n${definition}`);
		expect(other.faults).to.have.length(1);
		expect(other.notEvaluated.map(nearby)).to.deep.include({
			control: null,
			line: 1,
			path: "kind",
			message: "example.org/v1 Widget is a kind that nothing here knows, so no rule judged it",
		});
	});

	it("says once that a rule could not judge, and that it is not shown to hold", async () => {
		const broken = {
			id: "SEC-001",
			slug: "broken",
			says: "",
			fix: "",
			judge: () => {
				throw new TypeError("secret");
			},
		};
		const { faults } = await judge(`${lease}---\n${lease}`, { judges: { rules: [broken], stackRules: [] } });
		expect(faults.map(formatFault)).to.deep.equal([
			"given.yaml:1: sec-001-broken could not judge coordination.k8s.io/v1 Lease (TypeError); report it, because nothing was judged by this rule",
		]);
	});
});
