/**
 * Control planes come and go: another changes none that is there, and one that goes leaves etcd before its machine does.
 * On the lab's one Proxmox host, where the class allows it; in production the smallest way down is from five.
 */
import { expect } from "chai";
import { controlPlaneOf, isReady, nameOf, Rehearsal } from "./rehearsal";

const first = { name: "lab-cp-1", vmId: 2021, address: "10.20.0.21" };
const more = [controlPlaneOf(2), controlPlaneOf(3)];
const isAnother = (text: string) => more.some(({ name }) => text.includes(name));
/** It has the names of all nodes. */
const gate = ["update platform-cni-nodes-ready"];

describe("control planes that come and go", function () {
	this.timeout(600_000);
	this.bail(true);

	let lab: Rehearsal;
	let failed = false;
	let alone: string[];

	const members = () => lab.members(first.address, first.vmId);
	const memberNames = async () => (await members()).map((member) => member.split(" ")[0]);

	before(async () => {
		lab = await Rehearsal.start("lab");
		await lab.does("up");
		alone = await members();
	});
	afterEach(function () {
		failed ||= this.currentTest?.state === "failed";
	});
	after(() => lab?.end(failed));

	it("join etcd, and change nothing of the first", async () => {
		lab.edit((settings) => settings["gxp-lab:nodes"].splice(1, 0, ...more));
		const three = await lab.does("up");
		expect(three.changed.filter((change) => !isAnother(change))).to.deep.equal(gate);
		expect(three.changed.filter((change) => isAnother(change) && !change.startsWith("create "))).to.deep.equal([]);
		expect(await memberNames()).to.deep.equal(["lab-cp-1", "lab-cp-2", "lab-cp-3"]);
		expect(await members()).to.include(alone[0]);
		expect([...(await lab.nodes()).values()].filter(isReady)).to.have.length(5);
	});

	it("stay while they are protected", async () => {
		lab.edit((settings) => {
			settings["gxp-lab:nodes"] = settings["gxp-lab:nodes"].filter(({ name }) => !isAnother(name));
		});
		const up = await lab.step("up");
		expect(up.ok).to.equal(false);
		// Deletes come last: the gate was told of the nodes that are left, and nothing is deleted.
		expect(up.changed.filter((change) => !change.startsWith("delete "))).to.deep.equal(gate);
		expect(up.errors.join("\n")).to.match(/lab-cp-[23].*protect/s);
		expect(await memberNames()).to.deep.equal(["lab-cp-1", "lab-cp-2", "lab-cp-3"]);
		expect(await lab.machines()).to.deep.equal([2021, 2022, 2023, 2031]);
	});

	it("leave etcd before their machines go, and the first goes on", async () => {
		for (const { name, vmId } of more) await lab.unprotect(name, vmId);
		const up = await lab.does("up");
		expect(up.changed.filter((change) => !(isAnother(change) && change.startsWith("delete ")))).to.deep.equal([]);
		for (const { name } of more) {
			const order = up.all.map(({ op, urn }) => `${op} ${nameOf(urn)}`);
			expect(order.indexOf(`delete cluster-${name}-applied`), name).to.be.lessThan(
				order.indexOf(`delete machines-${name}-vm`),
			);
		}
		// A member that was only switched off would still be in the list, and the list could not be read without a quorum.
		expect(await members()).to.deep.equal(alone);
		expect(await lab.machines()).to.deep.equal([2021, 2031]);
		const nodes = await lab.nodes();
		for (const name of ["lab-cp-1", "lab-worker-1", "lab-storage-1"]) {
			const node = nodes.get(name);
			expect(node !== undefined && isReady(node), name).to.equal(true);
		}
		expect((await lab.does("up")).changed).to.deep.equal([]);
	});

	it("are gone with all the rest after a teardown that nothing locked holds up", async () => {
		const { ok, errors, all } = await lab.tearDown();
		expect(ok, errors.join("\n")).to.equal(true);
		expect(new Set(all.map(({ op }) => op))).to.deep.equal(new Set(["delete"]));
		expect(await lab.machines()).to.deep.equal([]);
	});
});
