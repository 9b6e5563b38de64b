/**
 * A named simulator of one effect that a rehearsal cannot have for real: it follows a kind of object and does for each
 * what the absent controller would. Level-triggered: it looks at what is there now, and a pass that cannot be finished
 * yet is made again.
 */
import type { KubernetesClient, KubernetesObject } from "../../kubernetes/client";

export interface Effect {
	/** What stands for what, for the list `simulated` of a run. */
	readonly simulates: string;
	/** Collections to follow, by API path. */
	readonly collections: readonly string[];
	/** Called for each object that is there; throws `NotYet` where something it needs is missing. */
	reconcile(object: KubernetesObject, collection: string): Promise<void>;
	/** Called when an object is gone. */
	removed?(object: KubernetesObject, collection: string): Promise<void>;
}

/** Something that a pass needs is not there; the pass is made again. */
export class NotYet extends Error {}

const key = (collection: string, object: KubernetesObject) =>
	`${collection} ${object.metadata.namespace ?? ""}/${object.metadata.name}`;

/** Runs one effect until aborted. One object at a time: the simulators are small and order is easier to trust. */
export async function runEffect(
	effect: Effect,
	api: KubernetesClient,
	signal: AbortSignal,
	log: (line: string) => void,
): Promise<void> {
	const queue = new Map<string, () => Promise<void>>();
	const nobody = () => {};
	const wake = { now: nobody };
	/** Until there is work, at most this long. What waits is taken away whichever ends it: there is much to be woken for. */
	const idle = (milliseconds: number) =>
		new Promise<void>((resolve) => {
			if (signal.aborted) return resolve();
			const done = () => {
				wake.now = nobody;
				clearTimeout(timer);
				signal.removeEventListener("abort", done);
				resolve();
			};
			const timer = setTimeout(done, milliseconds);
			signal.addEventListener("abort", done);
			wake.now = done;
		});
	for (const collection of effect.collections) {
		const enqueue = (work: (object: KubernetesObject) => Promise<void>) => (object: KubernetesObject) => {
			queue.set(key(collection, object), () => work(object));
			wake.now();
		};
		void api.follow(collection, signal, {
			changed: enqueue((object) => effect.reconcile(object, collection)),
			deleted: enqueue(async (object) => effect.removed?.(object, collection)),
		});
	}
	const told = new Map<string, string>();
	while (!signal.aborted) {
		const postponed: [string, () => Promise<void>][] = [];
		for (const [name, work] of queue) {
			queue.delete(name);
			try {
				await work();
				told.delete(name);
			} catch (cause) {
				const reason = cause instanceof Error ? cause.message : String(cause);
				if (told.get(name) !== reason) log(`${effect.simulates}: ${name}: ${reason}`);
				told.set(name, reason);
				postponed.push([name, work]);
			}
		}
		// Work that came in meanwhile is newer than what was postponed.
		for (const [name, work] of postponed) if (!queue.has(name)) queue.set(name, work);
		if (queue.size === 0 || postponed.length === queue.size) await idle(postponed.length > 0 ? 300 : 60_000);
	}
}
