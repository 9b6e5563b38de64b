import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";
import { neverComes } from "./neverComes";

const control = controlById("BCM-003");

/** The label by which a CronJob says that it takes etcd's snapshots. */
export const snapshotLabel = { key: "app.kubernetes.io/component", value: "etcd-snapshot" } as const;

const pod = "object.?spec.?jobTemplate.?spec.?template.?spec";
const other = `object.metadata.?labels[?"${snapshotLabel.key}"].orValue("") != "${snapshotLabel.value}"`;
const lists = [`${pod}.?initContainers.orValue([])`, `${pod}.?containers.orValue([])`];

/** Whether a text of a container (its command, its arguments, the value of a variable) matches. */
const says = (pattern: string): string =>
	["command", "args"]
		.map((list) => `container.?${list}.orValue([]).exists(text, text.matches("${pattern}"))`)
		.concat(`container.?env.orValue([]).exists(variable, variable.?value.orValue("").matches("${pattern}"))`)
		.join(" || ");
const anyOf = (pattern: string): string =>
	lists.map((list) => `${list}.exists(container, ${says(pattern)})`).join(" || ");

const namesNone = (pattern: string): string =>
	["command", "args"]
		.map((list) => `container.?${list}.orValue([]).all(text, !text.matches("${pattern}"))`)
		.concat(`container.?env.orValue([]).all(variable, !variable.?value.orValue("").matches("${pattern}"))`)
		.join(" && ");

/** A recipient of age (filippo.io/age: `age1` and 58 letters of Bech32). Its key opens the snapshot, and is not here. */
const recipient = "age1[02-9ac-hj-np-z]{58}";
const remote = "(https|s3|sftp|ssh)://[^/ ]";
/** A name of one word, of a Service or of the loopback, also after credentials and before a port or a final dot. */
const inside =
	"(https?|sftp|ssh)://([^/@ ]*@)?(localhost|127[.][0-9.]+|0[.]0[.]0[.]0|\\\\[::1?\\\\]|[^/.:@ ]+|[^/:@ ]*[.](svc|svc[.]cluster[.]local|cluster[.]local))[.]?(:[0-9]+)?(/|[?# ]|$)";

/**
 * BCM-003: the CronJob that takes the snapshots, by its label. It is encrypted for a recipient that the job states, and every
 * address that it states is outside the cluster. That there is such a job at all, the whole stack says.
 */
export const etcdSnapshots: KubernetesRule = {
	id: control.id,
	slug: "etcd-snapshots",
	says: control.says,
	why: control.why,
	fix: control.fix,
	applies: objects({ cronjobs: [kind("batch/v1", "CronJob", "cronjobs")] }),
	cel: [
		`(${other} || object.?spec.?suspend.orValue(false) == false)`,
		// Each job would be made, and no pod of it.
		`(${other} || object.?spec.?jobTemplate.?spec.?suspend.orValue(false) == false)`,
		`(${other} || object.?spec.?jobTemplate.?spec.?parallelism.orValue(1) > 0)`,
		`(${other} || !object.?spec.?schedule.orValue("").matches(${JSON.stringify(neverComes)}))`,
		`(${other} || ${anyOf(recipient)})`,
		`(${other} || ${anyOf(remote)})`,
		...lists.map((list) => `(${other} || ${list}.all(container, ${namesNone(inside)}))`),
	].join(" && "),
	finding: (path) =>
		/\.(suspend|parallelism|schedule)$/.test(path)
			? `${path} stops the snapshots`
			: `${path} must encrypt for an age recipient and send to an address outside the cluster`,
};
