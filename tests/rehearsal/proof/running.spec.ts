import { expect } from "chai";
import { Running, toldProgress } from "../../../rehearsal/proof/running";

describe("what a proof is at", () => {
	it("is all that runs, and no more what ended", () => {
		const told: string[] = [];
		const running = new Running((text) => told.push(text));
		running.runs("API server", "begins");
		running.runs("preview", "sec-001-a");
		running.runs("preview", "sec-002-a");
		running.ends("API server");
		running.ends("preview");
		expect(told).to.deep.equal([
			"API server: begins",
			"API server: begins; preview: sec-001-a",
			"API server: begins; preview: sec-002-a",
			"preview: sec-002-a",
			"the conclusion",
		]);
	});

	it("is read from marked lines, and from no other line of standard error", () => {
		expect(toldProgress("proof> sec-001-a")).to.equal("sec-001-a");
		expect(toldProgress("warning: sec-001-a")).to.equal(undefined);
	});
});
