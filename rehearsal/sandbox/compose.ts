import { appendFileSync, existsSync, linkSync } from "node:fs";
import { join } from "node:path";
import { checkStack, type LabConfig } from "../../stacks/file";
import { bootImageContent } from "../charts/overlay";
import { ClusterWatch } from "./cluster-watch";
import type { FaultHandler } from "./control";
import { PlatformEffects } from "./effects";
import type { Folder, SandboxOptions } from "./folder";
import type { Network } from "./network";
import { readIdentity } from "./prepare";
import type { Processes } from "./process";
import { ProxmoxSimulator, provisionerGrants } from "./proxmox";
import { proxmoxFault } from "./proxmox-fault";
import { runConfig, Shelf } from "./shelf";
import { TalosSimulator } from "./talos/simulator";
import { unprotectMachines } from "./unprotect";

export interface LabArgs {
	readonly folder: Folder;
	readonly options: SandboxOptions;
	readonly network: Network;
	readonly processes: Processes;
}

/** What runs inside a sandbox, as one thing that starts and stops. */
export interface Lab {
	start(): Promise<void>;
	stop(): Promise<void>;
	/** To be called before a command: what its stack file says that is on the shelf is there. */
	prepare(): Promise<void>;
	/** Takes the hardware's own protection off; a sentence for each. */
	unprotect(): Promise<readonly string[]>;
	readonly faults: ReadonlyMap<string, FaultHandler>;
	/** What a stand-in does in place of the real thing, a sentence each. */
	simulated(): readonly string[];
}

const nothing: Lab = {
	start: () => Promise.resolve(),
	stop: () => Promise.resolve(),
	prepare: () => Promise.resolve(),
	unprotect: () => Promise.resolve([]),
	faults: new Map(),
	simulated: () => [],
};

/** Puts the simulators together: this is the only place that knows more than one of them. */
export function composeLab(args: LabArgs): Lab {
	if (!args.options.simulators) return nothing;
	const { folder, options, network, processes } = args;
	const config = configOf(folder, options);
	const say = (who: string, what: string) =>
		appendFileSync(join(folder.logs, "machines.log"), `${new Date().toISOString()} ${who}: ${what}\n`);

	let effects: PlatformEffects | undefined;
	let simulated: readonly string[] = [];
	const watch = new ClusterWatch(config.network.vip, async (kubeconfig) => {
		await effects?.stop();
		effects = new PlatformEffects({
			kubeconfig,
			addresses: network,
			processes,
			folder: folder.path,
			executables: {
				minio: partOf(options, "minio"),
				sealedSecretsController: partOf(options, "sealed-secrets-controller"),
				gatekeeper: () => partOf(options, "gatekeeper"),
			},
		});
		simulated = effects.simulated;
		effects.start();
		say("platform effects", "started");
	});
	const talos = new TalosSimulator({
		folder: folder.data,
		parts: {
			etcd: partOf(options, "etcd"),
			"kube-apiserver": partOf(options, "kube-apiserver"),
			"kube-controller-manager": partOf(options, "kube-controller-manager"),
			"kube-scheduler": partOf(options, "kube-scheduler"),
			kwok: partOf(options, "kwok"),
			"talos-machinery": partOf(options, "talos-machinery"),
		},
		network: addressesOf(network),
		startPart: async (command) => {
			const part = await processes.start(command);
			keepLog(command.log, join(folder.logs, `${command.name.replaceAll("/", "-")}.log`));
			watch.started(command, folder).catch((cause: unknown) => say("platform effects", messageOf(cause)));
			return {
				name: part.name,
				pid: part.pid ?? 0,
				exited: part.ended,
				stop: (graceSeconds = 5) => part.stop(graceSeconds * 1000),
			};
		},
		say,
	});
	const proxmox = proxmoxOf(config, folder, talos);
	const shelf = new Shelf((machine) => talos.powerOn(machine));
	return {
		faults: new Map([["proxmox", (fault: unknown) => proxmox.faults.failNext(proxmoxFault.parse(fault))]]),
		simulated: () => [
			"Proxmox VE: its REST API over the simulated hosts; no virtual machine runs",
			"Talos: its machine API; the control plane's programs are real, kubelets and containers are kwok's",
			...simulated,
		],
		unprotect: () => unprotectMachines(config, folder),
		start: async () => {
			for (const { address } of config.proxmox.hosts) await network.add(address);
			await proxmox.start();
			await shelf.stock(config);
		},
		prepare: async () => {
			const now = runConfig(folder, options.stack);
			if (now !== undefined) await shelf.stock(now);
		},
		stop: async () => {
			await effects?.stop();
			await proxmox.stop();
			await talos.stop();
		},
	};
}

function proxmoxOf(config: LabConfig, folder: Folder, hardware: TalosSimulator): ProxmoxSimulator {
	const identity = readIdentity(folder);
	const { storage } = config.proxmox;
	const grants = provisionerGrants({ ...storage, bridge: config.network.bridge });
	return new ProxmoxSimulator({
		hosts: config.proxmox.hosts,
		hardware,
		folder: folder.data,
		tls: { cert: identity.certificate, key: identity.key },
		tokens: [{ id: identity.tokenId, secret: identity.tokenSecret, grants }],
		fetchImage: (url) => {
			const [, schematic, version] = /\/image\/([0-9a-f]{64})\/(v[^/]+)\//.exec(url) ?? [];
			if (schematic === undefined || version === undefined) return Promise.resolve(undefined);
			return Promise.resolve({ content: bootImageContent(schematic, version) });
		},
	});
}

/** An address stays while a machine changes between maintenance and running: adding it twice is no fault here. */
function addressesOf(network: Network) {
	return {
		addAddress: async (address: string) => {
			if (!network.has(address)) await network.add(address);
		},
		removeAddress: async (address: string) => {
			if (network.has(address)) await network.remove(address);
		},
	};
}

function configOf(folder: Folder, options: SandboxOptions): LabConfig {
	const checked = checkStack(options.stack, folder.root);
	if ("faults" in checked) throw new Error(checked.faults.join("\n"));
	return checked.config;
}

function partOf(options: SandboxOptions, name: string): string {
	const path = options.parts[name];
	if (path === undefined || path === "") throw new Error(`${name}: this sandbox was started without it`);
	return path;
}

/** The log stays when the machine's disk goes: a second name for the same file. */
function keepLog(log: string, name: string): void {
	if (!existsSync(name)) linkSync(log, name);
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
