import { PveFailure } from "./failure";

/** A fault to come: the next `times` requests that match are answered with it, before anything is done. */
export interface Fault {
	readonly method?: string;
	/** Matches the path below `/api2/json`. */
	readonly path: RegExp;
	readonly times?: number;
	readonly status?: number;
	readonly message: string;
}

/** Makes the simulator fail on purpose. */
export class Faults {
	private readonly planned: Array<{ readonly fault: Fault; left: number }> = [];

	failNext(fault: Fault): void {
		this.planned.push({ fault, left: fault.times ?? 1 });
	}

	/** What PVE says when a machine's lock file is held for too long (lock_file_full of PVE/Tools.pm). */
	lockTimeout(vmId: number, times = 1): void {
		this.failNext({
			method: "PUT",
			path: new RegExp(`/qemu/${vmId}/`),
			times,
			message: `can't lock file '/var/lock/qemu-server/lock-${vmId}.conf' - got timeout`,
		});
	}

	/** Throws the first fault that is planned for a request. */
	check(method: string, path: string): void {
		const index = this.planned.findIndex(
			({ fault }) => (fault.method === undefined || fault.method === method) && fault.path.test(path),
		);
		const found = this.planned[index];
		if (!found) return;
		found.left--;
		if (found.left === 0) this.planned.splice(index, 1);
		throw new PveFailure(found.fault.message, found.fault.status ?? 500);
	}
}
