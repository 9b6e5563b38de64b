import { expect } from "chai";
import { parseAllDocuments } from "yaml";
import { asText, configPatches } from "../../../components/cluster/patches";
import { auditPolicy } from "../../../components/cluster/patches/audit-policy";
import type { LabConfig } from "../../../stacks/schema";
import { stack } from "../recording";
import { machineOf } from "./machine";

type Tree = Record<string, unknown>;

function patchesOf(name: string, change: (config: LabConfig) => void = () => {}) {
	const config = stack("lab", change);
	return configPatches(config, machineOf(config, name)) as Tree[];
}

const ofKind = (patches: Tree[], kind: string) => patches.filter((patch) => patch.kind === kind);

/** The section of the main document, whichever patch it is in. */
function section(patches: Tree[], ...path: string[]): unknown {
	const found = patches
		.map((patch) => path.reduce<unknown>((tree, key) => (tree as Tree | undefined)?.[key], patch))
		.filter((value) => value !== undefined);
	expect(found.length, path.join(".")).to.be.at.most(1);
	return found[0];
}

describe("the patches of a machine configuration", () => {
	it("install the factory's image with the boot image's schematic and platform (talos#9438)", () => {
		expect(section(patchesOf("lab-worker-1"), "machine", "install")).to.deep.equal({
			image:
				"factory.talos.dev/nocloud-installer/ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515:v1.14.2",
			wipe: false,
			disk: "/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_drive-scsi0",
		});
	});

	it("find bare metal's disk by its serial, with the generated /dev/sda taken out, or by its stable path", () => {
		expect(section(patchesOf("lab-storage-1"), "machine", "install")).to.deep.equal({
			image:
				"factory.talos.dev/metal-installer/2d61dd07b20062062ea671b4d01873506103b67c0f7a4c3fb6cf4ee85585dcb8:v1.14.2",
			wipe: false,
			disk: { $patch: "delete" },
			diskSelector: { serial: "50026B7784A1F2C3" },
		});
		const byId = patchesOf("lab-storage-1", ({ nodes }) => {
			const node = nodes.find(({ kind }) => kind === "bareMetal");
			if (node?.kind === "bareMetal") node.installDisk = { byId: "/dev/disk/by-id/nvme-one" };
		});
		expect(section(byId, "machine", "install", "disk")).to.equal("/dev/disk/by-id/nvme-one");
	});

	it("set the host name and turn the automatic one off, in one document", () => {
		expect(ofKind(patchesOf("lab-cp-1"), "HostnameConfig")).to.deep.equal([
			{ apiVersion: "v1alpha1", kind: "HostnameConfig", auto: "off", hostname: "lab-cp-1" },
		]);
	});

	it("quote what YAML 1.1 would read as a boolean", () => {
		expect(asText(patchesOf("lab-cp-1")).join("---\n")).to.contain('auto: "off"\n');
	});

	it("find the card by its MAC and give it the static address", () => {
		const patches = patchesOf("lab-storage-1");
		expect(ofKind(patches, "LinkAliasConfig")[0]).to.deep.include({
			name: "net0",
			selector: { match: 'mac(link.permanent_addr) == "70:70:fc:20:00:41"' },
		});
		expect(ofKind(patches, "LinkConfig")[0]).to.deep.include({
			name: "net0",
			addresses: [{ address: "10.20.0.41/24" }],
			routes: [{ gateway: "10.20.0.1" }],
		});
	});

	it("put the VIP on control planes only", () => {
		expect(ofKind(patchesOf("lab-cp-1"), "Layer2VIPConfig")).to.deep.equal([
			{ apiVersion: "v1alpha1", kind: "Layer2VIPConfig", name: "10.20.0.5", link: "net0" },
		]);
		for (const name of ["lab-worker-1", "lab-storage-1"])
			expect(ofKind(patchesOf(name), "Layer2VIPConfig")).to.deep.equal([]);
	});

	it("set name and time servers", () => {
		const patches = patchesOf("lab-worker-1");
		expect(ofKind(patches, "ResolverConfig")[0]).to.deep.include({ nameservers: [{ address: "10.20.0.1" }] });
		expect(ofKind(patches, "TimeSyncConfig")[0]).to.deep.include({ ntp: { servers: ["10.20.0.1"] } });
	});

	it("name every way to a control plane in the certificates of its two APIs, and of no other machine", () => {
		const patches = patchesOf("lab-cp-1");
		const names = ["10.20.0.5", "10.20.0.21", "lab-cp-1", "lab-cp-1.lab.gxp.example", "127.0.0.1"];
		expect(section(patches, "machine", "certSANs")).to.have.members(names);
		const apiServer = section(patches, "cluster", "apiServer", "certSANs");
		expect(apiServer).to.have.members([...names, "localhost", "api.lab.gxp.example"]);
		expect(section(patchesOf("lab-worker-1"), "machine", "certSANs")).to.not.include("10.20.0.5");
	});

	it("leave the network plugin and kube-proxy's work to Cilium, or both to Talos with flannel", () => {
		const cilium = patchesOf("lab-worker-1");
		expect(section(cilium, "cluster", "network", "cni")).to.deep.equal({ name: "none" });
		expect(section(cilium, "cluster", "proxy")).to.deep.equal({ disabled: true });
		const flannel = patchesOf("lab-worker-1", ({ platform }) => {
			platform.cni = "flannel";
		});
		expect(section(flannel, "cluster", "network", "cni")).to.deep.equal({ name: "flannel" });
		expect(section(flannel, "cluster", "proxy")).to.deep.equal({ disabled: false });
		expect(section(cilium, "machine", "features", "kubePrism")).to.deep.equal({ enabled: true, port: 7445 });
	});

	it("keep the kubelet and etcd in the node network, and Kubernetes' discovery registry off", () => {
		const patches = patchesOf("lab-cp-1");
		expect(section(patches, "machine", "kubelet")).to.deep.equal({ nodeIP: { validSubnets: ["10.20.0.0/24"] } });
		expect(section(patches, "cluster", "etcd")).to.deep.equal({
			advertisedSubnets: ["10.20.0.0/24"],
			extraArgs: { "listen-metrics-urls": "http://10.20.0.21:2381" },
		});
		expect(section(patches, "cluster", "discovery", "registries")).to.deep.equal({ kubernetes: { disabled: true } });
	});

	it("encrypt STATE, EPHEMERAL and the data disk with keys bound to what is configured", () => {
		const keys = (patches: Tree[]) =>
			[...ofKind(patches, "VolumeConfig"), ...ofKind(patches, "UserVolumeConfig")].map(({ name, encryption }) => [
				name,
				(encryption as Tree | undefined)?.keys,
			]);
		const nodeID = [{ slot: 0, nodeID: {} }];
		expect(keys(patchesOf("lab-storage-1"))).to.deep.equal([
			["STATE", nodeID],
			["EPHEMERAL", nodeID],
			["local-hdd", nodeID],
		]);
		const locked = [{ slot: 0, tpm: {}, lockToState: true }];
		const tpm = patchesOf("lab-storage-1", ({ talos }) => {
			talos.diskEncryption = "tpm";
		});
		expect(keys(tpm)).to.deep.equal([
			["STATE", [{ slot: 0, tpm: {} }]],
			["EPHEMERAL", locked],
			["local-hdd", locked],
		]);
		const off = patchesOf("lab-storage-1", ({ talos }) => {
			talos.diskEncryption = "off";
		});
		expect(keys(off)).to.deep.equal([["local-hdd", undefined]]);
	});

	it("mount the data disk, found by its stable path or its serial, as the user volume local-hdd", () => {
		const match = (patches: Tree[]) =>
			section(ofKind(patches, "UserVolumeConfig"), "provisioning", "diskSelector", "match");
		expect(match(patchesOf("lab-storage-1"))).to.equal(
			'"/dev/disk/by-id/ata-ST2000LM015-2E8174_WDZLAB01" in disk.symlinks',
		);
		const bySerial = patchesOf("lab-storage-1", ({ nodes }) => {
			const node = nodes.find(({ kind }) => kind === "bareMetal");
			if (node?.kind === "bareMetal") node.dataDisk = { serial: 'WD"1' };
		});
		expect(match(bySerial)).to.equal('disk.serial == "WD\\"1"');
		expect(ofKind(patchesOf("lab-worker-1"), "UserVolumeConfig")).to.deep.equal([]);
	});

	it("let the untainted control plane run pods and announce their addresses, and no other control plane", () => {
		const label = "node.kubernetes.io/exclude-from-external-load-balancers";
		const open = patchesOf("lab-cp-1");
		expect(section(open, "cluster", "allowSchedulingOnControlPlanes")).to.equal(true);
		expect(section(open, "machine", "nodeLabels")).to.have.deep.property(label, { $patch: "delete" });
		const closed = patchesOf("lab-cp-1", ({ nodes }) => {
			for (const node of nodes) delete node.schedulable;
		});
		expect(section(closed, "cluster", "allowSchedulingOnControlPlanes")).to.equal(false);
		expect(section(closed, "machine", "nodeLabels")).to.equal(undefined);
	});

	it("set labels, the zone and taints of the node", () => {
		const patches = patchesOf("lab-storage-1", ({ nodes }) => {
			const node = nodes.find(({ name }) => name === "lab-storage-1");
			if (node === undefined) return;
			node.labels = { disks: "hdd" };
			node.taints = { dedicated: "storage:NoSchedule" };
		});
		expect(section(patches, "machine", "nodeLabels")).to.deep.equal({
			"topology.kubernetes.io/zone": "shelf-1",
			disks: "hdd",
		});
		expect(section(patches, "machine", "nodeTaints")).to.deep.equal({ dedicated: "storage:NoSchedule" });
	});

	it("ship the services' and the kernel's logs to each destination", () => {
		const patches = patchesOf("lab-worker-1", ({ talos }) => {
			talos.logDestinations = ["udp://10.20.0.41:5140", "tcp://10.20.0.42:5141"];
		});
		expect(section(patches, "machine", "logging", "destinations")).to.deep.equal([
			{ endpoint: "udp://10.20.0.41:5140", format: "json_lines" },
			{ endpoint: "tcp://10.20.0.42:5141", format: "json_lines" },
		]);
		expect(ofKind(patches, "KmsgLogConfig").map(({ name, url }) => [name, url])).to.deep.equal([
			["destination-1", "udp://10.20.0.41:5140"],
			["destination-2", "tcp://10.20.0.42:5141"],
		]);
	});

	it("set sysctls and kernel modules", () => {
		const patches = patchesOf("lab-worker-1", ({ talos }) => {
			talos.sysctls = { "vm.max_map_count": "262144" };
			talos.kernelModules = ["nbd"];
		});
		expect(section(patches, "machine", "sysctls")).to.deep.equal({ "vm.max_map_count": "262144" });
		expect(section(patches, "machine", "kernel")).to.deep.equal({ modules: [{ name: "nbd" }] });
	});

	it("enforce Pod Security baseline where a namespace says nothing", () => {
		const [plugin] = section(patchesOf("lab-cp-1"), "cluster", "apiServer", "admissionControl") as [Tree];
		expect(plugin.name).to.equal("PodSecurity");
		expect((plugin.configuration as Tree).defaults).to.include({ enforce: "baseline", warn: "restricted" });
	});

	it("do not rotate the kubelets' serving certificates: nothing here would approve them", () => {
		for (const name of ["lab-cp-1", "lab-worker-1"])
			expect(asText(patchesOf(name)).join("")).to.not.contain("rotate-server-certificates");
	});

	it("say nothing of control planes to a worker", () => {
		const patches = patchesOf("lab-worker-1");
		for (const key of ["apiServer", "controllerManager", "scheduler", "etcd", "allowSchedulingOnControlPlanes"])
			expect(section(patches, "cluster", key), key).to.equal(undefined);
	});

	it("are one document each, and change for no other machine when one is added", () => {
		for (const text of asText(patchesOf("lab-cp-1"))) expect(parseAllDocuments(text)).to.have.length(1);
		const before = asText(patchesOf("lab-cp-1"));
		const after = asText(
			patchesOf("lab-cp-1", ({ nodes }) => {
				const [first] = nodes;
				if (first !== undefined) nodes.push({ ...first, name: "lab-cp-2", address: "10.20.0.22" });
			}),
		);
		expect(after).to.deep.equal(before);
	});
});

describe("the audit policy (AUD-001)", () => {
	const writes = ["create", "update", "patch", "delete", "deletecollection"];

	it("records every write first of all, whoever does it", () => {
		expect(auditPolicy.rules[0]).to.deep.equal({ level: "Metadata", verbs: writes });
	});

	it("records no body of anything", () => {
		expect(new Set(auditPolicy.rules.map(({ level }) => level))).to.deep.equal(new Set(["Metadata", "None"]));
	});

	it("records who reads Secrets before it leaves any reader out", () => {
		const secrets = auditPolicy.rules.findIndex(
			(rule) =>
				"resources" in rule && rule.resources.some(({ resources }) => resources.some((name) => name === "secrets")),
		);
		const leftOut = auditPolicy.rules.findIndex(({ level }) => level === "None");
		expect(secrets).to.be.greaterThan(-1).and.lessThan(leftOut);
	});
});
