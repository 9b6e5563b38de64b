import { controlById } from "../../../controls/catalogue";
import { undecided, violated } from "../../../controls/judgement";
import { etcdSnapshots, snapshotLabel } from "../../../controls/kubernetes/continuity/etcdSnapshots";
import { judgeObject } from "../../../controls/kubernetes/judge";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, podSpecOf } from "../installed";
import { elements, same, some } from "../known";
import { type KubernetesObject, objectsOf } from "./objects";
import { type OwnAddresses, ownAddresses } from "./ownAddresses";

const control = controlById("BCM-003");

/**
 * BCM-003 over the whole stack: where it makes a control plane, a CronJob takes etcd's snapshots and sends them to no address
 * that the stack itself serves. What the job itself says, its own rule judges. A set of manifests alone does not tell whether
 * there is an etcd to be backed up.
 */
export const snapshotJob: StackRule = {
	id: control.id,
	slug: "snapshot-job",
	says: control.says,
	fix: control.fix,
	overObjects: false,
	judge,
};

const controlPlane = ["talos:machine/bootstrap:Bootstrap", "talos:machine/secrets:Secrets"];

function judge(resources: readonly Resource[], stack: Resource): StackJudgement[] | undefined {
	if (!resources.some(({ type }) => controlPlane.includes(type))) return undefined;
	const own = ownAddresses(resources);
	const jobs = objectsOf(resources, "batch/CronJob");
	const labelled = jobs.map((job) => ({ job, is: same(at(job.labels, snapshotLabel.key), snapshotLabel.value) }));
	const found = labelled.flatMap(({ job, is }) => (is === true ? judgeJob(job, own) : []));
	if (labelled.some(({ is }) => is === true)) return found;
	if (labelled.some(({ is }) => is === "unknown")) return [{ ...undecided("etcd snapshots"), resource: stack }];
	return [{ ...violated("etcd snapshots", "are taken by no CronJob"), resource: stack }];
}

function judgeJob({ resource }: KubernetesObject, own: OwnAddresses): StackJudgement[] {
	const kind = { apiVersion: "batch/v1", kind: "CronJob" };
	const texts = textsOf(resource);
	const inside = some(texts.flatMap(hostsIn).map((host) => own.has(host)));
	if (inside === true)
		return [{ ...violated("spec", "sends the snapshots to an address that this stack serves"), resource }];
	// A job that its own rule finds something in is that rule's finding; here it only does not count as outside.
	const held = judgeObject(etcdSnapshots, kind, resource.properties, isPulumiUnknown) ?? [];
	const open = inside === "unknown" || texts.some(isPulumiUnknown);
	return open || held.some(({ outcome }) => outcome === "undecided") ? [{ ...undecided("spec"), resource }] : [];
}

/** What the containers are told: their commands, arguments and variables. */
function textsOf(resource: Resource): unknown[] {
	const pod = podSpecOf(resource);
	return ["initContainers", "containers"]
		.flatMap((list) => elements(pod, list))
		.flatMap((container) => [
			...elements(container, "command"),
			...elements(container, "args"),
			...elements(container, "env").map((variable) => at(variable, "value")),
		]);
}

/** The hosts of every address in a text. */
function hostsIn(text: unknown): string[] {
	if (typeof text !== "string") return [];
	const found = text.matchAll(/[a-z][a-z0-9+.-]*:\/\/(?:[^/@\s]*@)?(\[[^\]]+\]|[^/:@\s?#]+)/gi);
	return [...found].map(([, host = ""]) => host.toLowerCase().replace(/\.$/, ""));
}
