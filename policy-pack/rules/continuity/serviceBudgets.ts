import { controlById } from "../../../controls/catalogue";
import { undecided, violated } from "../../../controls/judgement";
import { interruptible } from "../../../controls/kubernetes/continuity/redundantServices";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at } from "../installed";
import { every, isText, type Known, same } from "../known";
import { selects } from "../selectors";
import { byNamespace, type KubernetesObject, objectsOf } from "./objects";

const control = controlById("BCM-005");

/** BCM-005 over a set of objects: each production service has a PodDisruptionBudget, and it lets one of its pods go. */
export const serviceBudgets: StackRule = {
	id: control.id,
	slug: "service-budgets",
	says: control.says,
	fix: control.fix,
	overObjects: true,
	judge,
};

function judge(resources: readonly Resource[]): StackJudgement[] | undefined {
	const services = objectsOf(resources, "apps/Deployment", "apps/StatefulSet");
	if (services.length === 0) return undefined;
	const budgets = objectsOf(resources, "policy/PodDisruptionBudget");
	const inNamespace = byNamespace(budgets);
	return services.flatMap((service) => judgeService(service, inNamespace(service.namespace)));
}

function judgeService(service: KubernetesObject, budgets: readonly KubernetesObject[]): StackJudgement[] {
	const { resource } = service;
	const excused = every(
		same(at(service.labels, interruptible.label), interruptible.value),
		isText(at(service.annotations, interruptible.annotation)),
	);
	if (excused === true) return [];
	const labels = at(service.spec, "template", "metadata", "labels");
	const own = budgets.map((budget) => ({
		budget,
		guards: every(same(budget.namespace, service.namespace), selects(at(budget.spec, "selector"), labels)),
	}));
	const waiting: StackJudgement = { ...undecided("a disruption budget of it"), resource };
	const found = judgeBudgets(service, own, waiting);
	const decided = found.some(({ outcome }) => outcome === "violated");
	return decided && excused === "unknown" ? [waiting] : found;
}

function judgeBudgets(
	{ resource, spec }: KubernetesObject,
	own: readonly { budget: KubernetesObject; guards: Known }[],
	waiting: StackJudgement,
): StackJudgement[] {
	const guarding = own.filter(({ guards }) => guards === true).length;
	const mayGuard = own.some(({ guards }) => guards === "unknown");
	const blocking = own.flatMap(({ budget, guards }): StackJudgement[] => {
		const blocks = every(guards, isBlocking(budget, at(spec, "replicas") ?? 1));
		if (blocks === true)
			return [{ ...violated("spec", "never lets a pod of its service go"), resource: budget.resource }];
		return guards === true && blocks === "unknown" ? [{ ...undecided("spec"), resource: budget.resource }] : [];
	});
	// The API server evicts no pod that two budgets select (kubernetes v1.36, registry/core/pod/storage/eviction.go).
	if (guarding > 1)
		return [
			...blocking,
			{ ...violated("spec", "has more than one PodDisruptionBudget, so that no node drains"), resource },
		];
	if (mayGuard) return [...blocking, waiting];
	if (guarding === 1) return blocking;
	return [{ outcome: "violated", path: "spec", finding: "no PodDisruptionBudget selects it", resource, missing: true }];
}

/** Whether a budget keeps as many pods as there are; shares of them are rounded up (kubernetes, disruption controller). */
function isBlocking({ spec }: KubernetesObject, replicas: unknown): Known {
	const [least, most] = [at(spec, "minAvailable"), at(spec, "maxUnavailable")];
	if ([least, most, replicas].some(isPulumiUnknown)) return "unknown";
	const count = Number(replicas);
	if (least !== undefined) return pods(least, count) >= count;
	return most !== undefined && pods(most, count) < 1;
}

function pods(value: unknown, count: number): number {
	const share = /^(\d+)%$/.exec(String(value))?.[1];
	return share === undefined ? Number(value) : Math.ceil((Number(share) * count) / 100);
}
