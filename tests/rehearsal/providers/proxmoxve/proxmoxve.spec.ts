import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import { expect } from "chai";
import type { Properties } from "../../../../rehearsal/providers/framework/value";
import { Unknown } from "../../../../rehearsal/providers/framework/value";
import { proxmoxve } from "../../../../rehearsal/providers/proxmoxve/main";
import type { ProxmoxSimulator } from "../../../../rehearsal/sandbox/proxmox";
import { type Api, type FakeHardware, imageContent, imageUrl, simulator, tls, token } from "../../proxmox/fixture";
import { Wire } from "../wire";

const FILE = "proxmoxve:download/file:File";
const VM = "proxmoxve:index/vmLegacy:VmLegacy";

const image: Properties = {
	nodeName: "pve1",
	datastoreId: "local",
	contentType: "import",
	fileName: "talos.qcow2",
	url: imageUrl,
	checksum: createHash("sha256").update(imageContent).digest("hex"),
	checksumAlgorithm: "sha256",
	overwrite: false,
};

const machine: Properties = {
	nodeName: "pve1",
	vmId: 131,
	name: "lab-worker-1",
	machine: "q35",
	scsiHardware: "virtio-scsi-single",
	tags: ["talos", "lab"],
	agent: { enabled: true, timeout: "5m" },
	cpu: { cores: 4, type: "x86-64-v2-AES" },
	memory: { dedicated: 8192 },
	operatingSystem: { type: "l26" },
	bootOrders: ["scsi0"],
	disks: [
		{
			interface: "scsi0",
			datastoreId: "local-lvm",
			importFrom: "local:import/talos.qcow2",
			size: 32,
			iothread: true,
			discard: "on",
			ssd: true,
		},
	],
	networkDevices: [{ bridge: "vmbr0", macAddress: "BC:24:11:00:00:31", vlanId: 20, firewall: true }],
	initialization: {
		datastoreId: "local-lvm",
		ipConfigs: [{ ipv4: { address: "10.20.0.31/24", gateway: "10.20.0.1" } }],
		dns: { servers: ["10.20.0.1"] },
	},
};

/** How the protocol says that a resource is not there any more. */
const gone = { id: "" };

