import { setTimeout as sleep } from "node:timers/promises";

/**
 * Tries until it works. `attempt` throws with the reason why not yet; the last reason is in the error when the time is
 * over, and is told every ten seconds, so that nobody watches a silent wait.
 */
export async function waitFor<T>(what: string, timeoutSeconds: number, attempt: () => Promise<T>): Promise<T> {
	const end = Date.now() + timeoutSeconds * 1000;
	let told = Date.now();
	for (;;) {
		try {
			return await attempt();
		} catch (cause) {
			const reason = cause instanceof Error ? cause.message : String(cause);
			if (Date.now() >= end) {
				throw new Error(`${what}: not so after ${timeoutSeconds} s; the last answer was: ${reason}`, { cause });
			}
			if (Date.now() - told >= 10_000) {
				told = Date.now();
				console.info(`waiting for ${what}, ${Math.round((end - told) / 1000)} s left: ${reason}`);
			}
			await sleep(250);
		}
	}
}
