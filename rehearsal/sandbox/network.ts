import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** What a simulator needs of the network: a machine's address appears when it boots and goes when it stops. */
export interface Addresses {
	/** Adds an IPv4 address to the loopback interface; one that is there already is an error. */
	add(address: string): Promise<void>;
	/** Removes it; one that is not there is an error. */
	remove(address: string): Promise<void>;
	has(address: string): boolean;
}

/**
 * The lab's network inside the rehearsal's own network namespace: only `lo`, no route out. The node network is
 * unreachable as a whole (`ip-route(8)`, type unreachable: EHOSTUNREACH at once); an address that was added is local
 * and wins, because the local routing table is consulted first.
 */
export class Network implements Addresses {
	private readonly present = new Set<string>();

	constructor(private readonly nodeCidr: string) {}

	async start(): Promise<void> {
		await ip("link", "set", "lo", "up");
		await ip("route", "add", "unreachable", this.nodeCidr);
	}

	/** Names resolve through /etc/hosts alone: it is bind-mounted over the machine's, in our own mount namespace. */
	async name(hosts: ReadonlyMap<string, string>, file: string): Promise<void> {
		const lines = ["127.0.0.1 localhost", "::1 localhost ip6-localhost"];
		for (const [name, address] of hosts) lines.push(`${address} ${name}`);
		await writeFile(file, `${lines.join("\n")}\n`);
		await execute("mount", ["--bind", file, "/etc/hosts"]);
	}

	async add(address: string): Promise<void> {
		if (this.present.has(address)) throw new Error(`${address}: is in use by another machine of the rehearsal`);
		this.present.add(address);
		try {
			await ip("addr", "add", `${address}/32`, "dev", "lo");
		} catch (cause) {
			this.present.delete(address);
			throw cause;
		}
	}

	async remove(address: string): Promise<void> {
		if (!this.present.delete(address)) throw new Error(`${address}: is not there; nothing to remove`);
		await ip("addr", "del", `${address}/32`, "dev", "lo");
	}

	has(address: string): boolean {
		return this.present.has(address);
	}

	list(): string[] {
		return [...this.present];
	}
}

async function ip(...words: string[]): Promise<void> {
	try {
		await execute("ip", words);
	} catch (cause) {
		const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : String(cause);
		throw new Error(`ip ${words.join(" ")}: ${said}`, { cause });
	}
}
