import { expect } from "chai";
import { type VmNode, vmSettings } from "../../../components/machines/vm-settings";
import type { LabConfig } from "../../../stacks/schema";
import { stack } from "../recording";

function settings(change: (config: LabConfig) => void = () => {}, index = 1) {
	const config = stack("lab", change);
	return vmSettings(config, config.nodes[index] as VmNode);
}

describe("the settings of a VM", () => {
	it("are those that Talos and Proxmox VE work well with", () => {
		expect(settings()).to.deep.include({
			nodeName: "pve1",
			vmId: 2031,
			name: "lab-worker-1",
			machine: "q35",
			bios: "seabios",
			operatingSystem: { type: "l26" },
			cpu: { cores: 4, sockets: 1, type: "x86-64-v2-AES" },
			memory: { dedicated: 16384 },
			scsiHardware: "virtio-scsi-single",
			disk: { interface: "scsi0", datastoreId: "local-lvm", size: 80, iothread: true, discard: "on", ssd: true },
			bootOrders: ["scsi0"],
			startup: { order: 2 },
		});
	});

	it("put the card where the configuration says: bridge, VLAN, MAC, firewall", () => {
		expect(settings().networkDevices).to.deep.equal([
			{ bridge: "vmbr0", model: "virtio", macAddress: "BC:24:11:20:00:31", firewall: true, vlanId: 20 },
		]);
		const untagged = settings(({ network }) => {
			delete network.vlanId;
		});
		expect(untagged.networkDevices[0]).to.not.have.property("vlanId");
	});

	it("give the static address by cloud-init, so that the machine is there before its configuration", () => {
		expect(settings().initialization).to.deep.equal({
			type: "nocloud",
			datastoreId: "local-lvm",
			dns: { domain: "lab.gxp.example", servers: ["10.20.0.1"] },
			ipConfigs: [{ ipv4: { address: "10.20.0.31/24", gateway: "10.20.0.1" } }],
		});
	});

	it("wait for the guest agent's addresses never, and turn it on only with its extension", () => {
		expect(settings().agent).to.deep.equal({ enabled: true, timeout: "5m", waitForIp: { disabled: true } });
		const plain = settings(({ talos }) => {
			talos.schematics.vm.extensions = [];
		});
		expect(plain.agent).to.deep.equal({ enabled: false });
	});

	it("have a 4m EFI disk and a TPM 2.0 exactly where the disks' keys are bound to a TPM", () => {
		const tpm = settings(({ talos }) => {
			talos.diskEncryption = "tpm";
		});
		expect(tpm).to.deep.include({
			bios: "ovmf",
			efiDisk: { datastoreId: "local-lvm", type: "4m", preEnrolledKeys: false },
			tpmState: { datastoreId: "local-lvm", version: "v2.0" },
		});
		expect(settings()).to.not.have.any.keys("efiDisk", "tpmState");
	});

	it("have sorted tags, the role among them", () => {
		expect(settings(undefined, 0).tags).to.deep.equal([
			"environment-lab",
			"gxp-impact-none",
			"gxp-lab",
			"owner-platform-engineering-gxp.example",
			"role-control-plane",
			"talos",
		]);
		expect(settings().tags).to.include("role-worker");
	});

	it("start control planes first", () => {
		expect(settings(undefined, 0)).to.deep.include({ startup: { order: 1 }, protection: true });
	});
});
