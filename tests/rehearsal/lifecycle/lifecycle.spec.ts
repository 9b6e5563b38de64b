/**
 * The life of a lab, against the real engine and one sandbox: each test goes on where the one before ended. A preview is
 * asked for before every change, and must say what `up` then does, operation by operation. That a second `up` changes
 * nothing is shown where the lab is rehearsed (tests/cli/rehearse.spec.ts) and after a recovery.
 */
import { expect } from "chai";
import { mandatoryFindings } from "../../../rehearsal/engine/refusal";
import { controlPlaneOf, eventually, isReady, type Operation, Rehearsal, type Step } from "./rehearsal";

const worker = { name: "lab-worker-1", vmId: 2031 };
const added = {
	name: "lab-worker-2",
	role: "worker",
	kind: "vm",
	host: "pve1",
	vmId: 2032,
	address: "10.20.0.32",
	mac: "bc:24:11:20:00:32",
	cores: 4,
	memoryMiB: 16384,
	disks: { systemGiB: 80 },
};
const controlPlane = { address: "10.20.0.21", vmId: 2021 };

/** The gate has the names of all nodes: it changes with each that comes or goes, and touches none. */
const gate = ["update platform-cni-nodes-ready"];

const described = ({ op, urn }: Operation) => `${op} ${urn}`;

