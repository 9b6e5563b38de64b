/** Starting and stopping (vmStart, vmShutdown, vmStop, vmPowerTracker of proxmoxtf/resource/vm/vm.go). */
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, messageOf, record } from "./client";

const pollMilliseconds = 100;

async function status(client: Client, machine: string, signal: AbortSignal): Promise<unknown> {
	return record(await client.call("GET", `${machine}/status/current`, {}, signal)).status;
}

async function waitForStatus(client: Client, machine: string, wanted: string, signal: AbortSignal): Promise<void> {
	while ((await status(client, machine, signal)) !== wanted) await sleep(pollMilliseconds, undefined, { signal });
}

/** Starts a machine unless it runs. */
export async function start(
	client: Client,
	machine: string,
	timeoutSeconds: number,
	signal: AbortSignal,
): Promise<void> {
	if ((await status(client, machine, signal)) !== "stopped") return;
	const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutSeconds * 1000)]);
	try {
		await client.wait(
			await client.call("POST", `${machine}/status/start`, { timeout: String(timeoutSeconds) }, limit),
			limit,
		);
	} catch (error) {
		if (!messageOf(error).includes("already running")) throw error;
	}
	await waitForStatus(client, machine, "running", limit);
}

export async function stop(client: Client, machine: string, signal: AbortSignal): Promise<void> {
	if ((await status(client, machine, signal)) === "stopped") return;
	await client.wait(await client.call("POST", `${machine}/status/stop`, {}, signal), signal);
	await waitForStatus(client, machine, "stopped", signal);
}

/** Shuts down through the guest agent where there is one, and pulls the plug where there is none. Says whether it did. */
export async function ensureStopped(
	client: Client,
	machine: string,
	timeoutSeconds: number,
	signal: AbortSignal,
): Promise<boolean> {
	if ((await status(client, machine, signal)) === "stopped") return false;
	if (await agentEnabled(client, machine, signal)) {
		const form = { forceStop: "1", timeout: String(timeoutSeconds) };
		await client.wait(await client.call("POST", `${machine}/status/shutdown`, form, signal), signal);
		await waitForStatus(client, machine, "stopped", signal);
	} else {
		await stop(client, machine, signal);
	}
	return true;
}

export async function agentEnabled(client: Client, machine: string, signal: AbortSignal): Promise<boolean> {
	const config = record(await client.call("GET", `${machine}/config`, {}, signal));
	return /^(1\b|.*enabled=1)/.test(String(config.agent ?? ""));
}
