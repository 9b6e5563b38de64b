/**
 * Two kinds leave traces that their provider's read does not tell apart from success: a bootstrap's read looks at
 * nothing, and a Helm release that was cut off stands there as "pending-install" or "pending-upgrade" forever.
 */
import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";
import type { ClientConfiguration } from "../providers/talos/machine-client";
import type { Doubt, PendingResource } from "./pending";

const execute = promisify(execFile);

const bootstrapInputs = z.object({
	node: z.string(),
	endpoint: z.string().optional(),
	clientConfiguration: z.object({ caCertificate: z.string(), clientCertificate: z.string(), clientKey: z.string() }),
});

const releaseInputs = z.object({ name: z.string(), namespace: z.string() });
const releaseStatus = z.object({ info: z.object({ status: z.string() }) });

/** How often etcd is asked, and the milliseconds between. */
export interface Patience {
	readonly attempts: number;
	readonly pause: number;
}

/** Whether the machine's etcd has members; right after the call it needs a moment. */
async function etcdAnswers(
	{ attempts, pause }: Patience,
	node: string,
	endpoint: string,
	client: ClientConfiguration,
): Promise<boolean> {
	// Loaded here: it is for `recover` alone, and a quarter of what every step loads.
	const { onMachine } =
		require("../providers/talos/machine-client") as typeof import("../providers/talos/machine-client");
	for (let attempt = 1; ; attempt++) {
		try {
			await onMachine({ endpoint, node, clientConfiguration: client }, (machine) =>
				machine.call("machine.MachineService/EtcdMemberList", {}, 5),
			);
			return true;
		} catch {
			if (attempt === attempts) return false;
			await delay(pause);
		}
	}
}

async function bootstrapDoubt({ inputs }: PendingResource, patience: Patience): Promise<string | undefined> {
	const { node, endpoint = node, clientConfiguration } = bootstrapInputs.parse(inputs);
	if (await etcdAnswers(patience, node, endpoint, clientConfiguration)) return undefined;
	return `etcd of ${node} has no members`;
}

async function helm(...args: string[]): Promise<string> {
	const { stdout } = await execute(process.env.GXP_LAB_PART_HELM ?? "helm", args);
	return stdout;
}

/** Undefined where Helm knows no such release (pkg/storage/driver: "release: not found"). */
async function statusOf(name: string, namespace: string): Promise<string | undefined> {
	try {
		const said = await helm("status", name, "--namespace", namespace, "--output", "json");
		return releaseStatus.parse(JSON.parse(said)).info.status;
	} catch (cause) {
		const failure = z.object({ stderr: z.string() }).safeParse(cause);
		if (!failure.success) throw cause;
		if (failure.data.stderr.includes("not found")) return undefined;
		throw new Error(`helm status ${namespace}/${name}: ${failure.data.stderr.trim()}`, { cause });
	}
}

/**
 * Helm neither finishes nor upgrades such a release ("another operation is in progress"): what was being installed is taken
 * away, what was being upgraded goes back to what it was. One that failed before Pulumi heard of it is taken away too: read
 * as it is, nothing would ever install it.
 */
async function releaseDoubt({ inputs }: PendingResource, operation: string): Promise<string | undefined> {
	const { name, namespace } = releaseInputs.parse(inputs);
	const status = await statusOf(name, namespace);
	if (operation === "creating" && (status?.startsWith("pending-") === true || status === "failed")) {
		await helm("uninstall", name, "--namespace", namespace, "--wait");
		return `Helm left it ${status} and it was uninstalled`;
	}
	if (status === "pending-upgrade" || status === "pending-rollback") {
		await helm("rollback", name, "--namespace", namespace, "--wait");
		return `Helm left it ${status} and it was rolled back`;
	}
	return undefined;
}

/** `plain` gives the resource's inputs with their secrets readable: they stay in this process. */
export function doubtsWith(
	plain: (urn: string) => Promise<PendingResource["inputs"]>,
	patience: Patience = { attempts: 10, pause: 1000 },
): Doubt {
	return async (resource, operation) => {
		const open = async () => ({ ...resource, inputs: await plain(resource.urn) });
		switch (resource.type) {
			case "talos:machine/bootstrap:Bootstrap":
				// A change of it does nothing to the machine.
				return operation === "creating" ? bootstrapDoubt(await open(), patience) : undefined;
			case "kubernetes:helm.sh/v3:Release":
				return operation === "deleting" ? undefined : releaseDoubt(await open(), operation);
			default:
				return undefined;
		}
	};
}
