import { closeSync, constants, openSync } from "node:fs";
import { basename, dirname } from "node:path";

/**
 * A name for a unix socket that fits: `sun_path` holds 107 bytes (unix(7)), a checkout may lie deeper than that. The
 * folder is opened and named through /proc/self/fd, which the kernel follows for bind and connect alike. Call `close`
 * once the socket is bound or connected.
 */
export function shortSocketPath(path: string): { path: string; close: () => void } {
	const folder = openSync(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
	let open = true;
	return {
		path: `/proc/self/fd/${folder}/${basename(path)}`,
		close: () => {
			if (open) closeSync(folder);
			open = false;
		},
	};
}
