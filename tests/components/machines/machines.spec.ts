import { expect } from "chai";
import { Machines } from "../../../components/machines/machines";
import type { LoadedConfig } from "../../../stacks/config";
import { isSecret, record, stack } from "../recording";

const locks = {
	bootImage: (schematic: string, version: string) => ({
		url: `https://factory.example/image/${schematic}/${version}/nocloud-amd64.qcow2`,
		sha256: "ab".repeat(32),
	}),
};

function machinesOf(config: LoadedConfig) {
	return record(
		() => new Machines("machines", { config, locks }),
		({ machines }) => machines.flatMap(({ incarnation, ready }) => [incarnation, ...ready.map(({ urn }) => urn)]),
		{
			resource: (type, name) =>
				type === "lab:index:MachineIncarnation"
					? { incarnation: `made ${name}` }
					: type === "proxmoxve:download/file:File"
						? { id: "local:import/talos.qcow2" }
						: {},
		},
	);
}

describe("the machines", () => {
	it("download one checked, uncompressed image to each Proxmox host that has a VM", async () => {
		const { recording } = await machinesOf(stack("prod"));
		const files = recording.of("proxmoxve:download/file:File");
		expect(files.map(({ inputs }) => inputs.nodeName)).to.deep.equal(["pve1", "pve2", "pve3"]);
		expect(files[0]?.inputs).to.include({
			contentType: "import",
			checksum: "ab".repeat(32),
			checksumAlgorithm: "sha256",
			overwrite: false,
		});
		expect(files[0]?.inputs).to.not.have.property("decompressionAlgorithm");
		expect(files[0]?.inputs.fileName).to.match(/^talos-v1\.14\.\d+-[0-9a-f]{12}-nocloud-amd64\.qcow2$/);
	});

	it("come out in one form and in the configuration's order, VMs and bare metal alike", async () => {
		const { result } = await machinesOf(stack("lab"));
		expect(
			result.machines.map(({ name, role, kind, address, zone }) => [name, role, kind, address, zone]),
		).to.deep.equal([
			["lab-cp-1", "controlPlane", "vm", "10.20.0.21", "pve1"],
			["lab-worker-1", "worker", "vm", "10.20.0.31", "pve1"],
			["lab-storage-1", "storage", "bareMetal", "10.20.0.41", "shelf-1"],
		]);
		const [controlPlane, , storage] = result.machines;
		expect(controlPlane?.schematic.extensions).to.deep.equal(["siderolabs/qemu-guest-agent"]);
		expect(storage?.schematic.extensions).to.deep.equal(["siderolabs/intel-ucode"]);
		expect(storage?.ready).to.deep.equal([]);
	});

	it("know when a VM was made again by its creation time, and bare metal by its network card", async () => {
		const { result } = await machinesOf(stack("lab"));
		const known = await Promise.all(
			result.machines.map(({ incarnation }) => new Promise((done) => incarnation.apply(done))),
		);
		expect(known).to.deep.equal([
			"made machines-lab-cp-1-incarnation",
			"made machines-lab-worker-1-incarnation",
			"70:70:fc:20:00:41",
		]);
	});

	it("protect control planes and no other, in Pulumi and in Proxmox VE (CHG-007)", async () => {
		const { recording } = await machinesOf(stack("prod"));
		for (const vm of recording.of("proxmoxve:index/vmLegacy:VmLegacy")) {
			const controlPlane = vm.name.includes("-cp-");
			expect(vm.protect, vm.name).to.equal(controlPlane);
			expect(vm.inputs.protection, vm.name).to.equal(controlPlane);
			expect(vm.inputs.rebootAfterUpdate, vm.name).to.equal(!controlPlane);
			expect(vm.deleteBeforeReplace, vm.name).to.equal(true);
		}
	});

	it("import the disk from the host's own image", async () => {
		const { recording } = await machinesOf(stack("prod"));
		const vm = recording.one("prod-worker-2-vm");
		expect(vm.inputs.nodeName).to.equal("pve2");
		const [disk] = vm.inputs.disks as [{ importFrom: string }];
		expect(disk.importFrom).to.equal("machines-image-pve2-file-id");
	});

	it("give the API token to the provider as a secret, and every resource that provider", async () => {
		const { recording } = await machinesOf(stack("lab"));
		expect(isSecret(recording.one("machines-proxmox").inputs.apiToken)).to.equal(true);
		expect(isSecret(recording.one("lab-cp-1-incarnation").inputs.apiToken)).to.equal(true);
		for (const resource of recording.resources.filter(({ type }) => /^proxmoxve:(index|download)/.test(type)))
			expect(resource.provider, resource.name).to.equal("machines-proxmox");
	});

	it("state the environment's class and its VLAN, so that the policy pack sees what the program runs with", async () => {
		for (const [name, environmentClass, vlanId] of [
			["lab", "lab", 20],
			["prod", "production", 30],
		] as const)
			expect((await machinesOf(stack(name))).recording.one("machines").inputs).to.deep.equal({
				environmentClass,
				vlanId,
			});
	});

	it("need no lock where there is no VM", async () => {
		const config = stack("lab", (lab) => {
			lab.nodes = lab.nodes.filter(({ kind }) => kind === "bareMetal");
		});
		const refuse = {
			bootImage: () => {
				throw new Error("not asked for");
			},
		};
		const { recording } = await record(
			() => new Machines("machines", { config, locks: refuse }),
			({ urn }) => urn,
		);
		expect(recording.of("proxmoxve:download/file:File")).to.deep.equal([]);
	});
});
