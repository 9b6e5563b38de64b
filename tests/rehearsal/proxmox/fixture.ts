import "reflect-metadata";
import { request as httpsRequest } from "node:https";
import * as x509 from "@peculiar/x509";
import type { Hardware, MachinePower, MachineSpec } from "../../../rehearsal/sandbox/hardware";
import { type ApiToken, ProxmoxSimulator, type ProxmoxSimulatorOptions } from "../../../rehearsal/sandbox/proxmox";

export const schematic = "ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515";
export const imageUrl = `https://factory.talos.dev/image/${schematic}/v1.14.2/nocloud-amd64.qcow2`;
export const imageContent = Buffer.from("QFI\xfb a rehearsal's disk image", "latin1");
export const token: ApiToken = {
	id: "gxp@pve!lab",
	secret: "01234567-89ab-cdef-0123-456789abcdef",
	grants: [{ path: "/", privileges: ["*"] }],
};

/** Machines that are on as soon as they are told to be, with a guest agent that answers. */
export class FakeHardware implements Hardware {
	readonly events: string[] = [];
	readonly specs = new Map<string, MachineSpec>();
	readonly on = new Set<string>();
	agent = true;

	async powerOn(spec: MachineSpec): Promise<void> {
		this.events.push(`on ${spec.id}`);
		this.specs.set(spec.id, spec);
		this.on.add(spec.id);
	}
	async powerOff(id: string): Promise<void> {
		this.events.push(`off ${id}`);
		this.on.delete(id);
	}
	async destroy(id: string): Promise<void> {
		this.events.push(`destroy ${id}`);
		this.on.delete(id);
		this.specs.delete(id);
	}
	power(id: string): MachinePower {
		return this.on.has(id) ? "maintenance" : "off";
	}
	guestAgent(id: string) {
		const spec = this.specs.get(id);
		return this.agent && this.on.has(id) && spec ? { hostname: spec.name, addresses: [spec.address] } : undefined;
	}
}

/** A self-signed certificate for 127.0.0.1 and the lab's first host, made once a process. */
export const tls = memoised(async () => {
	x509.cryptoProvider.set(globalThis.crypto);
	const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
	const keys = await globalThis.crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
	const certificate = await x509.X509CertificateGenerator.createSelfSigned({
		name: "CN=pve1",
		keys,
		signingAlgorithm: algorithm,
		extensions: [
			new x509.SubjectAlternativeNameExtension([
				{ type: "ip", value: "127.0.0.1" },
				{ type: "ip", value: "10.20.0.10" },
			]),
		],
	});
	const key = Buffer.from(await globalThis.crypto.subtle.exportKey("pkcs8", keys.privateKey));
	return { cert: certificate.toString("pem"), key: x509.PemConverter.encode(key, "PRIVATE KEY") };
});

/** A simulator with two hosts on 127.0.0.1, started. */
export async function simulator(changes: Partial<ProxmoxSimulatorOptions> = {}) {
	const hardware = new FakeHardware();
	const proxmox = new ProxmoxSimulator({
		hosts: [
			{ name: "pve1", address: "127.0.0.1", port: 0 },
			{ name: "pve2", address: "127.0.0.1", port: 0 },
		],
		hardware,
		tokens: [token],
		tls: await tls(),
		fetchImage: async (url) =>
			url === imageUrl ? { content: imageContent, virtualSizeBytes: 2 * 2 ** 30 } : undefined,
		...changes,
	});
	await proxmox.start();
	return { proxmox, hardware, api: new Api(proxmox.endpoint()) };
}

export interface Answer {
	readonly status: number;
	readonly reason: string;
	readonly body: { readonly data?: unknown; readonly errors?: Record<string, string>; readonly message?: string };
}

/** A client that shows what is on the wire, and knows nothing else. */
export class Api {
	constructor(
		readonly endpoint: string,
		readonly authorization = `PVEAPIToken=${token.id}=${token.secret}`,
	) {}

	async call(method: string, path: string, form?: Record<string, string | number>): Promise<Answer> {
		const { cert } = await tls();
		const text = new URLSearchParams(
			Object.entries(form ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
		).toString();
		const inQuery = method === "GET" || method === "DELETE";
		return await new Promise((resolve, reject) => {
			const request = httpsRequest(
				`${this.endpoint}/api2/json${path}${inQuery && text !== "" ? `?${text}` : ""}`,
				{
					method,
					ca: cert,
					headers: {
						authorization: this.authorization,
						...(inQuery ? {} : { "content-type": "application/x-www-form-urlencoded" }),
					},
				},
				(response) => {
					const chunks: Buffer[] = [];
					response.on("data", (chunk: Buffer) => chunks.push(chunk));
					response.on("end", () => {
						const body = Buffer.concat(chunks).toString();
						resolve({
							status: response.statusCode ?? 0,
							reason: response.statusMessage ?? "",
							body: body === "" ? {} : JSON.parse(body),
						});
					});
				},
			);
			request.on("error", reject);
			request.end(inQuery ? undefined : text);
		});
	}

	async data<T>(method: string, path: string, form?: Record<string, string | number>): Promise<T> {
		const answer = await this.call(method, path, form);
		if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.reason}`);
		return answer.body.data as T;
	}

	/** Starts a task and waits until it has ended; its exit status. */
	async task(method: string, path: string, form?: Record<string, string | number>): Promise<string> {
		const upid = await this.data<string>(method, path, form);
		for (;;) {
			const node = upid.split(":")[1];
			const status = await this.data<{ status: string; exitstatus?: string }>(
				"GET",
				`/nodes/${node}/tasks/${encodeURIComponent(upid)}/status`,
			);
			if (status.status === "stopped") return status.exitstatus ?? "";
		}
	}
}

/** What the program asks for a worker, as the provider puts it on the wire. */
export const worker: Record<string, string | number> = {
	vmid: 131,
	name: "lab-worker-1",
	cores: 4,
	sockets: 1,
	cpu: "x86-64-v2-AES",
	memory: 8192,
	machine: "q35",
	ostype: "l26",
	scsihw: "virtio-scsi-single",
	agent: "enabled=1,fstrim_cloned_disks=0,type=virtio",
	boot: "order=scsi0",
	net0: "model=virtio,bridge=vmbr0,firewall=1,macaddr=BC:24:11:00:00:31,tag=20",
	scsi0: "file=local-lvm:0,import-from=local:import/talos.qcow2,discard=on,iothread=1,ssd=1,size=34359738368",
	ide2: "file=local-lvm:cloudinit",
	ipconfig0: "ip=10.20.0.31/24,gw=10.20.0.1",
	startup: "order=2",
};

export async function downloaded(api: Api): Promise<void> {
	const form = { url: imageUrl, content: "import", filename: "talos.qcow2" };
	const status = await api.task("POST", "/nodes/pve1/storage/local/download-url", form);
	if (status !== "OK") throw new Error(status);
}

function memoised<T>(make: () => Promise<T>): () => Promise<T> {
	let made: Promise<T> | undefined;
	return () => {
		made ??= make();
		return made;
	};
}
