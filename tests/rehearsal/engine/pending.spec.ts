import { expect } from "chai";
import { idOf, planRecovery, recovered } from "../../../rehearsal/engine/pending";

const bucket = "minio:index/s3Bucket:S3Bucket";
const password = "random:index/randomPassword:RandomPassword";
const resource = (type: string, name: string, more: object = {}) => ({
	urn: `urn:pulumi:lab::gxp-lab::${type}::${name}`,
	type,
	inputs: { bucket: name },
	...more,
});
const state = (resources: object[], pending: { type: string; resource: object }[]) => ({
	version: 3,
	deployment: { manifest: {}, resources, pending_operations: pending },
});
const noDoubt = () => Promise.resolve(undefined);

describe("pending operations", () => {
	it("are identified as the official providers do", () => {
		const id = (type: string, inputs: Record<string, unknown>) => idOf({ type, inputs });
		const image = { nodeName: "pve1", datastoreId: "local", contentType: "import", fileName: "talos.qcow2" };
		expect(id("proxmoxve:download/file:File", image)).to.equal("local:import/talos.qcow2");
		expect(id("proxmoxve:index/vmLegacy:VmLegacy", { nodeName: "pve1", vmId: 2021 })).to.equal("2021");
		expect(id("proxmoxve:index/vmLegacy:VmLegacy", { nodeName: "pve1" })).to.equal(undefined);
		expect(id("talos:machine/bootstrap:Bootstrap", {})).to.equal("machine_bootstrap");
		expect(id("kubernetes:helm.sh/v3:Release", { namespace: "minio", name: "minio" })).to.equal("minio/minio");
		expect(id("kubernetes:core/v1:Secret", { metadata: { namespace: "a", name: "b" } })).to.equal("a/b");
		expect(id("kubernetes:core/v1:Namespace", { metadata: { name: "b" } })).to.equal("b");
		const both = { userName: "loki-sa", policyName: "loki-sa" };
		expect(id("minio:index/iamUserPolicyAttachment:IamUserPolicyAttachment", both)).to.equal("loki-sa/loki-sa");
		expect(id(password, {})).to.equal(undefined);
	});

	it("become resources where they have an id, with their inputs for outputs, and are cleared otherwise", async () => {
		const one = resource(bucket, "one");
		const pending = [one, resource(password, "two")].map((each) => ({ type: "creating", resource: each }));
		const plan = await planRecovery(state([], pending), noDoubt);
		expect(plan.state.deployment).to.deep.include({ pending_operations: [] });
		expect(plan.state.deployment.resources[0]).to.deep.include({ ...one, id: "one", outputs: { bucket: "one" } });
		expect(plan.state.deployment.resources).to.have.lengthOf(1);
		expect([...plan.adopted]).to.deep.equal([[one.urn, "one"]]);
		expect(plan.targets).to.deep.equal([one.urn]);
		expect(recovered(plan.adopted, state([], []))).to.deep.equal([
			`${one.urn}: was being created; there is no one, the next up makes it`,
		]);
		expect(recovered(plan.adopted, plan.state)).to.deep.equal([`${one.urn}: was being created; imported as one`]);
	});

	it("are not adopted twice, nor against a doubt; what was changed or deleted is read", async () => {
		const there = resource(bucket, "one", { id: "one" });
		const again = await planRecovery(state([there], [{ type: "creating", resource: there }]), noDoubt);
		expect(again.state.deployment.resources).to.have.lengthOf(1);
		expect(again.adopted.size).to.equal(0);
		const doubted = await planRecovery(state([], [{ type: "creating", resource: there }]), async () => "it is not so");
		expect(doubted.state.deployment.resources).to.deep.equal([]);
		expect(doubted.notes).to.deep.equal([`${there.urn}: was being created; it is not so, the next up makes it`]);
		const updating = await planRecovery(state([there], [{ type: "updating", resource: there }]), noDoubt);
		expect(updating.targets).to.deep.equal([there.urn]);
	});
});
