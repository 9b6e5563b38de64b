import { type Case, type RuleCases, resource, unknown } from "../case";
import { controlMessages } from "../controlMessages";

const { fail, notKnown, excepted } = controlMessages("ACC-003");
const role = (aggregationRule: unknown) =>
	resource("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", {
		metadata: { name: "proof" },
		...(aggregationRule === undefined ? {} : { aggregationRule }),
		rules: [],
	});
const of = (...clusterRoleSelectors: unknown[]) => role({ clusterRoleSelectors });
const taken = (i = 0): string =>
	`aggregationRule.clusterRoleSelectors[${i}].matchExpressions takes roles that nobody listed, those with every right among them`;
const part = (path: string): string =>
	`aggregationRule.clusterRoleSelectors[0].${path} takes roles that nobody listed, those with every right among them`;
const named = { matchLabels: { "gxp-lab.io/aggregate-to-reader": "true" } };
const expression = (key: string, operator: string, values?: string[]) => ({
	matchExpressions: [{ key, operator, ...(values && { values }) }],
});
const bootstrapping = "kubernetes.io/bootstrapping";

export const namedAggregations: RuleCases = {
	policy: "acc-003-named-aggregations",
	compliant: [{ says: "roles by a label of their own", resource: of(named), messages: [] }],
	violating: [
		...(
			[
				["every role", {}],
				["every role, by empty members", { matchLabels: {}, matchExpressions: [] }],
				["every role of Kubernetes", { matchLabels: { [bootstrapping]: "rbac-defaults" } }],
				["every role of Kubernetes, by an expression", expression(bootstrapping, "In", ["rbac-defaults"])],
				["every role without a label", expression("app", "DoesNotExist")],
				["every role but some", expression("app", "NotIn", ["a"])],
			] as const
		).map(([says, selector]): Case => ({ says, resource: of(selector), messages: [fail(taken())] })),
		...["admin", "edit"].map(
			(name): Case => ({
				says: `the parts of ${name}`,
				resource: of({ matchLabels: { [`rbac.authorization.k8s.io/aggregate-to-${name}`]: "true" } }),
				messages: [fail(part(`matchLabels[rbac.authorization.k8s.io/aggregate-to-${name}]`))],
			}),
		),
		{
			says: "the parts of edit, by an expression beside a label",
			resource: of({ ...named, ...expression("rbac.authorization.k8s.io/aggregate-to-edit", "In", ["true"]) }),
			messages: [fail(part("matchExpressions[0].operator"))],
		},
		{
			says: "the parts of admin, whatever the label's value",
			resource: of({ ...named, ...expression("rbac.authorization.k8s.io/aggregate-to-admin", "Exists") }),
			messages: [fail(part("matchExpressions[0].operator"))],
		},
		{ says: "every role beside some", resource: of(named, {}), messages: [fail(taken(1))] },
	],
	absent: [
		{ says: "no aggregation", resource: role(undefined), messages: [] },
		{ says: "an aggregation of nothing", resource: role({}), messages: [] },
	],
	nearMiss: [
		{
			says: "some of the roles of Kubernetes",
			resource: of({
				matchLabels: { [bootstrapping]: "rbac-defaults", "rbac.authorization.k8s.io/aggregate-to-view": "true" },
			}),
			messages: [],
		},
		{
			says: "admin, as Kubernetes makes it",
			resource: resource("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", {
				metadata: { name: "admin", labels: { [bootstrapping]: "rbac-defaults" } },
				aggregationRule: {
					clusterRoleSelectors: [{ matchLabels: { "rbac.authorization.k8s.io/aggregate-to-admin": "true" } }],
				},
			}),
			messages: [],
		},
		{
			says: "roles that are no parts of edit",
			resource: of({ ...named, ...expression("rbac.authorization.k8s.io/aggregate-to-edit", "DoesNotExist") }),
			messages: [],
		},
		{ says: "roles by an expression", resource: of(expression("app", "In", ["a", "b"])), messages: [] },
	],
	otherKind: [
		resource("kubernetes:rbac.authorization.k8s.io/v1:Role", { aggregationRule: { clusterRoleSelectors: [{}] } }),
		resource("kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding", {}),
	],
	unknown: {
		alone: [
			{
				says: "unknown selectors",
				resource: role({ clusterRoleSelectors: unknown }),
				messages: [notKnown("aggregationRule.clusterRoleSelectors")],
			},
		],
		besideViolation: [
			{
				says: "an unknown selector beside one of every role",
				resource: of(unknown, {}),
				messages: [notKnown("aggregationRule.clusterRoleSelectors[0]"), fail(taken(1))],
			},
		],
	},
	excepted: {
		resource: of({}),
		...excepted(
			{ apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: "proof" },
			"aggregationRule.clusterRoleSelectors[0]",
			taken(),
		),
	},
};
