import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { MachineFacts } from "./facts";

/** A certificate and its key, PEM in base64: the shape of the provider's `machineSecrets.certs.*`. */
export interface CertificatePair {
	readonly cert: string;
	readonly key: string;
}

/** `machineSecrets` as the Pulumi provider talos 0.8.1 spells it. */
export interface MachineSecrets {
	readonly cluster: { readonly id: string; readonly secret: string };
	readonly secrets: {
		readonly bootstrapToken: string;
		readonly secretboxEncryptionSecret: string;
		readonly aescbcEncryptionSecret?: string;
	};
	readonly trustdinfo: { readonly token: string };
	readonly certs: {
		readonly etcd: CertificatePair;
		readonly k8s: CertificatePair;
		readonly k8sAggregator: CertificatePair;
		readonly k8sServiceaccount: { readonly key: string };
		readonly os: CertificatePair;
	};
}

/** `clientConfiguration` as the provider spells it: PEM in base64. */
export interface ClientConfiguration {
	readonly caCertificate: string;
	readonly clientCertificate: string;
	readonly clientKey: string;
}

export interface GeneratedSecrets {
	readonly machineSecrets: MachineSecrets;
	readonly clientConfiguration: ClientConfiguration;
	/** The bundle in the YAML of `talosctl gen secrets`: what an import reads. */
	readonly raw: string;
}

export interface ConfigurationArguments {
	readonly clusterName: string;
	readonly clusterEndpoint: string;
	readonly machineType: "controlplane" | "worker";
	readonly machineSecrets: MachineSecrets;
	/** The contract, `v1.13` or `v1.13.2`; the library's own where absent. */
	readonly talosVersion?: string;
	/** `1.36.3` or `v1.36.3`; the library's default where absent. */
	readonly kubernetesVersion?: string;
	/** Strategic merge patches (YAML documents) or JSON patches, in order. */
	readonly configPatches?: readonly string[];
	readonly docs?: boolean;
	readonly examples?: boolean;
}

/** A disk as its machine sees it; sizes in GiB. */
export interface DiskFacts {
	readonly device: string;
	readonly sizeGiB: number;
	readonly rotational: boolean;
	readonly serial?: string;
	readonly byId?: string;
}

export interface Validation {
	readonly valid: boolean;
	readonly fault?: string;
	readonly warnings: readonly string[];
}

/** The operations of `rehearsal/parts/talos` with their arguments and answers. */
interface Operations {
	secrets: { arguments: { talosVersion: string }; result: GeneratedSecrets };
	/** Reads what `talosctl gen secrets` wrote. */
	bundle: { arguments: { raw: string }; result: GeneratedSecrets };
	/** Issues a client certificate with these roles (`os:admin`, `os:reader`, …); a year where `hours` is absent. */
	clientCertificate: {
		arguments: { machineSecrets: MachineSecrets; roles: readonly string[]; hours?: number };
		result: ClientConfiguration;
	};
	configuration: { arguments: ConfigurationArguments; result: { machineConfiguration: string } };
	patch: {
		arguments: { machineConfigurationInput: string; configPatches: readonly string[] };
		result: { machineConfiguration: string };
	};
	/** What the provider refuses before it generates anything. */
	checkInputs: {
		arguments: { clusterEndpoint?: string; configPatches?: readonly string[] };
		result: { faults: readonly string[] };
	};
	clientConfiguration: {
		arguments: {
			clusterName: string;
			clientConfiguration: ClientConfiguration;
			endpoints?: readonly string[];
			nodes?: readonly string[];
		};
		result: { talosConfig: string };
	};
	validate: {
		arguments: { machineConfiguration: string; mode: "metal" | "cloud"; installed?: boolean; strict?: boolean };
		result: Validation;
	};
	inspect: { arguments: { machineConfiguration: string }; result: MachineFacts };
	/** Which of these disks the configuration means, for the installation and for each user volume with a selector. */
	matchDisks: {
		arguments: { machineConfiguration: string; disks: readonly DiskFacts[] };
		result: {
			install: readonly string[];
			installWanted: string;
			userVolumes: Readonly<Record<string, readonly string[]>>;
		};
	};
	descriptors: { arguments: Record<string, never>; result: { fileDescriptorSet: string } };
}

interface Waiting {
	readonly op: string;
	resolve(value: unknown): void;
	reject(reason: Error): void;
}

/**
 * Asks the part `talos-machinery` (Talos' own library in a process of its own). One process serves any number of
 * questions at once; it starts with the first and is gone with `close` or with this process. It does not hold the event
 * loop open while nothing is asked.
 */
export class TalosMachinery {
	private child: ChildProcess | undefined;
	private next = 1;
	private readonly waiting = new Map<number, Waiting>();

	/** @param path the executable; by default the one that the sandbox names in the environment. */
	constructor(private readonly path = process.env.GXP_LAB_PART_TALOS_MACHINERY ?? "") {
		if (path === "") {
			throw new Error("GXP_LAB_PART_TALOS_MACHINERY: not set; it must be the path of the part talos-machinery");
		}
	}

	ask<Op extends keyof Operations>(op: Op, args: Operations[Op]["arguments"]): Promise<Operations[Op]["result"]> {
		const child = this.start();
		const id = this.next++;
		return new Promise<Operations[Op]["result"]>((resolve, reject) => {
			this.waiting.set(id, { op, resolve: resolve as (value: unknown) => void, reject });
			this.hold(child, true);
			child.stdin?.write(`${JSON.stringify({ id, op, arguments: args })}\n`);
		});
	}

	/** Ends the process; what was still waiting is refused. */
	close(): void {
		this.child?.kill("SIGTERM");
		this.lose("closed");
	}

	private start(): ChildProcess {
		if (this.child !== undefined) return this.child;
		const child = spawn(this.path, [], { stdio: ["pipe", "pipe", "ignore"] });
		child.on("error", (cause) => this.lose(`cannot be started: ${cause.message}`));
		child.on("exit", () => this.child === child && this.lose("ended before it answered"));
		child.stdin?.on("error", () => undefined); // the exit says it
		createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => this.receive(line));
		this.child = child;
		return child;
	}

	private receive(line: string): void {
		const answer = JSON.parse(line) as { id: number; result?: unknown; error?: string };
		const waiting = this.waiting.get(answer.id);
		if (waiting === undefined) return;
		this.waiting.delete(answer.id);
		if (this.waiting.size === 0 && this.child !== undefined) this.hold(this.child, false);
		if (answer.error === undefined) waiting.resolve(answer.result);
		else waiting.reject(new Error(answer.error));
	}

	private lose(reason: string): void {
		this.child = undefined;
		for (const { op, reject } of this.waiting.values()) reject(new Error(`talos-machinery ${op}: ${reason}`));
		this.waiting.clear();
	}

	/** Pipes are sockets to node: both ends and the process count towards the event loop. */
	private hold(child: ChildProcess, on: boolean): void {
		for (const handle of [child, child.stdin, child.stdout]) {
			const countable = handle as { ref?(): void; unref?(): void } | null;
			if (on) countable?.ref?.();
			else countable?.unref?.();
		}
	}
}
