/** Reads what the checks need: the configuration, and what the stack gave as a user would get it. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { z } from "zod";
import { checkStackFile, readStackFile } from "../../stacks/file";
import { KubernetesClient } from "../kubernetes/client";
import type { CheckContext } from "./check";

const execute = promisify(execFile);

/** What `pulumi stack export --show-secrets` prints, as far as a check reads it. */
export const exportedState = z.object({
	deployment: z.object({
		resources: z.array(
			z.object({ urn: z.string(), type: z.string(), outputs: z.record(z.string(), z.unknown()).default({}) }),
		),
	}),
});

const outputs = z.looseObject({ kubeconfig: z.string(), caCertificate: z.string() });

const clusterOf = z.object({
	clusters: z.tuple([z.object({ cluster: z.object({ "certificate-authority-data": z.string() }) })], z.unknown()),
});

export async function readContext(options: {
	stack: string;
	root: string;
	folder: string;
	/** The executable that made the stack; the built part if left out. */
	pulumi?: string;
}): Promise<CheckContext> {
	const { stack, root, folder } = options;
	// The run's own copy: a kept sandbox whose stack file was edited is judged by what it runs.
	const checked = checkStackFile(readStackFile(path.join(folder, "project", `Pulumi.${stack}.yaml`)));
	if ("faults" in checked) throw new Error(checked.faults.join("\n"));
	const pulumi = options.pulumi ?? process.env.GXP_LAB_PART_PULUMI;
	if (pulumi === undefined) throw new Error("GXP_LAB_PART_PULUMI: not set; checks run inside a sandbox");
	const ask = async (...args: string[]): Promise<unknown> => {
		const { stdout } = await execute(pulumi, [...args, "--stack", stack, "--show-secrets", "--non-interactive"], {
			cwd: path.join(folder, "project"),
			maxBuffer: 256 * 1024 * 1024,
		});
		return JSON.parse(stdout);
	};
	const { kubeconfig, caCertificate } = outputs.parse(await ask("stack", "output", "--json"));
	const { deployment } = exportedState.parse(await ask("stack", "export"));
	const clusterCa = clusterOf.parse(parse(kubeconfig)).clusters[0].cluster["certificate-authority-data"];
	return {
		stack,
		root,
		folder,
		config: checked.config,
		kubeconfig,
		api: new KubernetesClient(kubeconfig),
		clusterCa: Buffer.from(clusterCa, "base64").toString("utf8"),
		labCa: caCertificate,
		state: deployment.resources,
	};
}
