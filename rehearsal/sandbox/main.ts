/**
 * The inside of a sandbox: sets up the network, starts what the lab is made of, and serves the control socket.
 *
 *   node --require ./register.js rehearsal/sandbox/main.ts <root> <id>        (in the namespaces that supervisor.ts made)
 */
import { join } from "node:path";
import { Commands } from "./commands";
import { composeLab } from "./compose";
import { serveControl } from "./control";
import type { SandboxStatus } from "./control-protocol";
import { folderOf, readOptions } from "./folder";
import { MemoryMeter } from "./memory";
import { coverCaFolder } from "./mounts";
import { Network } from "./network";
import { Processes } from "./process";

async function main(root: string, id: string): Promise<void> {
	const folder = folderOf(root, id);
	const options = readOptions(folder);

	const memory = new MemoryMeter();
	memory.start();
	const network = new Network(options.network.nodeCidr);
	await network.start();
	if (options.simulators) await coverCaFolder(root);
	await network.name(new Map(Object.entries(options.network.hosts)), join(folder.path, "hosts"));
	const processes = new Processes(folder.logs);
	const commands = new Commands(process.env);
	const lab = composeLab({ folder, options, network, processes });

	let state: SandboxStatus["state"] = "starting";
	const shutdown = async () => {
		commands.endAll();
		await lab.stop();
		await processes.stopAll();
	};
	await serveControl({
		socket: folder.controlSocket,
		commands,
		processes,
		faults: lab.faults,
		prepare: () => lab.prepare(),
		unprotect: () => lab.unprotect(),
		shutdown,
		status: () => ({
			id,
			stack: options.stack,
			state,
			parts: processes.list().map(({ name, pid, exited }) => ({
				name,
				...(pid === undefined ? {} : { pid }),
				...(exited === undefined ? {} : { exited }),
			})),
			running: commands.list(),
			addresses: network.list(),
			simulated: [...lab.simulated()],
			peakRssMiB: memory.peaks().ownMiB,
			partsRssMiB: memory.peaks().partsMiB,
		}),
	});
	await lab.start();
	state = "ready";
}

// The supervisor holds the other end. Nothing is ever written to it: its end is the supervisor's end, and then ours;
// the namespace's other processes go with its first one.
process.stdin.on("end", () => process.exit(1));
process.stdin.on("error", () => process.exit(1));
process.stdin.resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

const [root, id] = process.argv.slice(2);
if (root === undefined || id === undefined) throw new Error("usage: main <root> <id>");
main(root, id).catch((cause: unknown) => {
	console.error(cause instanceof Error ? cause.message : cause);
	process.exit(1);
});
