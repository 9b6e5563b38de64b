/**
 * A mandatory finding on a resource that comes late: the namespaces of the platform, whose exceptions have all ended in
 * this sandbox's time. The engine by itself would have made machines and cluster before it came to them.
 */
import { expect } from "chai";
import { nameOf, Rehearsal } from "./rehearsal";

describe("a mandatory finding on a late resource", function () {
	this.timeout(300_000);

	let lab: Rehearsal;
	let failed = false;
	before(async () => {
		lab = await Rehearsal.start("lab", { environment: { GXP_LAB_NOW: "2040-01-01T00:00:00Z" } });
	});
	afterEach(function () {
		failed ||= this.currentTest?.state === "failed";
	});
	after(() => lab?.end(failed));

	it("is found by the preview, and up does not start: nothing at all is made", async () => {
		const { ok, step, refusal, policies, all } = await lab.step("up", { preview: true });
		expect({ ok, step }).to.deep.equal({ ok: false, step: "preview" });
		expect(refusal).to.match(/^preview: mandatory findings, so up does not start\n/);
		const [report] = policies;
		const late = report?.findings.find(
			({ level, urn }) => level === "mandatory" && urn.includes("core/v1:Namespace::"),
		);
		expect(late?.message).to.include("its exception ended on 2027-10-31");
		// It is late: what `up` would have made before is not little.
		const order = all.map(({ urn }) => nameOf(urn));
		const place = order.indexOf(nameOf(late?.urn ?? ""));
		for (const earlier of ["machines-lab-cp-1-vm", "cluster-bootstrap", "cluster-kubeconfig"])
			expect(order.indexOf(earlier), earlier).to.be.within(0, place - 1);
		expect(await lab.machines()).to.deep.equal([]);
	});

	it("stops an up that was started nevertheless only when machines and cluster are there", async () => {
		const { ok, policies, errors } = await lab.step("up");
		expect(ok).to.equal(false);
		expect(
			policies[0]?.findings.map(({ level }) => level),
			errors.join("\n"),
		).to.include("mandatory");
		expect(await lab.machines()).to.deep.equal([2021, 2031]);
		expect([...(await lab.nodes()).keys()]).to.include("lab-cp-1");
	});
});
