import { z } from "zod";

/**
 * What is said on a sandbox's control socket: HTTP on `<folder>/control.sock`.
 *
 *   GET  /status            one SandboxStatus
 *   POST /run   RunRequest  a command inside; answers NDJSON of RunEvent until it ends; hanging up kills its session
 *   POST /signal Signal     to a running command or a part, whole process group
 *   POST /fault Fault       tells a simulator to fail
 *   POST /unprotect         takes the hardware's own protection off, and says of what: a teardown asks for it
 *   POST /shutdown          stops the parts, answers, and ends the namespace
 */
export const runRequest = z.strictObject({
	/** Shown in the status: "preview", "checks". Two commands with one name do not run side by side. */
	name: z.string().min(1),
	/** `node` as the first word means the Node that runs the sandbox. */
	argv: z.array(z.string()).min(1),
	env: z.record(z.string(), z.string()).optional(),
	cwd: z.string().optional(),
});
export type RunRequest = z.output<typeof runRequest>;

export const runEvent = z.discriminatedUnion("type", [
	z.strictObject({ type: z.literal("started"), pid: z.number() }),
	z.strictObject({ type: z.literal("stdout"), line: z.string() }),
	z.strictObject({ type: z.literal("stderr"), line: z.string() }),
	z.strictObject({ type: z.literal("exit"), code: z.number().nullable(), signal: z.string().nullable() }),
]);
export type RunEvent = z.output<typeof runEvent>;

export const signalRequest = z.strictObject({
	/** Name of a running command or of a part. */
	target: z.string(),
	signal: z.enum(["SIGTERM", "SIGKILL", "SIGSTOP", "SIGCONT", "SIGINT"]),
});

export const faultRequest = z.strictObject({
	/** "proxmox", "talos", … */
	target: z.string(),
	fault: z.unknown(),
});

/** A sentence for each thing that was protected. */
export const unprotected = z.array(z.string());

export const sandboxStatus = z.strictObject({
	id: z.string(),
	stack: z.string(),
	state: z.enum(["starting", "ready"]),
	parts: z.array(z.strictObject({ name: z.string(), pid: z.number().optional(), exited: z.string().optional() })),
	running: z.array(z.strictObject({ name: z.string(), pid: z.number() })),
	addresses: z.array(z.string()),
	/** What a stand-in did in place of the real thing, in a sentence each. */
	simulated: z.array(z.string()),
	peakRssMiB: z.number(),
	partsRssMiB: z.number(),
});
export type SandboxStatus = z.output<typeof sandboxStatus>;
