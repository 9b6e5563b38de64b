/** A bare-metal machine that only the run's own stack file names: it is on the shelf when the step begins. */
import { expect } from "chai";
import { isReady, nameOf, Rehearsal } from "./rehearsal";

const metal = {
	name: "lab-metal-2",
	role: "worker",
	kind: "bareMetal",
	address: "10.20.0.42",
	mac: "70:70:fc:20:00:42",
	zone: "shelf-1",
	installDisk: { serial: "50026B7784A1F2C4" },
};

describe("a bare-metal machine that is put on the shelf", function () {
	this.timeout(600_000);

	let lab: Rehearsal;
	let failed = false;
	before(async () => {
		lab = await Rehearsal.start("lab");
		await lab.does("up");
	});
	afterEach(function () {
		failed ||= this.currentTest?.state === "failed";
	});
	after(() => lab?.end(failed));

	it("joins the cluster, and no other machine is touched", async () => {
		lab.edit((settings) => settings["gxp-lab:nodes"].push(metal));
		const up = await lab.does("up");
		const others = up.changed.filter((change) => !change.includes(metal.name));
		expect(others).to.deep.equal(["update platform-cni-nodes-ready"]);
		expect(up.all.map(({ urn }) => nameOf(urn))).to.include(`cluster-${metal.name}-applied`);
		const node = (await lab.nodes()).get(metal.name);
		expect(node !== undefined && isReady(node)).to.equal(true);
		expect((await lab.does("up")).changed).to.deep.equal([]);
	});
});
