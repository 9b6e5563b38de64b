import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MachineFacts } from "../../parts/talos/facts";
import type { BootImage } from "../hardware";
import type { StartPart } from "./process";

/** Gives and takes addresses of the sandbox's network: an address is there exactly while somebody has it. */
export interface Network {
	addAddress(address: string): Promise<void>;
	removeAddress(address: string): Promise<void>;
}

/** The executables that a configured machine runs. */
export interface ClusterParts {
	readonly etcd: string;
	readonly "kube-apiserver": string;
	readonly "kube-controller-manager": string;
	readonly "kube-scheduler": string;
	readonly kwok: string;
}

/** What machines share: how to start a process, which executables, and where to tell what happens. */
export interface World {
	readonly startPart: StartPart;
	readonly parts: ClusterParts;
	readonly network: Network;
	/** One line for people: who did what. Never a secret. */
	readonly say: (who: string, what: string) => void;
}

/** A configured machine: what its processes know of it. */
export interface Host {
	readonly id: string;
	readonly hostname: string;
	readonly address: string;
	readonly cores: number;
	readonly memoryMiB: number;
	readonly image: BootImage;
	readonly facts: MachineFacts;
	/** Another at each boot: /proc/sys/kernel/random/boot_id. */
	readonly bootId: string;
	/** The EPHEMERAL partition: survives a reboot, not a reset. */
	readonly ephemeral: string;
	readonly logs: string;
}

/** Writes a file that only its owner may read, and gives its path. */
export async function place(directory: string, name: string, content: string): Promise<string> {
	await mkdir(directory, { recursive: true, mode: 0o700 });
	const path = join(directory, name);
	await writeFile(path, content, { mode: 0o600 });
	return path;
}

/** Nothing in the sandbox listens on every address: all nodes share one network. */
export function bindHere(value: string, address: string): string {
	return value.replaceAll("0.0.0.0", address).replaceAll("[::]", address);
}

/** `a: [1, 2]` -> `--a=1 --a=2`, sorted by flag. */
export function flags(args: Readonly<Record<string, readonly string[]>>): string[] {
	return Object.keys(args)
		.sort()
		.flatMap((key) => (args[key] ?? []).map((value) => `--${key}=${value}`));
}

/** Waits until `check` holds, asking at short intervals; false when `signal` aborted before. */
export async function until(
	check: () => Promise<boolean> | boolean,
	signal: AbortSignal,
	everyMs = 100,
): Promise<boolean> {
	while (!signal.aborted) {
		if (await check()) return true;
		await pause(everyMs, signal);
	}
	return false;
}

/** Sleeps, or wakes early when `signal` aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) return resolve();
		const done = () => {
			clearTimeout(timer);
			signal.removeEventListener("abort", done);
			resolve();
		};
		const timer = setTimeout(done, ms);
		signal.addEventListener("abort", done, { once: true });
	});
}