describe("the life of a lab", function () {
	this.timeout(600_000);
	this.bail(true);

	let lab: Rehearsal;
	let failed = false;

	before(async () => {
		lab = await Rehearsal.start("lab");
	});
	afterEach(function () {
		failed ||= this.currentTest?.state === "failed";
	});
	after(() => lab?.end(failed));

	/** Preview, then up; what the first says is what the second does. */
	const apply = async (): Promise<Step> => {
		const preview = await lab.does("preview");
		const up = await lab.does("up");
		expect(up.all.map(described).sort()).to.deep.equal(preview.all.map(described).sort());
		return up;
	};

	const touching = (step: Step, text: string) => step.changed.filter((change) => change.includes(text));

	it("is made, as its preview said", async () => {
		const up = await apply();
		expect(new Set(up.all.map(({ op }) => op))).to.deep.equal(new Set(["create"]));
		expect(await lab.machines()).to.deep.equal([2021, 2031]);
	});

	it("gives a worker more memory in one update", async () => {
		lab.edit((settings) => {
			for (const node of settings["gxp-lab:nodes"]) if (node.name === worker.name) node.memoryMiB = 20480;
		});
		const up = await apply();
		expect(up.changed).to.deep.equal([`update machines-${worker.name}-vm`]);
		expect(Number((await lab.machine(worker.vmId)).memory)).to.equal(20480);
	});

	let membersBefore: string[];
	let bootsBefore: Map<string, string>;
	const boots = async () =>
		new Map([...(await lab.nodes())].map(([name, node]) => [name, node.status.nodeInfo.bootID]));

	it("takes in another worker and touches no other node", async () => {
		membersBefore = await lab.members(controlPlane.address, controlPlane.vmId);
		bootsBefore = await boots();
		lab.edit((settings) => settings["gxp-lab:nodes"].push(added));
		const up = await apply();
		const others = up.changed.filter((change) => !change.includes(added.name));
		expect(others).to.deep.equal(gate);
		expect(touching(up, added.name).every((change) => change.startsWith("create "))).to.equal(true);
		expect(await lab.machines()).to.deep.equal([2021, 2031, 2032]);
		const nodes = await lab.nodes();
		expect([...nodes.values()].every(isReady)).to.equal(true);
		expect([...nodes.keys()].sort()).to.deep.equal(["lab-cp-1", "lab-storage-1", "lab-worker-1", "lab-worker-2"]);
	});

	it("lets it go again", async () => {
		lab.edit((settings) => {
			settings["gxp-lab:nodes"] = settings["gxp-lab:nodes"].filter(({ name }) => name !== added.name);
		});
		const up = await apply();
		const others = up.changed.filter((change) => !change.includes(added.name));
		expect(others).to.deep.equal(gate);
		expect(touching(up, added.name).every((change) => change.startsWith("delete "))).to.equal(true);
		expect(await lab.machines()).to.deep.equal([2021, 2031]);
		expect(await lab.members(controlPlane.address, controlPlane.vmId)).to.deep.equal(membersBefore);
		const nodes = await lab.nodes();
		// Talos deletes no Node object: it is cordoned, and somebody deletes it with kubectl.
		expect(nodes.get(added.name)?.spec.unschedulable).to.equal(true);
		nodes.delete(added.name);
		expect([...nodes.values()].every((node) => isReady(node) && !node.spec.unschedulable)).to.equal(true);
		for (const [name, boot] of bootsBefore) expect(nodes.get(name)?.status.nodeInfo.bootID, name).to.equal(boot);
	});

	it("makes a VM with another id in place of the old one, and configures it", async () => {
		const before = await boots();
		lab.edit((settings) => {
			for (const node of settings["gxp-lab:nodes"]) if (node.name === worker.name) node.vmId = 2039;
		});
		const up = await apply();
		expect(up.changed.filter((change) => !change.includes(worker.name))).to.deep.equal([]);
		expect(up.changed).to.include.members([
			`delete-replaced machines-${worker.name}-vm`,
			`create-replacement machines-${worker.name}-vm`,
			`update cluster-${worker.name}-applied`,
		]);
		const order = up.all.filter(({ urn }) => urn.endsWith(`machines-${worker.name}-vm`)).map(({ op }) => op);
		expect(order.indexOf("delete-replaced")).to.be.lessThan(order.indexOf("create-replacement"));
		expect(await lab.machines()).to.deep.equal([2021, 2039]);
		await runsAnew(worker.name, before);
	});

	/** The node is Ready on a machine that booted anew, and nobody else booted. */
	const runsAnew = async (name: string, before: Map<string, string>) => {
		await eventually(`${name} Ready again`, 120, async () => {
			const node = (await lab.nodes()).get(name);
			if (node === undefined || !isReady(node)) throw new Error("it is not Ready");
			if (node.status.nodeInfo.bootID === before.get(name)) throw new Error("it says what it said before");
		});
		const after = await boots();
		for (const [other, boot] of before) if (other !== name) expect(after.get(other), other).to.equal(boot);
	};

	it("sees that somebody deleted a VM, makes it again and configures it", async () => {
		const before = await boots();
		await lab.task("POST", "/nodes/pve1/qemu/2039/status/stop");
		await lab.task("DELETE", "/nodes/pve1/qemu/2039");
		expect(await lab.machines()).to.deep.equal([2021]);
		const refresh = await lab.does("refresh");
		expect(refresh.changes.delete).to.equal(2);
		const up = await apply();
		expect(up.changed).to.deep.equal([
			`create machines-${worker.name}-incarnation`,
			`create machines-${worker.name}-vm`,
			`update cluster-${worker.name}-applied`,
		]);
		expect(await lab.machines()).to.deep.equal([2021, 2039]);
		await runsAnew(worker.name, before);
	});

	it("does not begin an up whose preview has a mandatory finding", async () => {
		const putBack = lab.edit((settings) => {
			settings["gxp-lab:environment"].class = "validation";
			// All that this class asks of a stack file: the pack alone finds that the stack is bound to another.
			settings["gxp-lab:nodes"].push(controlPlaneOf(2), controlPlaneOf(3));
			for (const node of settings["gxp-lab:nodes"]) if (node.name === worker.name) node.memoryMiB = 24576;
		});
		const before = await lab.machines();
		const refused = await lab.step("up", { preview: true });
		expect({ ok: refused.ok, step: refused.step }).to.deep.equal({ ok: false, step: "preview" });
		const findings = mandatoryFindings(refused.policies);
		expect(findings.join("\n")).to.include(
			"gxp-lab:environment.class is validation, but policy-pack/environments.yaml binds the stack to lab",
		);
		expect(refused.refusal).to.match(/^preview: mandatory findings, so up does not start\npack-environment: /);
		// Whoever starts one nevertheless is stopped by the engine, which has the same pack.
		const up = await lab.step("up");
		expect(up.ok).to.equal(false);
		expect(mandatoryFindings(up.policies)).to.include.members(findings.slice(0, 1));
		expect(up.changed).to.deep.equal([]);
		expect(await lab.machines()).to.deep.equal(before);
		putBack();
	});

	it("is not destroyed while something is protected", async () => {
		const before = await lab.machines();
		const destroy = await lab.step("destroy");
		expect(destroy.ok).to.equal(false);
		const [error = ""] = destroy.errors;
		expect(error).to.match(/^destroy: refused, nothing was deleted; protected:\n/);
		for (const name of [
			"VmLegacy machines-lab-cp-1-vm",
			"Secrets cluster-secrets",
			"ConfigurationApply cluster-lab-cp-1",
		])
			expect(error).to.include(`\n  ${name}`);
		expect(error).to.match(/\n`\.\/lab down` ends the sandbox with all that is in it; [^\n]+$/);
		expect(await lab.machines()).to.deep.equal(before);
	});

	it("has nothing to change after all this, in what was made again or in what was refused", async () => {
		expect((await lab.does("preview")).changed).to.deep.equal([]);
	});

	it("is torn down, saying what it unprotects, and what stays because it is locked", async () => {
		const [locked = ""] = await lab.record("pipeline-output", "batch-1");
		expect(locked).to.match(/^pipeline-output\/batch-1 \(COMPLIANCE until /);
		const { ok, errors, said } = await lab.tearDown();
		expect(ok, errors.join("\n")).to.equal(true);
		expect(said).to.include.members([
			"the protection of VM 2021 was taken off: a rehearsal tears down what a lab would keep",
			"protection was taken off every resource: a rehearsal tears down what a lab would keep",
			"S3Bucket platform-buckets-pipeline-output: stays, it holds locked versions",
		]);
		expect(said.filter((line) => line.includes(": stays, "))).to.have.length(1);
		expect(await lab.record("pipeline-output", "batch-2")).to.include(locked);
	});
});
