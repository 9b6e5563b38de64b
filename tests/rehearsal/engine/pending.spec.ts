import { expect } from "chai";
import { idOf, pendingInputs, planRecovery, recovered, treatmentOf } from "../../../rehearsal/engine/pending";
import { SIGNATURE } from "../../../rehearsal/providers/framework/value";

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

	it("are identified in each kind of object storage", () => {
		const id = (type: string, inputs: Record<string, unknown>) => idOf({ type, inputs });
		for (const type of ["s3BucketPolicy", "s3BucketVersioning", "s3BucketServerSideEncryption"]) {
			const token = `minio:index/${type}:${type.replace(/^s/, "S")}`;
			expect(id(token, { bucket: "loki-chunks" }), token).to.equal("loki-chunks");
		}
		expect(id("minio:index/iamUser:IamUser", { name: "loki-sa" })).to.equal("loki-sa");
		expect(id("minio:index/iamPolicy:IamPolicy", { name: "loki-sa" })).to.equal("loki-sa");
		const half = { userName: "loki-sa" };
		expect(id("minio:index/iamUserPolicyAttachment:IamUserPolicyAttachment", half)).to.equal(undefined);
	});

	it("are read, made again, or said to be unknown, by their type", async () => {
		expect(treatmentOf("kubernetes:helm.sh/v3:Release")).to.equal("read");
		expect(treatmentOf("kubernetes:apps/v1:Deployment")).to.equal("read");
		for (const type of [
			...["talos:machine/configurationApply:ConfigurationApply", "talos:cluster/kubeconfig:Kubeconfig", password],
			...["lab:index:NodesReady", "pulumi:providers:minio"],
		])
			expect(treatmentOf(type), type).to.equal("repeat");
		expect(treatmentOf("aws:s3/bucket:Bucket")).to.equal("unknown");
		const note = async (type: string) => {
			const plan = await planRecovery(state([], [{ type: "creating", resource: resource(type, "one") }]), noDoubt);
			expect(plan.state.deployment).to.deep.include({ resources: [], pending_operations: [] });
			return plan.notes.map((text) => text.replace(/^.*: was being created; /, ""));
		};
		expect(await note("talos:cluster/kubeconfig:Kubeconfig")).to.deep.equal([
			"it may be made again without harm, the next up makes it",
		]);
		expect(await note("aws:s3/bucket:Bucket")).to.deep.equal([
			"it has no id here; the next up makes it, and `pulumi import` is for you where it then is there already",
		]);
	});

	it("are told from what a replacement was to take the place of", async () => {
		const old = resource(bucket, "one", { id: "one", pendingReplacement: true });
		const pending = { type: "creating", resource: resource(bucket, "one") };
		const plan = await planRecovery(state([old], [pending]), noDoubt);
		expect(plan.state.deployment.resources).to.have.lengthOf(1);
		expect(plan.state.deployment.resources[0]).to.deep.include({ id: "one", outputs: { bucket: "one" } });
		expect(plan.state.deployment.resources[0]).to.not.have.property("pendingReplacement", true);
	});

	it("give their inputs in plain text, at every depth, to whoever asks the machine", () => {
		const secret = (value: unknown) => ({
			[SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270",
			plaintext: JSON.stringify(value),
		});
		const inputs = { node: "10.0.0.1", client: secret({ key: secret("k"), list: [secret("l")] }) };
		const one = { urn: "urn:one", type: "talos:machine/bootstrap:Bootstrap", inputs };
		const exported = JSON.stringify({
			deployment: { resources: [], pending_operations: [{ type: "creating", resource: one }] },
		});
		expect(pendingInputs(exported, "urn:one")).to.deep.equal({ node: "10.0.0.1", client: { key: "k", list: ["l"] } });
		expect(pendingInputs(exported, "urn:two")).to.deep.equal({});
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
		expect(updating.notes).to.deep.equal([`${there.urn}: was updating; what is there now is read`]);
		const repaired = await planRecovery(
			state([there], [{ type: "updating", resource: there }]),
			async (_, operation) => `it was put right after ${operation}`,
		);
		expect(repaired.notes).to.deep.equal([
			`${there.urn}: was updating; it was put right after updating, what is there now is read`,
		]);
	});
});
