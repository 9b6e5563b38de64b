/** Repeating a call until it succeeds (retry.RetryContext of terraform-plugin-sdk, as pkg/talos uses it). */
import { setTimeout as sleep } from "node:timers/promises";
import { status } from "@grpc/grpc-js";
import { seconds } from "../proxmoxve/duration";
import { codeOf, textOf } from "./rpc-error";

const firstPause = 100;
const longestPause = 2000;

/**
 * Calls until it succeeds, or the time is over, or the machine says that the request itself is wrong (InvalidArgument);
 * then throws `<what>: <the last error>`. The official provider starts with pauses of half a second.
 */
export async function untilItSucceeds<T>(
	what: string,
	timeout: number,
	signal: AbortSignal,
	call: () => Promise<T>,
): Promise<T> {
	const deadline = Date.now() + timeout * 1000;
	for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
		try {
			return await call();
		} catch (error) {
			const over = Date.now() + pause > deadline;
			if (over || signal.aborted || codeOf(error) === status.INVALID_ARGUMENT)
				throw new Error(`${what}: ${textOf(error)}`, { cause: error });
		}
		await sleep(pause, undefined, { signal });
	}
}

/** The seconds of one of a resource's `timeouts`; ten minutes where it is not given. */
export function timeoutOf(given: string | undefined, name: string): number {
	if (given === undefined) return 600;
	const found = seconds(given);
	if (found === undefined)
		throw new Error(`timeouts.${name}: ${given} is no duration; it must be one like 10m or 1h30m`);
	return found;
}
