/**
 * Two creates leave traces that their provider's read does not tell apart from success: a bootstrap's read looks at
 * nothing, and a Helm release whose install was cut off stands there as "pending-install" forever.
 */
import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { type ClientConfiguration, onMachine } from "../providers/talos/machine-client";
import type { Doubt, PendingResource } from "./pending";

const execute = promisify(execFile);

const bootstrapInputs = z.object({
	node: z.string(),
	endpoint: z.string().optional(),
	clientConfiguration: z.object({ caCertificate: z.string(), clientCertificate: z.string(), clientKey: z.string() }),
});

const releaseInputs = z.object({ name: z.string(), namespace: z.string() });
const releaseStatus = z.object({ info: z.object({ status: z.string() }) });

/** Whether the machine's etcd has members; right after the call it needs a moment. */
async function etcdAnswers(node: string, endpoint: string, client: ClientConfiguration): Promise<boolean> {
	for (let attempt = 1; ; attempt++) {
		try {
			await onMachine({ endpoint, node, clientConfiguration: client }, (machine) =>
				machine.call("machine.MachineService/EtcdMemberList", {}, 5),
			);
			return true;
		} catch {
			if (attempt === 10) return false;
			await delay(1000);
		}
	}
}

async function bootstrapDoubt({ inputs }: PendingResource): Promise<string | undefined> {
	const { node, endpoint = node, clientConfiguration } = bootstrapInputs.parse(inputs);
	if (await etcdAnswers(node, endpoint, clientConfiguration)) return undefined;
	return `etcd of ${node} has no members`;
}

/** Helm neither finishes nor upgrades such a release ("another operation is in progress"): it is taken away. */
async function releaseDoubt({ inputs }: PendingResource): Promise<string | undefined> {
	const { name, namespace } = releaseInputs.parse(inputs);
	const helm = process.env.GXP_LAB_PART_HELM ?? "helm";
	const status = await execute(helm, ["status", name, "--namespace", namespace, "--output", "json"]).then(
		({ stdout }) => releaseStatus.parse(JSON.parse(stdout)).info.status,
		() => undefined, // No such release, or no cluster: the refresh says which.
	);
	if (status?.startsWith("pending-") !== true) return undefined;
	await execute(helm, ["uninstall", name, "--namespace", namespace, "--wait"]);
	return `Helm left it ${status} and it was uninstalled`;
}

const doubts: Record<string, Doubt> = {
	"talos:machine/bootstrap:Bootstrap": bootstrapDoubt,
	"kubernetes:helm.sh/v3:Release": releaseDoubt,
};

/** `plain` gives the resource's inputs with their secrets readable: they stay in this process. */
export function doubtsWith(plain: (urn: string) => Promise<PendingResource["inputs"]>): Doubt {
	return async (resource) => {
		const doubt = doubts[resource.type];
		return doubt === undefined ? undefined : doubt({ ...resource, inputs: await plain(resource.urn) });
	};
}
