import { z } from "zod";

/** A fault of the Proxmox simulator as it comes over the control socket: the path is the source of an expression. */
export const proxmoxFault = z
	.strictObject({
		method: z.string().optional(),
		path: z.string(),
		times: z.number().int().positive().optional(),
		status: z.number().int().optional(),
		message: z.string(),
	})
	.transform(({ method, path, times, status, message }) => ({
		path: new RegExp(path),
		message,
		...(method === undefined ? {} : { method }),
		...(times === undefined ? {} : { times }),
		...(status === undefined ? {} : { status }),
	}));
