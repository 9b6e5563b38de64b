import { expect } from "chai";
import { formatFault } from "../../../controls/gate/fault";
import { judgeAll, source } from "./judging";
import { written } from "./results";

describe("what the gate prints of names that are not Kubernetes'", () => {
	it("shows what a terminal or a log would obey as an escape, in every format and fault", async () => {
		const names = (name: string) =>
			`apiVersion: v1\nkind: Pod\nmetadata: { name: "${name}", namespace: "n\\u200b", annotations: { "k\\e[2J\\n::warning::k": 04da6b54-80e4-46f7-96ec-b56ff0331ba9 } }\nspec: { hostPID: true }\n`;
		const text = names("x\\n::error file=README.md::pwned\\e[2J\\u202e");
		const file = "a\u001b[2J ::error::b.yaml";
		const found = await judgeAll([source(text, file), source("a: 1\n", `${file}2`)]);
		const [finding] = found.findings.filter(({ control, path }) => control === "SEC-001" && path === "spec.hostPID");
		expect(finding?.name).to.equal("x\\u000a::error file=README.md::pwned\\u001b[2J\\u202e");
		expect(finding?.namespace).to.equal("n\\u200b");
		expect(finding?.message).to.match(/^spec\.hostPID [^;]*; [^;]*$/);
		expect(found.faults.map(({ text }) => text)).to.deep.equal([
			"metadata.annotations[k\\u001b[2J\\u000a::warning::k] holds Pulumi's mark of an unknown value; a manifest holds the value itself",
			"has no apiVersion; an object needs apiVersion and kind",
		]);
		const printed = [
			...(["human", "json", "sarif", "junit", "policyReport"] as const).map((format) =>
				written(format, found, { files: [file, `${file}2`] }),
			),
			...found.faults.map(formatFault),
		];
		for (const one of printed) {
			expect(one).to.not.match(/[^\P{C}\n]/u);
			expect(one).to.not.match(/^\s*::|##\[/mu);
		}
		expect(written("junit", found, { files: [file, `${file}2`] })).to.not.include('name="holds"');
	});
});
