import { expect } from "chai";
import { unusedText } from "../../../controls/gate/formats/unused";
import type { UnusedException } from "../../../controls/gate/result";
import { mandatory, nothing, written } from "./results";

const plain = (_colour: string, text: string) => text;
const meant: UnusedException = {
	control: "INT-001",
	resource: "v1/Pod shop/web",
	path: "spec.containers[<b>]",
	until: "2027-10-31",
};
const text = (...unused: UnusedException[]) =>
	unusedText(
		{ ...nothing, findings: [mandatory, mandatory], unused },
		{ paint: plain, width: 300, everything: true },
	).split("\n");

describe("the exceptions that matched nothing", () => {
	it("are told by their path where the object is right", () => {
		const other = { ...meant, resource: "v1/Pod shop/other" };
		expect(text(meant, other)).to.deep.equal([
			"the exception from INT-001 for v1/Pod shop/web names spec.containers[<b>], but the finding is at spec.containers[<a>].image; correct the exception's finding",
			"1 exception matched nothing here",
			"  INT-001  until 2027-10-31  v1/Pod shop/other",
		]);
		expect(text(meant)).to.have.length(1);
	});

	it("are listed by control and last day, each kind named once, and several of one object counted", () => {
		const of = (resource: string, more: Partial<UnusedException> = {}) => ({ ...meant, resource, ...more });
		expect(
			text(
				of("v1/Pod a/b"),
				of("apps/v1/Deployment c"),
				of("v1/Pod a/b", { path: "spec" }),
				of("v1/Pod a/d"),
				of("v1/Pod a/b", { until: "2027-01-31" }),
				of("v1/Pod a/b", { control: "ACC-005" }),
			),
		).to.deep.equal([
			"6 exceptions matched nothing here",
			"  ACC-005  until 2027-10-31  v1/Pod a/b",
			"  INT-001  until 2027-01-31  v1/Pod a/b",
			"  INT-001  until 2027-10-31  v1/Pod a/b (2), a/d; apps/v1/Deployment c",
		]);
	});

	it("are not told to name another path where the control is another, or the path is right", () => {
		const listed = (control: string) => [
			"1 exception matched nothing here",
			`  ${control}  until 2027-10-31  v1/Pod shop/web`,
		];
		expect(text({ ...meant, control: "SEC-001" })).to.deep.equal(listed("SEC-001"));
		expect(text({ ...meant, path: "spec.containers[<a>]" })).to.deep.equal(listed("INT-001"));
	});

	it("are counted alone where not everything was judged that they can be for, but for one whose object is right", () => {
		const other = { ...meant, resource: "v1/Pod shop/other" };
		const part = (...unused: UnusedException[]) =>
			written("human", { ...nothing, findings: [mandatory], unused }).split("\n");
		expect(part(other, other)).to.include("2 exceptions are for nothing that was found here; --json lists them");
		expect(part(other)).to.include("1 exception is for nothing that was found here; --json lists it");
		const both = part(meant, other).join(" ");
		expect(both).to.contain("the exception from INT-001 for v1/Pod shop/web names spec.containers[<b>]");
		expect(both).to.contain("1 exception is for nothing");
		expect(both).not.to.contain("shop/other");
	});

	it("are not spoken of where nothing was judged, which they say nothing of", () => {
		const unjudged = { ...nothing, objects: 0, unused: [meant] };
		for (const everything of [true, false])
			expect(written("human", unjudged, { everything })).not.to.contain("exception");
	});

	it("are the same ones for a person and in JSON", () => {
		const unused = ["a", "b"].flatMap((name) =>
			["SEC-001", "INT-001"].map((control) => ({ ...meant, control, resource: `v1/Pod shop/${name}` })),
		);
		const all = { ...nothing, findings: [mandatory], unused: [...unused, meant] };
		const json = JSON.parse(written("json", all)).unused as UnusedException[];
		expect(json).to.deep.equal(all.unused);
		const lines = written("human", all, { width: 300, everything: true }).split("\n");
		for (const { control, resource, until } of json) {
			const name = resource.slice(resource.indexOf("/") + 1).replace("Pod ", "");
			const told = lines.some(
				(line) =>
					(line.startsWith(`  ${control}  until ${until}  `) && line.includes(name)) ||
					line.startsWith(`the exception from ${control} for ${resource} `),
			);
			expect(told, `${control} ${resource}`).to.equal(true);
		}
		expect(lines).to.include(`${json.length - 1} exceptions matched nothing here`);
	});
});
