/**
 * A policy engine that a stack chooses, leaves and chooses again, beside the admission policies. Gatekeeper's program is built for it and
 * really runs; Kyverno's chart is a stand-in that takes its policies.
 */
import { expect } from "chai";
import { Rehearsal } from "./rehearsal";

/** What each adds to the checks that every lab has, and the admission policies that have an exception for what its chart makes. */
const engines = [
	{ engine: "gatekeeper", own: "platform-gatekeeper", checks: 3, excepted: [] },
	{
		engine: "kyverno",
		own: "platform-kyverno",
		checks: 0,
		excepted: ["update platform-admission-gxp-lab-sec-011-fail-closed-webhooks-webhooks"],
	},
] as const;
const everyLab = 20;

for (const { engine, own, checks, excepted } of engines) {
	describe(`the policy engine ${engine}`, function () {
		this.timeout(1_200_000);
		this.bail(true);

		let lab: Rehearsal;
		let failed = false;
		const choose = (chosen: string) =>
			lab.edit((settings) => {
				settings["gxp-lab:platform"].policyEngine = chosen;
			});

		before(async () => {
			lab = await Rehearsal.start("lab", {
				change: (settings) => {
					settings["gxp-lab:platform"].policyEngine = engine;
				},
			});
		});
		afterEach(function () {
			failed ||= this.currentTest?.state === "failed";
		});
		after(() => lab?.end(failed));

		it("is installed from nothing, holds what every lab holds, and changes nothing the second time", async () => {
			const up = await lab.does("up");
			expect(up.changed.some((change) => change.startsWith(`create ${own}-release`))).to.equal(true);
			expect(await lab.checks()).to.deep.equal({ of: everyLab + checks, failed: [] });
			expect((await lab.does("up")).changed).to.deep.equal([]);
		});

		it("goes when the stack leaves it, with all that is its own and nothing else", async () => {
			choose("admission");
			const { changed } = await lab.does("up");
			const namespace = engine === "gatekeeper" ? "gatekeeper-system" : "kyverno";
			const isOwn = (change: string) => change.startsWith(`delete ${own}`) || change.includes(`-${namespace}`);
			expect(changed.filter((change) => !isOwn(change))).to.deep.equal(excepted);
			expect(await lab.checks()).to.deep.equal({ of: everyLab, failed: [] });
		});

		it("comes to a lab that has run without it", async () => {
			choose(engine);
			const { changed } = await lab.does("up");
			expect(changed.filter((change) => !change.startsWith("create "))).to.deep.equal(excepted);
			expect(await lab.checks()).to.deep.equal({ of: everyLab + checks, failed: [] });
		});

		it("is torn down with the rest", async () => {
			expect((await lab.tearDown()).ok).to.equal(true);
		});
	});
}
