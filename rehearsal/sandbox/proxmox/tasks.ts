import { messageOf, PveFailure } from "./failure";

export interface Task {
	readonly upid: string;
	readonly node: string;
	readonly pid: number;
	readonly pstart: number;
	readonly starttime: number;
	readonly type: string;
	readonly id: string;
	readonly user: string;
	readonly log: string[];
	endtime?: number;
	exitStatus?: string;
}

export type Worker = (log: (line: string) => void) => void | Promise<void>;

/**
 * Work that outlives its request. A task is known by its UPID,
 * `UPID:<node>:<pid>:<start of the process>:<start>:<type>:<id>:<user>:` with hexadecimal numbers
 * (upid_encode of PVE/Tools.pm, proxmox/pve-common), and ends with the status `OK` or the message of what failed.
 */
export class Tasks {
	private readonly tasks = new Map<string, Task>();
	private readonly working = new Set<Promise<void>>();
	private nextPid = 1000;

	constructor(
		private readonly clock: () => Date,
		private readonly ended: () => void,
	) {}

	/** `fork_worker`: starts the work after the answer has been given. */
	start(node: string, type: string, id: string, user: string, work: Worker): string {
		const pid = this.nextPid++;
		const starttime = Math.floor(this.clock().getTime() / 1000);
		const pstart = pid * 100;
		const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, "0");
		const upid = `UPID:${node}:${hex(pid)}:${hex(pstart)}:${hex(starttime)}:${type}:${id}:${user}:`;
		const task: Task = { upid, node, pid, pstart, starttime, type, id, user, log: [] };
		this.tasks.set(upid, task);
		const running = this.run(task, work).finally(() => this.working.delete(running));
		this.working.add(running);
		return upid;
	}

	private async run(task: Task, work: Worker): Promise<void> {
		await new Promise((resolve) => setImmediate(resolve));
		try {
			await work((line) => task.log.push(line));
			task.log.push("TASK OK");
			task.exitStatus = "OK";
		} catch (error) {
			const message = messageOf(error);
			task.log.push(`TASK ERROR: ${message}`);
			task.exitStatus = message.replaceAll("\n", " ");
		}
		task.endtime = Math.floor(this.clock().getTime() / 1000);
		this.ended();
	}

	get(node: string, upid: string): Task {
		if (!/^UPID:[^:]+:[0-9A-F]{8}:[0-9A-F]{8,9}:[0-9A-F]{8}:[^:]+:[^:]*:[^:]+:$/.test(upid))
			throw new PveFailure("Parameter verification failed.", 400, { upid: `unable to parse worker upid '${upid}'` });
		const task = this.tasks.get(upid);
		if (task?.node !== node) throw new PveFailure("no such task");
		return task;
	}

	list(node?: string): Task[] {
		return [...this.tasks.values()].filter((task) => node === undefined || task.node === node).reverse();
	}

	/** Until all that was started has ended: for a stop of the simulator, and for tests. */
	async settled(): Promise<void> {
		while (this.working.size > 0) await Promise.all(this.working);
	}
}

export function taskStatus(task: Task): Record<string, string | number> {
	const { upid, node, pid, pstart, starttime, type, id, user } = task;
	const status =
		task.exitStatus === undefined ? { status: "running" } : { status: "stopped", exitstatus: task.exitStatus };
	return { upid, node, pid, pstart, starttime, type, id, user, ...status };
}
