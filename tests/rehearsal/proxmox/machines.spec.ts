import { expect } from "chai";
import type { ProxmoxSimulator } from "../../../rehearsal/sandbox/proxmox";
import { type Api, downloaded, type FakeHardware, schematic, simulator, worker } from "./fixture";

describe("the Proxmox simulator's machines", () => {
	let proxmox: ProxmoxSimulator;
	let hardware: FakeHardware;
	let api: Api;

	beforeEach(async () => {
		({ proxmox, hardware, api } = await simulator());
		await downloaded(api);
	});
	afterEach(() => proxmox.stop());

	const create = (changes: Record<string, string | number> = {}) =>
		api.task("POST", "/nodes/pve1/qemu", { ...worker, ...changes });
	const config = () => api.data<Record<string, string | number>>("GET", "/nodes/pve1/qemu/131/config");
	const status = () => api.data<Record<string, unknown>>("GET", "/nodes/pve1/qemu/131/status/current");

	it("makes a machine with the imported disk, and says when it was made", async () => {
		expect(await create()).to.equal("OK");
		const made = await config();
		expect(made.scsi0).to.equal("local-lvm:vm-131-disk-0,discard=on,iothread=1,size=2G,ssd=1");
		expect(made.ide2).to.equal("local-lvm:vm-131-cloudinit,media=cdrom,size=4M");
		expect(made.net0).to.equal("virtio=BC:24:11:00:00:31,bridge=vmbr0,firewall=1,tag=20");
		expect(made.cores).to.equal(4);
		expect(made.memory).to.equal("8192");
		expect(made.meta).to.match(/^creation-qemu=[\d.]+,ctime=\d{10}$/);
		expect(made).not.to.have.property("lock");
	});

	it("powers the hardware on with what the configuration and the image's URL say", async () => {
		await create();
		await api.task("PUT", "/nodes/pve1/qemu/131/resize", { disk: "scsi0", size: "32G" });
		expect(await api.task("POST", "/nodes/pve1/qemu/131/status/start")).to.equal("OK");
		expect(hardware.specs.get("vm-131")).to.deep.equal({
			id: "vm-131",
			name: "lab-worker-1",
			mac: "BC:24:11:00:00:31",
			address: "10.20.0.31",
			cores: 4,
			memoryMiB: 8192,
			disks: [
				{
					device: "/dev/sda",
					sizeGiB: 32,
					rotational: false,
					serial: "drive-scsi0",
					byId: "/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_drive-scsi0",
				},
			],
			image: { schematic, version: "v1.14.2", platform: "nocloud" },
		});
		expect(await status()).to.include({ status: "running", agent: 1, cpus: 4 });
	});

	it("shows a machine that powered itself off as stopped", async () => {
		await create();
		await api.task("POST", "/nodes/pve1/qemu/131/status/start");
		hardware.on.delete("vm-131");
		expect(await status()).to.include({ status: "stopped" });
		expect(await api.task("POST", "/nodes/pve1/qemu/131/status/start")).to.equal("OK");
	});

	it("does not power on what has no address to come up with", async () => {
		await create({ ipconfig0: "ip=dhcp" });
		expect(await api.task("POST", "/nodes/pve1/qemu/131/status/start")).to.equal("OK");
		expect(await status()).to.include({ status: "running" });
		expect(hardware.events).to.deep.equal([]);
	});

	it("refuses an id that is taken, and names where", async () => {
		await create();
		const second = await api.call("POST", "/nodes/pve2/qemu", { vmid: 131, name: "another" });
		expect(second.status).to.equal(500);
		expect(second.reason).to.equal("unable to create VM 131 - VM 131 already exists on node 'pve1'");
	});

	it("refuses an option that Proxmox does not have, and one of a wrong type", async () => {
		const answer = await api.call("POST", "/nodes/pve1/qemu", {
			...worker,
			colour: "red",
			cores: "many",
			net32: "virtio",
		});
		expect(answer.status).to.equal(400);
		expect(answer.reason).to.equal("Parameter verification failed.");
		expect(answer.body.errors).to.deep.equal({
			colour: "property is not defined in schema and the schema does not allow additional properties",
			net32: "property is not defined in schema and the schema does not allow additional properties",
			cores: "type check ('integer') failed - got 'many'",
		});
	});

	it("refuses a property string with a key that is none", async () => {
		const answer = await api.call("POST", "/nodes/pve1/qemu", { ...worker, net0: "virtio,bridge=vmbr0,vlan=20" });
		expect(answer.body.errors).to.deep.equal({
			net0: "invalid format - invalid key in comma-separated list property: vlan\n",
		});
	});

	it("leaves nothing of a machine whose image is not there", async () => {
		const answer = await api.call("POST", "/nodes/pve2/qemu", worker);
		expect(answer.reason).to.equal("volume 'local:import/talos.qcow2' does not exist");
		expect((await api.call("GET", "/nodes/pve2/qemu/131/config")).reason).to.equal(
			"Configuration file 'nodes/pve2/qemu-server/131.conf' does not exist",
		);
	});

	it("keeps a change of memory for the next start", async () => {
		await create();
		await api.task("POST", "/nodes/pve1/qemu/131/status/start");
		await api.data("PUT", "/nodes/pve1/qemu/131/config", { memory: 16384, description: "more" });
		expect((await config()).memory).to.equal("16384");
		const running = await api.data<Record<string, string>>("GET", "/nodes/pve1/qemu/131/config", { current: 1 });
		expect(running).to.include({ memory: "8192", description: "more" });
		await api.task("POST", "/nodes/pve1/qemu/131/status/reboot");
		expect(hardware.specs.get("vm-131")?.memoryMiB).to.equal(16384);
		expect(hardware.events).to.deep.equal(["on vm-131", "off vm-131", "on vm-131"]);
	});

	it("never shrinks a disk", async () => {
		await create();
		expect(await api.task("PUT", "/nodes/pve1/qemu/131/resize", { disk: "scsi0", size: "1G" })).to.equal(
			"shrinking disks is not supported",
		);
		expect(await api.task("PUT", "/nodes/pve1/qemu/131/resize", { disk: "scsi1", size: "9G" })).to.equal(
			"disk 'scsi1' does not exist",
		);
	});

	it("does not remove a machine that is protected, nor one that runs", async () => {
		await create({ protection: 1 });
		await api.task("POST", "/nodes/pve1/qemu/131/status/start");
		expect((await api.call("DELETE", "/nodes/pve1/qemu/131")).reason).to.equal(
			"can't remove VM 131 - protection mode enabled",
		);
		await api.data("PUT", "/nodes/pve1/qemu/131/config", { protection: 0 });
		expect((await api.call("DELETE", "/nodes/pve1/qemu/131")).reason).to.equal("VM 131 is running - destroy failed");
		await api.task("POST", "/nodes/pve1/qemu/131/status/stop");
		expect(await api.task("DELETE", "/nodes/pve1/qemu/131", { purge: 1 })).to.equal("OK");
		expect(hardware.events).to.deep.equal(["on vm-131", "off vm-131", "destroy vm-131"]);
		expect(await api.data("GET", "/nodes/pve1/storage/local-lvm/content")).to.deep.equal([]);
	});

	it("gives a machine that is made again a later creation time, within the same second too", async () => {
		const ctime = async () => Number(/ctime=(\d+)/.exec(String((await config()).meta))?.[1]);
		await create();
		const first = await ctime();
		await api.task("DELETE", "/nodes/pve1/qemu/131");
		await create();
		expect(await ctime()).to.be.greaterThan(first);
	});

	it("answers for the guest agent as QEMU does", async () => {
		const interfaces = () => api.call("GET", "/nodes/pve1/qemu/131/agent/network-get-interfaces");
		await create();
		expect((await interfaces()).reason).to.equal("VM 131 is not running");
		await api.task("POST", "/nodes/pve1/qemu/131/status/start");
		hardware.agent = false;
		expect(await interfaces()).to.deep.include({ status: 500, reason: "QEMU guest agent is not running" });
		expect((await api.call("POST", "/nodes/pve1/qemu/131/agent/ping")).status).to.equal(500);
		hardware.agent = true;
		expect((await interfaces()).body.data).to.have.nested.property(
			"result[1].ip-addresses[0].ip-address",
			"10.20.0.31",
		);
	});

	it("fails the next requests when told to", async () => {
		await create();
		proxmox.faults.lockTimeout(131);
		const update = () => api.call("PUT", "/nodes/pve1/qemu/131/config", { description: "x" });
		expect((await update()).reason).to.equal("can't lock file '/var/lock/qemu-server/lock-131.conf' - got timeout");
		expect((await update()).status).to.equal(200);
	});
});
