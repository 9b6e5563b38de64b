import { type Case, type RuleCases, resource, type StackCase, type StackRuleCases, unknown } from "../case";
import { controlMessages } from "../controlMessages";
import { interruptible, reference, selector, service } from "./services";

const { fail, notKnown, excepted } = controlMessages("BCM-005");
type Tree = Record<string, unknown>;

const budget = (spec: unknown, namespace = "proof") =>
	resource("kubernetes:policy/v1:PodDisruptionBudget", { metadata: { name: "proof", namespace }, spec }, {}, "budget");
const bounds = (least: unknown, most?: unknown, more: Tree = { selector }) =>
	budget({
		...more,
		...(least === undefined ? {} : { minAvailable: least }),
		...(most === undefined ? {} : { maxUnavailable: most }),
	});
const ofBudget = controlMessages("BCM-005", "budget");
const some = (member: string): string => `spec.${member} must let some pods go, and not all of them`;

export const disruptionBudgets: RuleCases = {
	policy: "bcm-005-disruption-budgets",
	compliant: [
		{ says: "one pod that may go", resource: bounds(undefined, 1), messages: [] },
		{ says: "half of them that stay", resource: bounds("50%"), messages: [] },
	],
	violating: [
		...[0, "0%", "00%"].map(
			(most): Case => ({
				says: `no pod that may go: ${JSON.stringify(most)}`,
				resource: bounds(undefined, most),
				messages: [ofBudget.fail(some("maxUnavailable"))],
			}),
		),
		{ says: "all that stay", resource: bounds("100%"), messages: [ofBudget.fail(some("minAvailable"))] },
		{
			says: "more than all that stay",
			resource: bounds("150%"),
			messages: [ofBudget.fail(some("minAvailable"))],
		},
		...[0, "0%"].map(
			(least): Case => ({
				says: `none that stays: ${JSON.stringify(least)}`,
				resource: bounds(least),
				messages: [ofBudget.fail(some("minAvailable"))],
			}),
		),
		{ says: "all that may go", resource: bounds(undefined, "100%"), messages: [ofBudget.fail(some("maxUnavailable"))] },
	],
	absent: [{ says: "neither bound", resource: bounds(undefined), messages: [ofBudget.fail(some("maxUnavailable"))] }],
	nearMiss: [
		{ says: "nearly all that stay", resource: bounds("99%"), messages: [] },
		{ says: "a hundred pods that stay", resource: bounds(100), messages: [] },
		{ says: "ten pods that may go", resource: bounds(undefined, 10), messages: [] },
	],
	otherKind: [
		resource("kubernetes:apps/v1:DaemonSet", { spec: {} }),
		resource("kubernetes:example.org/v1:PodDisruptionBudget", {}),
	],
	unknown: {
		alone: [
			{ says: "an unknown bound", resource: bounds(unknown), messages: [ofBudget.notKnown("spec.minAvailable")] },
		],
		besideViolation: [
			{
				says: "an unknown selector beside no pod that may go",
				resource: bounds(undefined, 0, { selector: unknown }),
				messages: [ofBudget.fail(some("maxUnavailable"))],
			},
		],
	},
	excepted: {
		resource: bounds(undefined, 0),
		...ofBudget.excepted(
			{ apiVersion: "policy/v1", kind: "PodDisruptionBudget", namespace: "proof", name: "proof" },
			"spec",
			some("maxUnavailable"),
		),
	},
};

const unguarded = "no PodDisruptionBudget selects it";
const blocking = "spec never lets a pod of its service go";
const guarded = (least: unknown, most: unknown, replicas: unknown, says: string): StackCase => ({
	says,
	resources: [service({ replicas }), bounds(least, most)],
	messages: [ofBudget.fail(blocking)],
});

export const serviceBudgets: StackRuleCases = {
	policy: "bcm-005-service-budgets",
	compliant: [{ says: "a service and its budget", resources: [service(), bounds(1)], messages: [] }],
	violating: [
		{ says: "a service without a budget", resources: [service()], messages: [fail(unguarded)] },
		guarded(2, undefined, 2, "a budget that keeps as many as there are"),
		guarded("51%", undefined, 2, "a share that is rounded up to all"),
		guarded(undefined, 0, 3, "a budget that lets none go"),
		{
			says: "a budget of other pods",
			resources: [service(), bounds(1, undefined, { selector: { matchLabels: { app: "proof", tier: "a" } } })],
			messages: [fail(unguarded)],
		},
		{
			says: "two budgets, of which the API server lets no pod go",
			resources: [service(), bounds(1), bounds(undefined, 1)],
			messages: [fail("spec has more than one PodDisruptionBudget, so that no node drains")],
		},
		{
			says: "a budget in another namespace",
			resources: [service(), budget({ minAvailable: 1, selector }, "other")],
			messages: [fail(unguarded)],
		},
		{
			says: "a service that would be excused with a reason",
			resources: [service({}, undefined, { labels: interruptible.labels })],
			messages: [fail(unguarded)],
		},
	],
	absent: [
		{
			says: "a budget without a selector",
			resources: [service(), bounds(1, undefined, {})],
			messages: [fail(unguarded)],
		},
	],
	nearMiss: [
		{
			says: "a second budget of other pods",
			resources: [service(), bounds(1), bounds(1, undefined, { selector: { matchLabels: { app: "other" } } })],
			messages: [],
		},
		{ says: "half of two", resources: [service(), bounds("50%")], messages: [] },
		{
			says: "a selector by expression",
			resources: [
				service(),
				bounds(undefined, 1, { selector: { matchExpressions: [{ key: "app", operator: "In", values: ["proof"] }] } }),
			],
			messages: [],
		},
		{ says: "a service that may be down", resources: [service({ replicas: 1 }, {}, interruptible)], messages: [] },
	],
	otherKind: [{ says: "a budget alone", resources: [bounds(1)], messages: [] }],
	unknown: {
		alone: [
			{
				says: "a budget of unknown pods",
				resources: [service(), bounds(1, undefined, { selector: unknown })],
				messages: [notKnown("a disruption budget of it")],
			},
		],
		besideViolation: [
			{
				says: "a budget of unknown pods in another namespace",
				resources: [service(), budget({ minAvailable: 1, selector: unknown }, "other")],
				messages: [fail(unguarded)],
			},
		],
	},
	excepted: { resources: [service()], ...excepted(reference, "spec", unguarded) },
};
