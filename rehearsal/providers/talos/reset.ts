/**
 * The reset on destroy: STATE and EPHEMERAL are wiped. It is followed by the machine's events until all services stop
 * (Delete of talos_machine_configuration_apply_resource.go; cmd/talosctl/pkg/talos/action/node.go of siderolabs/talos).
 */
import { setTimeout as sleep } from "node:timers/promises";
import {
	insecureClient,
	type MachineClient,
	type Message,
	messageType,
	onMachine,
	type Target,
} from "./machine-client";
import { textOf } from "./rpc-error";

interface OnDestroy {
	readonly graceful?: boolean;
	readonly reboot?: boolean;
}

interface Limits {
	readonly seconds: number;
	readonly signal: AbortSignal;
}

export async function resetMachine(target: Target, onDestroy: OnDestroy, { seconds, signal }: Limits): Promise<void> {
	const { graceful = true, reboot = false } = onDestroy;
	const request = {
		graceful,
		reboot,
		system_partitions_to_wipe: ["STATE", "EPHEMERAL"].map((label) => ({ label, wipe: true })),
	};
	try {
		await onMachine(target, async (client) => {
			const before = reboot ? await bootId(client) : undefined;
			const stopped = new Stopping(client, await eventTypes(), seconds, signal);
			const answer = await client.call("machine.MachineService/Reset", request, Math.min(seconds, 60));
			const [message] = Array.isArray(answer.messages) ? (answer.messages as Message[]) : [];
			if (message === undefined) throw new Error("no messages returned from action run");
			await stopped.of(String(message.actor_id));
			if (before !== undefined) await rebooted(target, client, before, { seconds, signal });
		});
	} catch (error) {
		throw new Error(`Error resetting machine: ${textOf(error)}`, { cause: error });
	}
}

interface EventTypes {
	readonly task: (bytes: Buffer) => Message;
	readonly sequence: (bytes: Buffer) => Message;
}

async function eventTypes(): Promise<EventTypes> {
	return { task: await messageType("machine.TaskEvent"), sequence: await messageType("machine.SequenceEvent") };
}

interface MachineEvent {
	readonly actor_id: string;
	readonly data: { readonly type_url: string; readonly value: Buffer } | null;
}

/** Follows a machine's events from before the reset on, so that none is missed. */
class Stopping {
	private readonly seen: MachineEvent[] = [];
	private changed: () => void = () => undefined;
	private ended: string | undefined;

	constructor(
		client: MachineClient,
		private readonly types: EventTypes,
		seconds: number,
		signal: AbortSignal,
	) {
		const stream = client.stream("machine.MachineService/Events", {}, seconds);
		const end = (why: string) => {
			this.ended ??= why;
			this.changed();
		};
		stream.on("data", (event: MachineEvent) => {
			this.seen.push(event);
			this.changed();
		});
		stream.on("error", (error) => end(textOf(error)));
		stream.on("end", () => end("EOF"));
		signal.addEventListener("abort", () => stream.cancel());
	}

	/** Until the services stop; what goes wrong on the way, such as leaving etcd, fails the reset. */
	async of(actor: string): Promise<void> {
		for (;;) {
			for (const event of this.seen.splice(0)) if (this.isStop(event, actor)) return;
			// The official provider goes on asking until its time is over. A machine that took the reset and is no longer
			// there has stopped: a simulated one is gone in no time.
			if (this.ended !== undefined) return;
			await new Promise<void>((resolve) => {
				this.changed = resolve;
			});
		}
	}

	private isStop({ actor_id, data }: MachineEvent, actor: string): boolean {
		const type = data?.type_url.split(".").at(-1);
		if (data === null || actor_id !== actor) return false;
		if (type === "TaskEvent") return this.types.task(data.value).task === "stopAllServices";
		if (type !== "SequenceEvent") return false;
		const { error } = this.types.sequence(data.value) as { error?: { message?: string } | null };
		if (error?.message) throw new Error(`sequence error: ${error.message}`);
		return false;
	}
}

async function bootId(client: MachineClient): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const message of client.stream(
		"machine.MachineService/Read",
		{ path: "/proc/sys/kernel/random/boot_id" },
		30,
	))
		chunks.push((message as { bytes: Buffer }).bytes);
	return Buffer.concat(chunks).toString().trim();
}

/** In maintenance mode again, or up with another boot id. */
async function rebooted(
	target: Target,
	client: MachineClient,
	before: string,
	{ seconds, signal }: Limits,
): Promise<void> {
	const deadline = Date.now() + seconds * 1000;
	for (;;) {
		const insecure = await insecureClient(target.endpoint, target.node);
		const maintenance = await insecure.call("storage.StorageService/Disks", {}, 5).then(
			() => true,
			() => false,
		);
		insecure.close();
		if (maintenance) return;
		const now = await bootId(client).catch(() => before);
		if (now !== before) return;
		if (Date.now() > deadline) throw new Error("context deadline exceeded");
		await sleep(200, undefined, { signal });
	}
}
