/**
 * The ways in which Proxmox VE says no. Each becomes a status line, and a JSON body with `message` and, for
 * parameters, an `errors` map (PVE/Exception.pm of proxmox/pve-common; APIServer/Formatter/Standard.pm of
 * proxmox/pve-http-server).
 */
export class PveFailure extends Error {
	constructor(
		message: string,
		readonly status = 500,
		readonly errors: Readonly<Record<string, string>> = {},
	) {
		super(message);
	}
}

/** `raise_param_exc`: one message for each parameter at fault. */
export function parameterFailure(errors: Readonly<Record<string, string>>): PveFailure {
	return new PveFailure("Parameter verification failed.", 400, errors);
}

/** `raise_perm_exc`: the path and the privilege, or nothing where PVE tried alternatives (an `or` check). */
export function permissionFailure(what?: string): PveFailure {
	return new PveFailure(what === undefined ? "Permission check failed" : `Permission check failed (${what})`, 403);
}

/** The message of anything thrown, as a task's exit status shows it: one line. */
export function messageOf(error: unknown): string {
	return (error instanceof Error ? error.message : String(error)).trimEnd();
}
