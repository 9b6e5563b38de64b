import { expect } from "chai";
import { choose, points } from "./recovery/points";
import { recovers } from "./recovery/recovers";
import { longSeeds, seed } from "./recovery/seeds";

describe("the points at which an engine is killed", () => {
	it("are all chosen by one of the seeds", () => {
		for (const { layer, candidates } of points) {
			const chosen = new Set([35, ...longSeeds].map((one) => choose(candidates, one, layer)));
			expect(
				candidates.filter((one) => !chosen.has(one)),
				layer,
			).to.deep.equal([]);
		}
	});
});

recovers(seed);
