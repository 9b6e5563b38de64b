import { expect } from "chai";
import { supportedVersions } from "../../../controls/support/dates";
import { outOfSupport } from "../../../controls/support/support";
import { supportMatrix } from "../../../stacks/support";

const on = (day: string): Date => new Date(`${day}T12:00:00Z`);

describe("the table of support dates", () => {
	it("says when a version's support ended, on the day after its last", () => {
		expect(outOfSupport("kubernetes", "1.34.6", on("2026-10-27"))).to.equal(undefined);
		expect(outOfSupport("kubernetes", "v1.34.6", on("2026-10-28"))).to.equal("has had no support since 2026-10-27");
		expect(outOfSupport("talos", "v1.14.2", on("2026-12-31"))).to.equal(undefined);
		expect(outOfSupport("minio", "5.4.0", on("2026-12-31"))).to.equal("has had no support since 2026-02-12");
	});

	it("does not take what it does not have for supported, nor what is no version", () => {
		expect(outOfSupport("kubernetes", "1.99.0", on("2026-12-31"))).to.equal("is not in the table of support dates");
		expect(outOfSupport("anything", "1.0.0", on("2026-12-31"))).to.equal("is not in the table of support dates");
		for (const text of ["1.36", "latest", "", "1.36.x", "^1.36.0"])
			expect(outOfSupport("kubernetes", text, on("2026-12-31")), text).to.equal("is no exact version");
	});

	it("names a source and the day of the look-up for each version, and each version once", () => {
		const day = /^\d{4}-\d{2}-\d{2}$/;
		for (const { product, cycle, until, says, source, read } of supportedVersions) {
			expect(source, product).to.match(/^https:\/\//);
			expect(read, product).to.match(day);
			if (until !== undefined) expect(until, product).to.match(day);
			expect(says, product).not.to.equal("");
			expect(cycle, product).to.match(/^(\*|\d+\.\d+)$/);
		}
		const names = supportedVersions.map(({ product, cycle }) => `${product} ${cycle}`);
		expect(new Set(names).size).to.equal(names.length);
	});

	it("has every Talos release that a stack may name", () => {
		for (const cycle of Object.keys(supportMatrix))
			expect(outOfSupport("talos", `v${cycle}.0`, on("2026-11-21")), cycle).to.equal(undefined);
	});
});
