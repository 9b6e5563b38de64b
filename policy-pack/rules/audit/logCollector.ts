import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, chartOf, holdsPlatform, podSpecOf, unknownWithin } from "../installed";
import { type IsOne, isDaemonSetOf, judgeInstalled } from "../judgeInstalled";
import { elements, type Known, some } from "../known";
import { controlPlaneTaint, tolerates } from "../tolerations";

const control = controlById("AUD-002");

/** Images that collect logs on a node; as the last part of their names. */
const images: ReadonlySet<string> = new Set([
	"alloy",
	"promtail",
	"vector",
	"fluent-bit",
	"fluentd",
	"fluentd-kubernetes-daemonset",
	"opentelemetry-collector-k8s",
	"opentelemetry-collector-contrib",
	"filebeat",
]);

/** Charts of collectors: what makes a DaemonSet of them, and where their values have the tolerations. */
const charts: Readonly<Record<string, { mode?: [path: string[], value: string, byDefault: boolean]; at: string[] }>> = {
	alloy: { mode: [["controller", "type"], "daemonset", true], at: ["controller", "tolerations"] },
	promtail: { at: ["tolerations"] },
	vector: { mode: [["role"], "Agent", false], at: ["tolerations"] },
	"fluent-bit": { mode: [["kind"], "DaemonSet", true], at: ["tolerations"] },
	fluentd: { mode: [["kind"], "DaemonSet", true], at: ["tolerations"] },
	"opentelemetry-collector": { mode: [["mode"], "daemonset", false], at: ["tolerations"] },
	filebeat: { at: ["daemonset", "tolerations"] },
};

/**
 * AUD-002 over the stack: a known collector on every node, control plane included, because the API server's audit log lies there.
 * Talos' own destinations carry neither that file nor the pods' logs.
 */
export const logCollector: StackRule = {
	id: control.id,
	slug: "log-collector",
	says: "A collector on every node takes the pods' logs and the API server's audit log away.",
	fix: control.fix,
	overObjects: true,
	judge,
};

function judge(resources: readonly Resource[], stack: Resource): StackJudgement[] | undefined {
	if (!holdsPlatform(resources)) return undefined;
	return judgeInstalled(resources, stack, {
		name: "log collector",
		isOne: (resource) => isCollectorRelease(resource) || isCollectorDaemonSet(resource),
		judge: judgeCollector,
	});
}

function isCollectorRelease(resource: Resource): boolean {
	return Object.hasOwn(charts, chartOf(resource) ?? "");
}

/** A DaemonSet of a collector's image that reads the node's /var/log. */
function isCollectorDaemonSet(resource: Resource): IsOne {
	return isDaemonSetOf(
		resource,
		(image) => images.has(image),
		(spec) => some(elements(spec, "volumes").map(readsLogs)),
	);
}

function readsLogs(volume: unknown): Known {
	const path = at(volume, "hostPath", "path");
	if (isPulumiUnknown(path)) return "unknown";
	return typeof path === "string" && /^\/(var(\/log(\/.*)?)?)?\/?$/.test(path);
}

/** The nodes that a collector leaves out. */
function judgeCollector(resource: Resource): Judgement[] {
	const chart = charts[chartOf(resource) ?? ""];
	if (chart === undefined)
		return judgeTolerations(at(podSpecOf(resource), "tolerations"), "spec.template.spec.tolerations");
	const { values } = resource.properties;
	const path = ["values", ...chart.at].join(".");
	const found = judgeTolerations(at(values, ...chart.at), path);
	if (chart.mode === undefined) return found;
	const [place, expected, byDefault] = chart.mode;
	const mode = at(values, ...place);
	const where = ["values", ...place].join(".");
	const open = unknownWithin(mode, where);
	if (open !== undefined) return [...found, undecided(open)];
	if (mode === expected || (mode === undefined && byDefault)) return found;
	return [...found, violated(where, "does not make it a DaemonSet")];
}

function judgeTolerations(tolerations: unknown, path: string): Judgement[] {
	const tolerated = tolerates(tolerations, controlPlaneTaint);
	if (tolerated === true) return [];
	return [
		tolerated === "unknown"
			? undecided(unknownWithin(tolerations, path) ?? path)
			: violated(path, "do not tolerate the control plane"),
	];
}
