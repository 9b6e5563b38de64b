import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Network } from "../cluster/host";

const run = promisify(execFile);

/** Puts addresses on the loopback device of this network namespace with `ip` (iproute2): only inside the sandbox. */
export const loopback: Network = {
	async addAddress(address) {
		await run("ip", ["addr", "replace", `${address}/32`, "dev", "lo"]);
	},
	async removeAddress(address) {
		await run("ip", ["addr", "del", `${address}/32`, "dev", "lo"]).catch((cause: Error) => {
			if (!cause.message.includes("Cannot assign requested address")) throw cause;
		});
	},
};
