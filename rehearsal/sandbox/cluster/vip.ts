import { connect, createServer, type Server, type Socket } from "node:net";

/** Passes TCP on to the backend of the moment: how an address that moves between nodes looks to its clients. */
export class TcpProxy {
	private server: Server | undefined;
	private readonly open = new Set<Socket>();

	constructor(private readonly backend: () => { readonly address: string; readonly port: number } | undefined) {}

	get listening(): boolean {
		return this.server !== undefined;
	}

	listen(address: string, port: number): Promise<void> {
		const server = createServer({ noDelay: true }, (incoming) => this.pass(incoming));
		this.server = server;
		return new Promise((resolve, reject) => {
			server.once("error", reject);
			server.listen(port, address, () => resolve());
		});
	}

	/** Ends the connections that are open: what happens to them when the address moves. */
	drop(): void {
		for (const socket of this.open) socket.destroy();
	}

	async close(): Promise<void> {
		const server = this.server;
		this.server = undefined;
		this.drop();
		await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
	}

	private pass(incoming: Socket): void {
		const backend = this.backend();
		if (backend === undefined) {
			incoming.resetAndDestroy();
			return;
		}
		const outgoing = connect({ host: backend.address, port: backend.port, noDelay: true });
		for (const [one, other] of [
			[incoming, outgoing],
			[outgoing, incoming],
		] as const) {
			this.open.add(one);
			one.on("error", () => other.destroy());
			one.on("close", () => {
				this.open.delete(one);
				other.destroy();
			});
			one.pipe(other);
		}
	}
}
