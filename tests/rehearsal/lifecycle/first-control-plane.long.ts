/**
 * To take the first control plane out of a running cluster, another is put first and that is applied; then it leaves etcd
 * like any other (components/cluster/cluster.ts).
 */
import { expect } from "chai";
import { controlPlaneOf, eventually, isReady, Rehearsal, type StackSettings } from "./rehearsal";

describe("the first control plane", function () {
	this.timeout(600_000);
	this.bail(true);

	let lab: Rehearsal;
	let failed = false;
	const { name, vmId, address } = controlPlaneOf(2);
	const members = async () => (await lab.members(address, vmId)).map((member) => member.split(" ")[0]);
	const nodesOf = (settings: StackSettings, ...names: string[]) => {
		const of = (wanted: string) => settings["gxp-lab:nodes"].filter((node) => node.name === wanted);
		settings["gxp-lab:nodes"] = [
			...names.flatMap(of),
			...settings["gxp-lab:nodes"].filter(({ role }) => role !== "controlPlane"),
		];
	};

	before(async () => {
		lab = await Rehearsal.start("lab");
		await lab.does("preview");
		lab.edit((settings) => settings["gxp-lab:nodes"].splice(1, 0, controlPlaneOf(2), controlPlaneOf(3)));
		await lab.does("up");
	});
	afterEach(function () {
		failed ||= this.currentTest?.state === "failed";
	});
	after(() => lab?.end(failed));

	it("becomes one of the others, and no machine is touched", async () => {
		lab.edit((settings) => nodesOf(settings, "lab-cp-2", "lab-cp-3", "lab-cp-1"));
		const up = await lab.does("up");
		expect(up.changed).to.include.members(["update cluster-lab-cp-1-applied", "update cluster-lab-cp-2-applied"]);
		expect(up.changed.filter((change) => change.includes("machines-") || !change.startsWith("update "))).to.deep.equal(
			[],
		);
		expect(await members()).to.deep.equal(["lab-cp-1", "lab-cp-2", "lab-cp-3"]);
	});

	it("can then be taken out of the running cluster", async () => {
		lab.edit((settings) => nodesOf(settings, "lab-cp-2"));
		await lab.unprotect("lab-cp-1", 2021);
		await lab.unprotect("lab-cp-3", 2023);
		const up = await lab.does("up");
		expect(up.changed.filter((change) => !/^delete .*lab-cp-[13]/.test(change))).to.deep.equal([
			"update platform-cni-nodes-ready",
		]);
		expect(await members()).to.deep.equal([name]);
		expect(await lab.machines()).to.deep.equal([vmId, 2031]);
		// The virtual address moves: who is connected at that moment has to connect again.
		await eventually("the nodes that are left", 60, async () => {
			const nodes = await lab.nodes();
			for (const one of [name, "lab-worker-1", "lab-storage-1"]) {
				const node = nodes.get(one);
				expect(node !== undefined && isReady(node), one).to.equal(true);
			}
		});
		expect((await lab.does("preview")).changed).to.deep.equal([]);
	});
});
