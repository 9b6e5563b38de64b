import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type ProxmoxSimulator, provisionerGrants } from "../../../rehearsal/sandbox/proxmox";
import { Api, downloaded, imageContent, imageUrl, simulator, token, worker } from "./fixture";

const checksum = createHash("sha256").update(imageContent).digest("hex");
const download = { url: imageUrl, content: "import", filename: "talos.qcow2" };

describe("the Proxmox simulator's cluster", () => {
	let proxmox: ProxmoxSimulator;
	let api: Api;
	afterEach(() => proxmox.stop());

	const started = async (changes: Parameters<typeof simulator>[0] = {}) => {
		const made = await simulator(changes);
		({ proxmox, api } = made);
	};

	it("answers for the whole cluster from every host", async () => {
		await started();
		const other = new Api(proxmox.endpoint("pve2"));
		await downloaded(api);
		await api.task("POST", "/nodes/pve1/qemu", worker);
		const found = await other.data<Array<Record<string, unknown>>>("GET", "/cluster/resources", { type: "vm" });
		expect(found).to.have.length(1);
		expect(found[0]).to.include({ vmid: 131, node: "pve1", name: "lab-worker-1", status: "stopped" });
		expect((await other.call("GET", "/nodes/pve9/qemu/131/config")).reason).to.match(/^hostname lookup 'pve9' failed/);
	});

	it("says no to a caller without a token, and to a wrong secret", async () => {
		await started();
		const wrong = await new Api(proxmox.endpoint(), `PVEAPIToken=${token.id}=00000000`).call("GET", "/version");
		expect([wrong.status, wrong.reason]).to.deep.equal([401, "Authentication failed!"]);
	});

	it("says which method it does not have", async () => {
		await started();
		const answer = await api.call("POST", "/nodes/pve1/lxc", {});
		expect([answer.status, answer.reason]).to.deep.equal([501, "Method 'POST /nodes/pve1/lxc' not implemented"]);
	});

	it("hands out the next free id, and says which is taken", async () => {
		await started();
		await downloaded(api);
		await api.task("POST", "/nodes/pve1/qemu", { ...worker, vmid: 100 });
		expect(await api.data("GET", "/cluster/nextid")).to.equal("101");
		expect((await api.call("GET", "/cluster/nextid", { vmid: 100 })).body.errors).to.deep.equal({
			vmid: "VM 100 already exists",
		});
	});

	it("verifies the checksum of a download, and fails the task on another", async () => {
		await started();
		const form = { ...download, "checksum-algorithm": "sha256" };
		const path = "/nodes/pve1/storage/local/download-url";
		expect(await api.task("POST", path, { ...form, checksum: "0".repeat(64) })).to.equal(
			`checksum mismatch: got '${checksum}' != expect '${"0".repeat(64)}'`,
		);
		expect(await api.data("GET", "/nodes/pve1/storage/local/content")).to.deep.equal([]);
		expect(await api.task("POST", path, { ...form, checksum })).to.equal("OK");
		expect(await api.task("POST", path, { ...form, checksum })).to.equal("OK");
		expect(await api.task("POST", path, download)).to.equal(
			"refusing to override existing file '/var/lib/vz/import/talos.qcow2'",
		);
	});

	it("tells what a URL would bring", async () => {
		await started();
		const path = "/nodes/pve1/query-url-metadata";
		expect(await api.data("GET", path, { url: imageUrl })).to.include({
			filename: "nocloud-amd64.qcow2",
			size: imageContent.length,
		});
		expect((await api.call("GET", path, { url: "https://factory.talos.dev/nothing" })).reason).to.equal(
			"invalid server response: '404 Not Found'",
		);
	});

	it("refuses an image with an ending that is none of an image", async () => {
		await started();
		const answer = await api.call("POST", "/nodes/pve1/storage/local/download-url", {
			...download,
			filename: "talos.img",
		});
		expect(answer.body.errors).to.deep.equal({ filename: "invalid filename or wrong extension" });
		const volumes = await api.call("POST", "/nodes/pve1/storage/local-lvm/download-url", download);
		expect(volumes.reason).to.equal("can't upload to storage type 'lvmthin', not a file based storage!");
	});

	describe("with a token of the privileges that the README names", () => {
		const grants = provisionerGrants({ images: "local", disks: "local-lvm", bridge: "vmbr0" });
		const without = (privilege: string) =>
			grants.map(({ path, privileges }) => ({ path, privileges: privileges.filter((held) => held !== privilege) }));
		const refused = async (privilege: string, method: string, path: string, form: Record<string, string | number>) => {
			await started({ tokens: [{ ...token, grants: without(privilege) }] });
			const answer = await api.call(method, path, form);
			expect(answer.status).to.equal(403);
			return answer.reason;
		};

		it("does all that the program does", async () => {
			await started({ tokens: [{ ...token, grants }] });
			await api.data("GET", "/nodes/pve1/query-url-metadata", { url: imageUrl });
			await downloaded(api);
			await api.task("POST", "/nodes/pve1/qemu", worker);
			await api.task("PUT", "/nodes/pve1/qemu/131/resize", { disk: "scsi0", size: "32G" });
			expect(await api.task("POST", "/nodes/pve1/qemu/131/status/start")).to.equal("OK");
			await api.data("GET", "/nodes/pve1/qemu/131/agent/network-get-interfaces");
			await api.data("PUT", "/nodes/pve1/qemu/131/config", { memory: 4096 });
			expect(await api.task("POST", "/nodes/pve1/qemu/131/status/shutdown", { forceStop: 1 })).to.equal("OK");
			expect(await api.task("DELETE", "/nodes/pve1/qemu/131")).to.equal("OK");
			expect(await api.task("DELETE", "/nodes/pve1/storage/local/content/local:import%2Ftalos.qcow2")).to.equal("OK");
		});

		it("names the storage and the privilege that a download lacks", async () => {
			expect(
				await refused("Datastore.AllocateTemplate", "POST", "/nodes/pve1/storage/local/download-url", download),
			).to.equal("Permission check failed (/storage/local, Datastore.AllocateTemplate)");
		});

		it("names nothing where Proxmox has tried alternatives", async () => {
			expect(await refused("Sys.AccessNetwork", "POST", "/nodes/pve1/storage/local/download-url", download)).to.equal(
				"Permission check failed",
			);
		});

		it("names the network that a machine may not use", async () => {
			expect(
				await refused("SDN.Use", "POST", "/nodes/pve1/qemu", { vmid: 131, net0: "virtio,bridge=vmbr0,tag=20" }),
			).to.equal("Permission check failed (/sdn/zones/localnetwork/vmbr0/20, SDN.Use)");
		});

		it("names the machine and the privilege of an option", async () => {
			expect(await refused("VM.Config.Memory", "POST", "/nodes/pve1/qemu", { vmid: 131, memory: 2048 })).to.equal(
				"Permission check failed (/vms/131, VM.Config.Memory)",
			);
		});

		it("leaves to root what is root's", async () => {
			await started({ tokens: [{ ...token, grants }] });
			const answer = await api.call("POST", "/nodes/pve1/qemu", { vmid: 131, args: "-no-reboot" });
			expect(answer.reason).to.equal("only root can set 'args' config");
		});
	});

	it("keeps its state in a file, without passwords", async () => {
		const folder = mkdtempSync(join(tmpdir(), "proxmox-"));
		try {
			await started({ folder });
			await downloaded(api);
			await api.task("POST", "/nodes/pve1/qemu", { ...worker, cipassword: "swordfish" });
			const text = readFileSync(join(folder, "proxmox.json"), "utf8");
			expect(JSON.parse(text).machines[0]).to.include({ id: 131, node: "pve1" });
			expect(text).not.to.contain("swordfish");
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
