import { expect } from "chai";
import type { RehearsalDocument } from "../../../cli/rehearsal/document";
import { type Ending, interruptedText } from "../../../cli/rehearsal/interrupted";
import { begin, documentOf, nothingSeen, stages } from "../../../cli/rehearsal/seen";

const plain = (_colour: string, text: string) => text;
const head = { stack: "lab", class: "lab", engine: "embedded", providers: "stand-in" };
const called = { stack: "lab", from: "/srv/lab" };
const document = (seconds: Partial<RehearsalDocument["seconds"]>, more: Partial<RehearsalDocument> = {}) => {
	const made = documentOf(nothingSeen(), head, "interrupted");
	return { ...made, seconds: { ...made.seconds, total: 41.2, ...seconds }, ...more };
};
const text = (of: RehearsalDocument, ending: Ending, more = {}) =>
	interruptedText(of, ending, { ...called, ...more }, plain, 400).split("\n");

describe("the summary of a rehearsal that somebody interrupted", () => {
	it("says what was done, what was cut off, what was cleaned up, what is left and how to go on", () => {
		const ending: Ending = {
			done: ["parts", "sandbox", "repository", "preview"],
			at: "up",
			...{ sandbox: "lab-0a1b2c", alive: false, logs: "/srv/lab/.rehearsal/lab-0a1b2c/logs" },
		};
		expect(text(document({ parts: 0.1, preview: 27.3 }), ending)).to.deep.equal([
			"",
			"Interrupted after 41.2 s, in up: rehearsal of lab (class lab; engine embedded, providers stand-in)",
			"  done        parts 0.1 s, sandbox lab-0a1b2c, repository, preview 27.3 s",
			"  cut off     up: what it had made went with the sandbox",
			"  not begun   checks, second up, teardown",
			"  cleaned up  lab-0a1b2c: its last process ended, its state and its secrets were removed",
			"  left        logs in .rehearsal/lab-0a1b2c/logs; `lab down lab-0a1b2c` removes them",
			"              the parts that were built, in the cache",
			"  to go on    `lab rehearse --stack lab` begins anew, with the parts that are built; nothing else of this run is taken up",
			"",
			"What was not done was neither held nor refuted. Exit code 130.",
		]);
	});

	it("names no sandbox while the parts are built", () => {
		const lines = text(document({}), { done: [], at: "parts" });
		expect(lines.slice(2, -2)).to.deep.equal([
			"  done        nothing",
			"  cut off     parts",
			"  not begun   sandbox, repository, preview, up, checks, second up, teardown",
			"  cleaned up  the part that was being built; no sandbox was made",
			"  left        the parts that were built, in the cache",
			"  to go on    `lab rehearse --stack lab` begins anew, with the parts that are built",
		]);
	});

	it("counts what the first up made and which checks held, and says that --keep kept nothing", () => {
		const checks = [true, false].map((held) => ({ id: "a", says: "b", held }));
		const ending: Ending = { done: ["up", "checks", "second up"], at: "teardown", sandbox: "lab-1", alive: false };
		const of = document({ up: 50.9, secondUp: 26.6 }, { created: 272, checks });
		const lines = text(of, ending, { keep: true });
		expect(lines).to.include("  done        up 50.9 s (272 created), checks (1 of 2 held), second up 26.6 s");
		expect(lines).to.include("  --keep      kept nothing: a sandbox that is interrupted ends");
		expect(lines.join("\n")).to.not.include("not begun");
	});

	it("does not call cleaned up what still runs", () => {
		const ending: Ending = { done: ["parts"], at: "sandbox", sandbox: "lab-1", alive: true };
		const lines = text(document({ parts: 1 }), ending);
		expect(lines).to.include("  cleaned up  nothing: processes of lab-1 still run, and its folder stays");
		expect(lines).to.include("  left        the sandbox lab-1; `lab down lab-1` ends it");
	});

	it("has each stage once, in the order in which a rehearsal goes through them", () => {
		const seen = nothingSeen();
		for (const stage of stages) begin(seen, stage);
		expect(seen.done).to.deep.equal(stages.slice(0, -1));
		expect(seen.at).to.equal("teardown");
	});
});
