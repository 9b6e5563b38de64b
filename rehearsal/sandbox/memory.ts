import { readFileSync } from "node:fs";
import { allPids } from "./alive";

export interface MemoryPeaks {
	/** Highest sum of the resident sets of our Node processes, in MiB. Shared pages count in each. */
	readonly ownMiB: number;
	/** The same for the Go parts. */
	readonly partsMiB: number;
}

/** VmRSS and the thread group's name of one process; undefined when it is gone or a kernel thread. */
export function residentMiB(pid: number | "self"): { name: string; rss: number; peak: number } | undefined {
	let text: string;
	try {
		text = readFileSync(`/proc/${pid}/status`, "utf8");
	} catch {
		return undefined;
	}
	const kib = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? "0");
	const name = /^Name:\s+(.*)$/m.exec(text)?.[1] ?? "";
	return { name, rss: kib("VmRSS") / 1024, peak: kib("VmHWM") / 1024 };
}

/** Samples every process of the namespace (its /proc shows no other) and keeps the peaks. */
export class MemoryMeter {
	private own = 0;
	private parts = 0;
	private timer: NodeJS.Timeout | undefined;

	start(everyMs = 250): void {
		this.timer = setInterval(() => this.sample(), everyMs);
		this.timer.unref();
	}

	stop(): void {
		clearInterval(this.timer);
	}

	sample(): void {
		let own = 0;
		let parts = 0;
		for (const pid of allPids()) {
			const found = residentMiB(pid);
			if (found === undefined) continue;
			// Node names its main thread "node" or, since 24, "MainThread"; esbuild is tsx's transpiler.
			if (/^(node|MainThread|esbuild)/.test(found.name)) own += found.rss;
			else parts += found.rss;
		}
		this.own = Math.max(this.own, own);
		this.parts = Math.max(this.parts, parts);
	}

	peaks(): MemoryPeaks {
		return { ownMiB: Math.round(this.own), partsMiB: Math.round(this.parts) };
	}
}
