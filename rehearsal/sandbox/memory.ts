import { readFileSync } from "node:fs";
import { allPids } from "./alive";

export interface MemoryPeaks {
	/** Our own processes (Node, and the transpiler that tsx runs), in MiB. */
	readonly ownMiB: number;
	/** The Go parts. */
	readonly partsMiB: number;
}

interface Process {
	readonly pid: number;
	readonly own: boolean;
	readonly residentMiB: number;
}

/**
 * The resident memory of one process in MiB with what it shares divided among those who share it (Pss,
 * proc_pid_smaps_rollup(5)): the sum over processes is what they really occupy. A sum of plain resident sets would count
 * Node's own program once for each provider process.
 */
export function proportionalMiB(pid: number | "self"): number {
	return numberIn(`/proc/${pid}/smaps_rollup`, "Pss") / 1024;
}

/**
 * Samples every process of the namespace (its /proc shows no other) and keeps the peaks. The cheap figure is read each
 * time; the exact one, which walks the page tables, only where a new peak is possible.
 */
export class MemoryMeter {
	private readonly peak = { own: { cheap: 0, exact: 0 }, parts: { cheap: 0, exact: 0 } };
	private timer: NodeJS.Timeout | undefined;

	start(everyMs = 250): void {
		this.timer = setInterval(() => this.sample(), everyMs);
		this.timer.unref();
	}

	stop(): void {
		clearInterval(this.timer);
	}

	sample(): void {
		const processes = allPids().flatMap(read);
		for (const group of ["own", "parts"] as const) {
			const members = processes.filter(({ own }) => own === (group === "own"));
			const peak = this.peak[group];
			const cheap = members.reduce((sum, { residentMiB }) => sum + residentMiB, 0);
			if (cheap < peak.cheap * 0.97) continue;
			peak.cheap = Math.max(peak.cheap, cheap);
			const exact = members.reduce((sum, { pid }) => sum + proportionalMiB(pid), 0);
			peak.exact = Math.max(peak.exact, exact);
		}
	}

	peaks(): MemoryPeaks {
		return { ownMiB: Math.round(this.peak.own.exact), partsMiB: Math.round(this.peak.parts.exact) };
	}
}

function read(pid: number): Process[] {
	const file = `/proc/${pid}/status`;
	const resident = numberIn(file, "VmRSS");
	if (resident === 0) return []; // It is gone, or a zombie.
	const name = textOf(file).match(/^Name:\s+(.*)$/m)?.[1] ?? "";
	// Node names its main thread "node" or, since 24, "MainThread".
	return [{ pid, own: /^(node|MainThread|esbuild)/.test(name), residentMiB: resident / 1024 }];
}

function numberIn(file: string, key: string): number {
	return Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(textOf(file))?.[1] ?? "0");
}

function textOf(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return ""; // It ended while we looked.
	}
}
