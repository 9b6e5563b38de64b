import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Hardware } from "../hardware";
import { Access, type ApiToken } from "./access";
import { Datacenter, type FetchedImage, type Host, type StorageSpec } from "./datacenter";
import { messageOf, PveFailure } from "./failure";
import { Faults } from "./faults";
import { answer, findRoute } from "./route";
import { routes } from "./routes";

export interface ProxmoxSimulatorOptions {
	readonly hosts: readonly Host[];
	readonly hardware: Hardware;
	readonly tokens: readonly ApiToken[];
	readonly tls: { readonly cert: string; readonly key: string };
	/** The content behind a URL, or undefined for one that is not there (404). */
	readonly fetchImage: (url: string) => Promise<FetchedImage | undefined>;
	/** Where `proxmox.json` is kept up to date; nowhere when left out. */
	readonly folder?: string;
	readonly clock?: () => Date;
	/** Default: `local` (files: images to import, ISO files, snippets) and `local-lvm` (disks). */
	readonly storages?: readonly StorageSpec[];
}

const defaultStorages: readonly StorageSpec[] = [
	{ id: "local", type: "dir", content: ["iso", "vztmpl", "import", "snippets", "backup"] },
	{ id: "local-lvm", type: "lvmthin", content: ["images", "rootdir"] },
];

/**
 * The REST API of a Proxmox VE cluster on its hosts' own addresses: HTTPS on port 8006, each host answers for all.
 * Machines that boot a Talos image become alive through `Hardware`; what is behind the API knows nothing of Talos.
 * Answers are those of Proxmox VE 9.2, looked up in its sources (named where they are used).
 */
export class ProxmoxSimulator {
	readonly faults = new Faults();
	readonly datacenter: Datacenter;
	private readonly servers = new Map<string, Server>();

	constructor(private readonly options: ProxmoxSimulatorOptions) {
		const { hosts, hardware, fetchImage, folder, storages } = options;
		this.datacenter = new Datacenter({
			hosts,
			hardware,
			fetchImage,
			storages: storages ?? defaultStorages,
			clock: options.clock ?? (() => new Date()),
			...(folder === undefined ? {} : { folder }),
		});
	}

	/** Listens on every host's address. */
	async start(): Promise<void> {
		for (const host of this.options.hosts) {
			const server = createServer(this.options.tls, (request, response) => void this.handle(request, response));
			this.servers.set(host.name, server);
			await new Promise<void>((resolve, reject) => {
				server.once("error", reject);
				server.listen(host.port ?? 8006, host.address, resolve);
			});
		}
		this.datacenter.save();
	}

	/** Closes all connections, and waits for running tasks. Machines are left as they are. */
	async stop(): Promise<void> {
		for (const server of this.servers.values()) {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		}
		this.servers.clear();
		await this.datacenter.tasks.settled();
	}

	/** `https://<address>:<port>` of a host, the first by default. */
	endpoint(host = this.options.hosts[0]?.name ?? ""): string {
		const address = this.servers.get(host)?.address();
		if (!isAddress(address)) throw new Error(`${host}: not listening; call start() first`);
		return `https://${address.address}:${address.port}`;
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		try {
			const url = new URL(request.url ?? "/", "https://host");
			const method = request.method ?? "GET";
			if (!url.pathname.startsWith("/api2/json/")) throw new PveFailure(`no such file '${url.pathname}'`, 501);
			const path = url.pathname.slice("/api2/json".length).replace(/\/+$/, "");
			const body = await bodyOf(request);
			const access = this.authenticate(request);
			if (!access) return unauthorized(response, request.headers.authorization);
			this.faults.check(method, path);
			const match = findRoute(routes, method, path);
			if (!match) throw new PveFailure(`Method '${method} ${path}' not implemented`, 501);
			const params = { ...Object.fromEntries(url.searchParams), ...body, ...match.found };
			reply(response, 200, { data: await answer(match.route, this.datacenter, access, params) });
		} catch (error) {
			const failure = error instanceof PveFailure ? error : new PveFailure(messageOf(error));
			reply(
				response,
				failure.status,
				{
					data: null,
					...(Object.keys(failure.errors).length > 0 ? { errors: failure.errors } : {}),
					message: `${failure.message}\n`,
				},
				failure.message,
			);
		}
	}

	private authenticate(request: IncomingMessage): Access | undefined {
		const header = /^PVEAPIToken=([^=]+)=(.+)$/.exec(request.headers.authorization ?? "");
		const token = this.options.tokens.find(({ id }) => id === header?.[1]);
		const given = Buffer.from(header?.[2] ?? "");
		const secret = Buffer.from(token?.secret ?? "");
		return token && given.length === secret.length && timingSafeEqual(given, secret) ? new Access(token) : undefined;
	}
}

function isAddress(address: unknown): address is AddressInfo {
	return typeof address === "object" && address !== null && "port" in address;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, string>> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(Buffer.from(chunk));
	const text = Buffer.concat(chunks).toString();
	if (text === "") return {};
	if (!/^application\/json/.test(request.headers["content-type"] ?? ""))
		return Object.fromEntries(new URLSearchParams(text));
	const parsed: unknown = JSON.parse(text);
	if (typeof parsed !== "object" || parsed === null) throw new PveFailure("unable to parse request body", 400);
	const plain = (value: unknown) => (value === true ? "1" : value === false ? "0" : String(value));
	return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, plain(value)]));
}

// PVE waits for three seconds before it refuses; a rehearsal does not. The body is empty (error of APIServer/AnyEvent.pm).
function unauthorized(response: ServerResponse, header: string | undefined): void {
	response.writeHead(401, header === undefined ? "No ticket" : "Authentication failed!");
	response.end();
}

function reply(response: ServerResponse, status: number, body: unknown, message = "OK"): void {
	// The message is the status line's too, where it may have one line and no other than printable characters.
	const line = (message.split("\n")[0] ?? "").replaceAll(/[^\x20-\x7e]/g, "?");
	response.writeHead(status, line, { "content-type": "application/json;charset=UTF-8", "cache-control": "max-age=0" });
	response.end(JSON.stringify(body));
}
