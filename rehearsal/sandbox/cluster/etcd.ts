import { existsSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import { issue, type KeyPair } from "./certificates";
import { bindHere, flags, type Host, pause, place, type World } from "./host";
import type { RunningPart } from "./process";

export interface EtcdMemberInfo {
	readonly ID: string;
	readonly name?: string;
	readonly peerURLs: readonly string[];
	readonly clientURLs?: readonly string[];
	readonly isLearner?: boolean;
}

const clientPort = 2379;
const peerPort = 2380;

/**
 * One machine's etcd as Talos runs it (internal/app/machined/pkg/system/services/etcd.go): the first is told to
 * bootstrap, a further one adds itself as a learner to a running cluster and is promoted, and one with data resumes.
 * `--unsafe-no-fsync` is ours: a rehearsal survives a killed process, not a power cut.
 */
export class EtcdMember {
	readonly client: string;
	private part: RunningPart | undefined;
	private admin: KeyPair | undefined;

	constructor(
		private readonly host: Host,
		private readonly world: World,
	) {
		this.client = `https://${host.address}:${clientPort}`;
	}

	private get data(): string {
		return join(this.host.ephemeral, "var/lib/etcd");
	}

	/** Whether the data directory holds a member: then it resumes, and a bootstrap is refused. */
	get hasData(): boolean {
		return existsSync(this.data) && readdirSync(this.data).length > 0;
	}

	get running(): boolean {
		return this.part !== undefined;
	}

	/** The flags that let an API server on this machine reach its etcd. */
	async clientFiles(directory: string): Promise<{ ca: string; certificate: string; key: string }> {
		const { certificate } = this.authority;
		const client = await issue(this.authority, { commonName: "kube-apiserver", usages: ["clientAuth"] });
		return {
			ca: await place(directory, "etcd-client-ca.crt", certificate),
			certificate: await place(directory, "etcd-client.crt", client.certificate),
			key: await place(directory, "etcd-client.key", client.key),
		};
	}

	/** A new cluster of one, or what the data directory holds. */
	async start(): Promise<void> {
		const cluster = `${this.host.hostname}=https://${this.host.address}:${peerPort}`;
		await this.run(this.hasData ? {} : { "initial-cluster": [cluster], "initial-cluster-state": ["new"] });
	}

	/** Joins the cluster of `peer`: one attempt, which fails while that cluster is not ready for a further learner. */
	async join(peer: EtcdMember, signal: AbortSignal): Promise<void> {
		const peerUrl = `https://${this.host.address}:${peerPort}`;
		for (const member of await peer.members()) {
			// A machine that was made again under its old name: its predecessor makes room.
			if (member.name === this.host.hostname) await peer.call("member/remove", { ID: member.ID });
		}
		const existing = (await peer.members()).find((member) => member.peerURLs.includes(peerUrl));
		if (existing === undefined) await peer.call("member/add", { peerURLs: [peerUrl], isLearner: true });
		const members = await peer.members();
		const self = members.find((member) => member.peerURLs.includes(peerUrl));
		if (self === undefined) throw new Error("etcd: the member that was added is not in the list");
		const cluster = members.flatMap((member) =>
			member.peerURLs.map((url) => `${member.ID === self.ID ? this.host.hostname : member.name}=${url}`),
		);
		await this.run({ "initial-cluster": [cluster.join(",")], "initial-cluster-state": ["existing"] });
		while (!signal.aborted && this.running) {
			try {
				await peer.call("member/promote", { ID: self.ID });
				return;
			} catch {
				await pause(200, signal); // a learner that is not in sync yet
			}
		}
		if (!signal.aborted) throw new Error("etcd ended before it was promoted");
	}

	async members(): Promise<readonly EtcdMemberInfo[]> {
		const answer = (await this.call("member/list", {})) as { members?: readonly EtcdMemberInfo[] };
		return answer.members ?? [];
	}

	/** Answers reads that go through consensus. */
	async healthy(): Promise<boolean> {
		try {
			await this.send("GET", "/health");
			return true;
		} catch {
			return false;
		}
	}

	/**
	 * Removes this member from its cluster, then stops it and empties its data (internal/pkg/etcd/etcd.go,
	 * LeaveCluster): tries again while the others are not healthy; etcd refuses to remove the last member.
	 */
	async leave(peers: readonly EtcdMember[], signal: AbortSignal): Promise<void> {
		const self = (await this.members()).find((member) => member.name === this.host.hostname);
		const asked = peers.find((peer) => peer !== this && peer.running) ?? this;
		while (self !== undefined && !signal.aborted) {
			try {
				await asked.call("member/remove", { ID: self.ID });
				break;
			} catch (cause) {
				if (!/unhealthy|stopped/i.test(String(cause))) throw cause;
				await pause(300, signal);
			}
		}
		await this.stop();
		await rm(this.data, { recursive: true, force: true });
	}

	async stop(): Promise<void> {
		const part = this.part;
		this.part = undefined;
		await part?.stop();
	}

	private get authority() {
		const authority = this.host.facts.cluster?.etcdCA;
		if (!authority?.key) throw new Error(`${this.host.hostname}: the machine configuration has no etcd CA`);
		return { certificate: authority.certificate, key: authority.key };
	}

	private async run(extra: Record<string, string[]>): Promise<void> {
		const { address, hostname, ephemeral, logs } = this.host;
		const pki = join(ephemeral, "etc/etcd/pki");
		const names = [address, hostname];
		const server = await issue(this.authority, {
			commonName: hostname,
			names: [...names, "127.0.0.1", "localhost"],
			usages: ["serverAuth", "clientAuth"],
		});
		const peer = await issue(this.authority, { commonName: hostname, names, usages: ["serverAuth", "clientAuth"] });
		const ca = await place(pki, "ca.crt", this.authority.certificate);
		const file = async (name: string, content: string) => [await place(pki, name, content)];
		const own: Record<string, string[]> = {
			name: [hostname],
			"data-dir": [this.data],
			"listen-peer-urls": [`https://${address}:${peerPort}`],
			"listen-client-urls": [this.client],
			"advertise-client-urls": [this.client],
			"initial-advertise-peer-urls": [`https://${address}:${peerPort}`],
			"client-cert-auth": ["true"],
			"cert-file": await file("server.crt", server.certificate),
			"key-file": await file("server.key", server.key),
			"trusted-ca-file": [ca],
			"peer-client-cert-auth": ["true"],
			"peer-cert-file": await file("peer.crt", peer.certificate),
			"peer-key-file": await file("peer.key", peer.key),
			"peer-trusted-ca-file": [ca],
			// The last of these is ours: all nodes share a network, and a peer is known by the address it comes from.
			"feature-gates": ["InitialCorruptCheck=true,CompactHashCheck=true,SetMemberLocalAddr=true"],
			"watch-progress-notify-interval": ["5s"],
			"tls-min-version": ["TLS1.3"],
			"unsafe-no-fsync": ["true"],
			"log-level": ["warn"],
			...extra,
		};
		const wanted = this.host.facts.cluster?.etcdExtraArgs ?? {};
		for (const [key, values] of Object.entries(wanted)) {
			// Talos refuses to have its own flags overridden.
			if (!(key in own)) own[key] = values.map((value) => bindHere(value, address));
		}
		const part = await this.world.startPart({
			name: `${hostname}/etcd`,
			command: this.world.parts.etcd,
			args: flags(own),
			env: { GOMEMLIMIT: "128MiB" },
			log: join(logs, "etcd.log"),
		});
		this.part = part;
		void part.exited.then((result) => {
			if (this.part !== part) return;
			this.part = undefined;
			this.world.say(hostname, `etcd ended (${result}); its log is ${join(logs, "etcd.log")}`);
		});
	}

	private async call(path: string, body: unknown): Promise<unknown> {
		return JSON.parse(await this.send("POST", `/v3/cluster/${path}`, JSON.stringify(body)));
	}

	private async send(method: string, path: string, body?: string): Promise<string> {
		this.admin ??= await issue(this.authority, { commonName: "talos", usages: ["clientAuth"] });
		const { certificate, key } = this.admin;
		return new Promise((resolve, reject) => {
			const outgoing = request(new URL(path, this.client), {
				method,
				ca: this.authority.certificate,
				cert: certificate,
				key,
				agent: false,
				timeout: 5_000,
			});
			outgoing.on("timeout", () => outgoing.destroy(new Error(`etcd ${path}: no answer in 5 s`)));
			outgoing.on("error", reject);
			outgoing.on("response", (response) => {
				const chunks: Buffer[] = [];
				response.on("data", (chunk: Buffer) => chunks.push(chunk));
				response.on("error", reject);
				response.on("end", () => {
					const text = Buffer.concat(chunks).toString();
					if (response.statusCode === 200) resolve(text);
					else reject(new Error(`etcd ${path}: ${text.slice(0, 200)}`));
				});
			});
			outgoing.end(body);
		});
	}
}
