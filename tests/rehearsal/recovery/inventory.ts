import { z } from "zod";
import { typescript } from "../../../rehearsal/sandbox/typescript";
import { type RecoveryLab, root } from "./lab";

const found = z.strictObject({
	/** `<id> <name>` of every virtual machine. */
	machines: z.array(z.string()),
	/** When each was made: a machine that is made again has another time. */
	births: z.array(z.string()),
	images: z.array(z.string()),
	/** `<namespace>/<name> v<revision> <status>` */
	releases: z.array(z.string()),
	buckets: z.array(z.string()),
	/** The cluster's own identity: the uid of kube-system. */
	cluster: z.string(),
});

export interface Inventory extends z.output<typeof found> {
	readonly users: string[];
	/** How often an etcd was started as a new cluster in this run. */
	readonly etcdClusters: number;
}

/** What is there, asked of the simulators and the real servers themselves. */
export async function inventory(lab: RecoveryLab): Promise<Inventory> {
	const script = typescript(root, "tests/rehearsal/recovery/inventory.inside.ts");
	const answer = await lab.inside("node", ...script, lab.folder.path);
	return {
		...found.parse(JSON.parse(answer)),
		users: lab.list("pods/minio/data/.minio.sys/config/iam/users"),
		etcdClusters: lab.read("logs/machines.log").split("etcd starts a new cluster").length - 1,
	};
}