describe("the proxmoxve stand-in", () => {
	let proxmox: ProxmoxSimulator;
	let hardware: FakeHardware;
	let api: Api;
	let wire: Wire;
	let folder: string;

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "proxmoxve-"));
		writeFileSync(join(folder, "ca.pem"), (await tls()).cert);
		process.env.SSL_CERT_FILE = join(folder, "ca.pem");
	});
	after(() => {
		delete process.env.SSL_CERT_FILE;
		rmSync(folder, { recursive: true });
	});
	beforeEach(async () => {
		({ proxmox, hardware, api } = await simulator());
		wire = await Wire.start(proxmoxve);
		await wire.configure({ endpoint: proxmox.endpoint(), apiToken: `${token.id}=${token.secret}` });
	});
	afterEach(async () => {
		wire.stop();
		await proxmox.stop();
	});

	const checked = async (type: string, inputs: Properties) => {
		const { inputs: filled, failures } = await wire.check(type, "one", inputs);
		expect(failures).to.deep.equal([]);
		return filled;
	};
	const made = async (changes: Properties = {}) => {
		await wire.create(FILE, "image", await checked(FILE, image));
		const inputs = await checked(VM, { ...machine, ...changes });
		return { inputs, ...(await wire.create(VM, "one", inputs)) };
	};

	it("downloads an image that Proxmox verifies, and says what it is called", async () => {
		const { id, outputs } = await wire.create(FILE, "image", await checked(FILE, image));
		expect(id).to.equal("local:import/talos.qcow2");
		expect(outputs).to.include({ size: imageContent.length, verify: true, uploadTimeout: 600 });
		const read = await wire.read(FILE, id, outputs, image);
		expect(read.outputs).to.deep.equal(outputs);
		await wire.delete(FILE, id, outputs);
		expect(await wire.read(FILE, id, outputs, image)).to.include(gone);
	});

	it("fails on an image with another checksum, with the task's log", async () => {
		const inputs = await checked(FILE, { ...image, checksum: "0".repeat(64) });
		const error = await wire.create(FILE, "image", inputs).catch((cause: Error) => cause);
		expect(String(error)).to.contain("Error downloading file from url: Could not download file 'talos.qcow2'");
		expect(String(error)).to.contain(`TASK ERROR: checksum mismatch: got '${image.checksum}'`);
	});

	it("asks for the algorithm of a checksum", async () => {
		const { checksumAlgorithm: _, ...without } = image;
		expect((await wire.check(FILE, "image", without)).failures).to.deep.equal([
			'Attribute "checksum_algorithm" must be specified when "checksum" is specified',
		]);
	});

	it("makes a machine, grows its disk, starts it and waits for its address", async () => {
		const { id, outputs } = await made();
		expect(id).to.equal("131");
		expect(outputs).to.deep.include({
			vmId: 131,
			started: true,
			tags: ["talos", "lab"],
			ipv4Addresses: [["127.0.0.1"], ["10.20.0.31"]],
			networkInterfaceNames: ["lo", "enp6s18"],
		});
		expect(outputs).to.have.nested.property("disks[0].pathInDatastore", "vm-131-disk-0");
		expect(outputs).to.have.nested.property("disks[0].importFrom", "local:import/talos.qcow2");
		expect(hardware.specs.get("vm-131")).to.deep.include({ address: "10.20.0.31", cores: 4, memoryMiB: 8192 });
		expect(hardware.specs.get("vm-131")?.disks[0]?.sizeGiB).to.equal(32);
	});

	it("does not ask the guest agent where the program does not want its addresses", async () => {
		const { outputs } = await made({ agent: { enabled: true, timeout: "5m", waitForIp: { disabled: true } } });
		expect(outputs).to.deep.include({ ipv4Addresses: [], networkInterfaceNames: [], macAddresses: [] });
	});

	it("changes nothing on a second run, nor after a refresh", async () => {
		const { id, inputs, outputs } = await made();
		const again = await checked(VM, machine);
		const none = pb.DiffResponse.DiffChanges.DIFF_NONE;
		expect((await wire.diff(VM, id, inputs, outputs, again)).changes).to.equal(none);
		const read = await wire.read(VM, id, outputs, inputs);
		expect(read.inputs).to.deep.equal(inputs);
		expect(read.outputs).to.deep.equal(outputs);
	});

	it("does not know in a preview what Proxmox will say", async () => {
		const { outputs } = await wire.create(VM, "one", await checked(VM, machine), { preview: true });
		expect(outputs.ipv4Addresses).to.be.instanceOf(Unknown);
		expect(outputs.name).to.equal("lab-worker-1");
	});

	it("gives a running machine more memory by one restart", async () => {
		const { id, inputs, outputs } = await made();
		const more = await checked(VM, { ...machine, memory: { dedicated: 16384 } });
		const diff = await wire.diff(VM, id, inputs, outputs, more);
		expect(diff.replaces).to.deep.equal([]);
		expect(diff.detailed).to.deep.equal({ "memory.dedicated": pb.PropertyDiff.Kind.UPDATE });
		const updated = await wire.update(VM, id, inputs, outputs, more);
		expect(updated).to.have.nested.property("memory.dedicated", 16384);
		expect(hardware.events).to.deep.equal(["on vm-131", "off vm-131", "on vm-131"]);
		expect(hardware.specs.get("vm-131")?.memoryMiB).to.equal(16384);
	});

	it("leaves a machine running that must not be restarted, and its change pending", async () => {
		const { id, inputs, outputs } = await made({ rebootAfterUpdate: false });
		const more = { ...inputs, memory: { dedicated: 16384, floating: 0, shared: 0 } };
		await wire.update(VM, id, inputs, outputs, more);
		expect(hardware.events).to.deep.equal(["on vm-131"]);
		expect(await api.data("GET", "/nodes/pve1/qemu/131/config")).to.include({ memory: "16384" });
	});

	it("changes a MAC address, a tag and the protection in place, without a restart", async () => {
		const { id, inputs, outputs } = await made();
		const next = await checked(VM, {
			...machine,
			protection: true,
			tags: ["lab"],
			networkDevices: [{ bridge: "vmbr0", macAddress: "BC:24:11:00:00:99", vlanId: 20, firewall: true }],
		});
		expect((await wire.diff(VM, id, inputs, outputs, next)).replaces).to.deep.equal([]);
		await wire.update(VM, id, inputs, outputs, next);
		expect(hardware.events).to.deep.equal(["on vm-131"]);
		expect(await api.data("GET", "/nodes/pve1/qemu/131/config")).to.include({
			net0: "virtio=BC:24:11:00:00:99,bridge=vmbr0,firewall=1,tag=20",
			protection: 1,
			tags: "lab",
		});
	});

	it("makes a machine anew for another id or node, the old one first", async () => {
		const { id, inputs, outputs } = await made();
		const another = await wire.diff(VM, id, inputs, outputs, await checked(VM, { ...machine, vmId: 132 }));
		expect(another.replaces).to.deep.equal(["vmId"]);
		expect(another.deleteBeforeReplace).to.equal(true);
		const moved = await wire.diff(VM, id, inputs, outputs, await checked(VM, { ...machine, nodeName: "pve2" }));
		expect(moved.replaces).to.deep.equal(["nodeName"]);
	});

	it("takes the order of tags for nothing", async () => {
		const { id, inputs, outputs } = await made();
		const swapped = await checked(VM, { ...machine, tags: ["lab", "talos"] });
		expect((await wire.diff(VM, id, inputs, outputs, swapped)).changes).to.equal(pb.DiffResponse.DiffChanges.DIFF_NONE);
	});

	it("sees that a machine was deleted by hand, or stopped", async () => {
		const { id, inputs, outputs } = await made();
		await api.task("POST", "/nodes/pve1/qemu/131/status/stop");
		expect((await wire.read(VM, id, outputs, inputs)).inputs).to.include({ started: false });
		await api.task("DELETE", "/nodes/pve1/qemu/131");
		expect(await wire.read(VM, id, outputs, inputs)).to.include(gone);
	});

	it("stops and deletes a machine, and not one that is protected", async () => {
		const { id, inputs, outputs } = await made({ protection: true });
		const refused = await wire.delete(VM, id, outputs).catch((cause: Error) => cause);
		expect(String(refused)).to.contain(
			"error deleting VM: received an HTTP 500 response - Reason: can't remove VM 131 - protection mode enabled",
		);
		const free = { ...inputs, protection: false };
		await wire.delete(VM, id, await wire.update(VM, id, inputs, outputs, free));
		expect(hardware.events.at(-1)).to.equal("destroy vm-131");
		await wire.delete(VM, id, outputs);
	});

	it("takes over a machine that has the id already, as the official provider does", async () => {
		await api.task("POST", "/nodes/pve1/qemu", { vmid: 131, name: "somebody-elses", scsi0: "local-lvm:8" });
		const { outputs } = await made({ agent: { enabled: false } });
		expect(outputs).to.include({ name: "somebody-elses", started: true });
	});

	it("keeps a machine whose start failed in the state", async () => {
		await wire.create(FILE, "image", await checked(FILE, image));
		proxmox.faults.failNext({ method: "POST", path: /status\/start$/, message: "no space left on device" });
		const error = await wire.create(VM, "one", await checked(VM, machine)).catch((cause: Error) => cause);
		expect(String(error)).to.contain("received an HTTP 500 response - Reason: no space left on device");
		const read = await wire.read(VM, "131", {}, {});
		expect(read.inputs).to.include({ vmId: 131, started: false });
	});

	it("waits for a lock that somebody else holds", async () => {
		const { id, inputs, outputs } = await made();
		proxmox.faults.lockTimeout(131, 2);
		const next = { ...inputs, description: "locked twice" };
		expect(await wire.update(VM, id, inputs, outputs, next)).to.include({ description: "locked twice" });
	});

	it("reads a machine by its id alone, as an import does", async () => {
		const { outputs } = await made();
		const read = await wire.read(VM, "pve1/131", {}, {});
		expect(read.id).to.equal("131");
		expect(read.inputs).to.deep.include({ name: "lab-worker-1", memory: { dedicated: 8192, floating: 0, shared: 0 } });
		expect(read.outputs).to.deep.include({ networkDevices: outputs.networkDevices });
	});

	it("adopts a create that was under way, with what the program wrote and how far it came", async () => {
		const { inputs } = await made({ stopOnDestroy: true });
		const read = await wire.read(VM, "pve1/131", {}, inputs);
		expect(read.inputs).to.deep.equal(inputs);
		expect(read.outputs).to.deep.include({ stopOnDestroy: true, rebootAfterUpdate: true });
		await api.task("POST", "/nodes/pve1/qemu/131/status/stop");
		expect((await wire.read(VM, "pve1/131", {}, inputs)).inputs).to.deep.equal({ ...inputs, started: false });
	});

	it("says which property is not simulated, and which does not exist", async () => {
		const audio = await wire.check(VM, "one", { ...machine, audioDevice: { enabled: true } });
		expect(audio.failures).to.deep.equal([
			"audioDevice: not simulated by the stand-in for proxmoxve; leave it out, or rehearse with --providers official",
		]);
		const unknown = await wire.check(VM, "one", { ...machine, memry: { dedicated: 1 } });
		expect(unknown.failures).to.deep.equal(["Invalid or unknown key. Examine values at 'one.memry'."]);
		const missing = await wire.check(VM, "one", { vmId: 131 });
		expect(missing.failures).to.deep.equal(["Missing required property 'nodeName'"]);
		const wrong = await wire.check(VM, "one", { ...machine, vmId: 7, agent: { timeout: "soon" } });
		expect(wrong.failures).to.deep.equal([
			"expected vm_id to be in the range (100 - 2147483647), got 7",
			"expected value for 'agent.0.timeout' to be a duration, got \"soon\"",
		]);
	});

	it("refuses a token that is none, and an endpoint without TLS", async () => {
		const token = await wire
			.configure({ endpoint: proxmox.endpoint(), apiToken: "secret" })
			.catch((cause: Error) => cause);
		expect(String(token)).to.contain("the API token must be in the format 'USER@REALM!TOKENID=UUID'");
		const plain = await wire
			.configure({ endpoint: "http://127.0.0.1:8006", apiToken: "a@pve!b=c" })
			.catch((cause: Error) => cause);
		expect(String(plain)).to.contain("you must specify a secure endpoint for the Proxmox Virtual Environment API");
	});

	it("does not talk to a cluster whose certificate it does not know", async () => {
		delete process.env.SSL_CERT_FILE;
		try {
			const credentials = { endpoint: proxmox.endpoint(), apiToken: `${token.id}=${token.secret}` };
			await wire.configure(credentials);
			const error = await wire.read(VM, "131", {}, {}).catch((cause: Error) => cause);
			expect(String(error)).to.contain("self-signed certificate");
			await wire.configure({ ...credentials, insecure: "true" });
			expect(await wire.read(VM, "131", {}, {})).to.include(gone);
		} finally {
			process.env.SSL_CERT_FILE = join(folder, "ca.pem");
		}
	});
});
