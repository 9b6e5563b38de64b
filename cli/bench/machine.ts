import { cpus, loadavg, totalmem } from "node:os";

/** What a number was measured on. Of a machine that others use too, the load at the end says so. */
export function machine(): { processors: number; model: string; memoryMiB: number; load: number } {
	return {
		processors: cpus().length,
		model: cpus()[0]?.model ?? "",
		memoryMiB: Math.round(totalmem() / 2 ** 20),
		load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
	};
}
