import { expect } from "chai";
import { notBegunText } from "../../../cli/rehearsal/notBegun";
import { documentOf, nothingSeen } from "../../../cli/rehearsal/seen";

const plain = (_colour: string, text: string) => text;
const head = { stack: "lab", class: "lab", engine: "embedded", providers: "stand-in" };
const refused =
	"repository: mandatory findings, so no preview starts\n[CHG-011] FAIL a.yaml:8: until must be a day; fix";
const document = documentOf(
	{ ...nothingSeen(), seconds: { parts: 0.1, preview: null, up: null, secondUp: null, total: 4.7 } },
	head,
	refused,
);

describe("the summary of a rehearsal that ended before its up", () => {
	it("says that nothing was rehearsed, how far it came and why, and counts nothing", () => {
		const ending = { done: ["parts", "sandbox"], at: "repository" } as const;
		expect(notBegunText(document, ending, plain, "all", 100).split("\n")).to.deep.equal([
			"",
			"Nothing was rehearsed of lab (class lab; engine embedded, providers stand-in)",
			"  done         parts, sandbox",
			"  ended in     repository",
			"  not begun    preview, up, checks, second up, teardown",
			"  time         parts 0.1 s, total 4.7 s",
			"",
			"Did not hold: repository: mandatory findings, so no preview starts",
			"[CHG-011] FAIL a.yaml:8: until must be a day; fix",
		]);
	});

	it("counts the controls of a preview", () => {
		const ending = { done: ["parts", "sandbox", "repository"], at: "preview" } as const;
		const counted = { ...document, controls: { ...document.controls, pass: 3, fail: 1 } };
		expect(notBegunText(counted, ending, plain, "all", 100)).to.contain("\n  controls     3 pass, 1 fail, 0 waived, ");
	});

	it("fits the terminal", () => {
		const ending = { done: ["parts", "sandbox", "repository"], at: "preview" } as const;
		const waived = { ...document, controls: { ...document.controls, waived: 11 } };
		const lines = notBegunText(waived, ending, plain, "all", 40).split("\n");
		expect(lines.filter((line) => line.length > 40)).to.deep.equal([]);
	});
});
