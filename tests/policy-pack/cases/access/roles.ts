import { type Case, type RuleCases, resource, unknown } from "../case";
import { controlMessages } from "../controlMessages";

const { fail, notKnown, excepted } = controlMessages("ACC-003");
const rbac = "rbac.authorization.k8s.io";
type Tree = Record<string, unknown>;

const clusterRole = (rules: unknown, name = "proof", more: Tree = {}) =>
	resource(`kubernetes:${rbac}/v1:ClusterRole`, {
		metadata: { name },
		...(rules === undefined ? {} : { rules }),
		...more,
	});
const role = (rules: unknown, name = "proof") =>
	resource(`kubernetes:${rbac}/v1:Role`, { metadata: { name, namespace: "proof" }, rules });
const pods = { apiGroups: [""], resources: ["pods"], verbs: ["get"] };
const wrong = (path: string): string => fail(`${path} is a wildcard, or one of escalate, bind and impersonate`);
const otherKind = [
	resource("kubernetes:core/v1:ServiceAccount", { metadata: { name: "proof" } }),
	resource("kubernetes:example.org/v1:ClusterRole", { rules: [{ verbs: ["*"] }] }),
	resource("minio:index/iamPolicy:IamPolicy", {}),
];
const impersonation = { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["impersonate"] };

const ways: [string, Tree, string[]][] = [
	["every verb", { ...pods, verbs: ["*"] }, ["verbs[0]"]],
	["every resource", { ...pods, resources: ["*"] }, ["resources[0]"]],
	["every API group", { ...pods, apiGroups: ["*"] }, ["apiGroups[0]"]],
	["a wildcard after others", { ...pods, verbs: ["get", "list", "*"] }, ["verbs[2]"]],
	["a wildcard inside a name", { ...pods, apiGroups: ["apps"], resources: ["*/scale"] }, ["resources[0]"]],
	["every path", { nonResourceURLs: ["*"], verbs: ["get"] }, ["nonResourceURLs[0]"]],
	["every path below the root", { nonResourceURLs: ["/*"], verbs: ["get"] }, ["nonResourceURLs[0]"]],
	...["escalate", "bind", "impersonate", "impersonate:user-info", "impersonate-on:user-info:list"].map(
		(verb): [string, Tree, string[]] => [
			`the verb ${verb}`,
			{ apiGroups: [rbac], resources: ["clusterroles"], verbs: ["get", verb], resourceNames: ["view"] },
			["verbs[1]"],
		],
	),
	[
		"everything at once",
		{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
		["verbs[0]", "apiGroups[0]", "resources[0]"],
	],
];

export const leastRoles: RuleCases = {
	policy: "acc-003-least-roles",
	compliant: [
		{ says: "a ClusterRole", resource: clusterRole([pods]), messages: [] },
		{ says: "a Role", resource: role([pods, { ...pods, resources: ["pods/log"] }]), messages: [] },
	],
	violating: [
		...ways.map(
			([says, rule, paths]): Case => ({
				says: `${says} in a ClusterRole`,
				resource: clusterRole([pods, rule]),
				messages: paths.map((path) => wrong(`rules[1].${path}`)),
			}),
		),
		// A Role has no paths: the API server refuses them itself.
		...ways
			.filter(([, rule]) => !("nonResourceURLs" in rule))
			.map(
				([says, rule, paths]): Case => ({
					says: `${says} in a Role`,
					resource: role([rule]),
					messages: paths.map((path) => wrong(`rules[0].${path}`)),
				}),
			),
		{
			says: "impersonation of service accounts under another name than Kubernetes' own",
			resource: clusterRole([impersonation], "editor"),
			messages: [wrong("rules[0].verbs[0]")],
		},
		{
			says: "impersonation of users under the name of Kubernetes' own",
			resource: clusterRole([{ ...impersonation, resources: ["users"] }], "edit"),
			messages: [wrong("rules[0].verbs[0]")],
		},
		{
			says: "impersonation of service accounts and more under the name of Kubernetes' own",
			resource: clusterRole([{ ...impersonation, resources: ["serviceaccounts", "users"] }], "admin"),
			messages: [wrong("rules[0].verbs[0]")],
		},
		{
			says: "a Role with the name of a ClusterRole of Kubernetes' own",
			resource: role([impersonation], "admin"),
			messages: [wrong("rules[0].verbs[0]")],
		},
		{
			says: "a wildcard in a role that is aggregated",
			resource: clusterRole([{ ...pods, verbs: ["*"] }], "admin", {
				aggregationRule: {
					clusterRoleSelectors: [{ matchLabels: { "rbac.authorization.k8s.io/aggregate-to-admin": "true" } }],
				},
			}),
			messages: [wrong("rules[0].verbs[0]")],
		},
		{
			says: "rules that are no list",
			resource: clusterRole("all"),
			messages: [fail("rules is not a list")],
			notInAdmission: "the API server's own schema refuses it first",
		},
	],
	absent: [
		{ says: "no rules", resource: clusterRole(undefined), messages: [] },
		{
			says: "a rule without resources",
			resource: clusterRole([{ nonResourceURLs: ["/healthz"], verbs: ["get"] }]),
			messages: [],
		},
	],
	nearMiss: [
		{
			says: "an asterisk in the name of one resource",
			resource: clusterRole([
				{
					apiGroups: ["cert-manager.io"],
					resources: ["signers"],
					verbs: ["approve"],
					resourceNames: ["issuers.cert-manager.io/*"],
				},
			]),
			messages: [],
		},
		{
			says: "paths below one of their own",
			resource: clusterRole([{ nonResourceURLs: ["/healthz/*"], verbs: ["get"] }]),
			messages: [],
		},
		{
			says: "the subresource binding",
			resource: clusterRole([{ ...pods, resources: ["pods/binding"], verbs: ["create"] }]),
			messages: [],
		},
		{
			says: "what Kubernetes' own admin and edit hold",
			resource: clusterRole([pods, impersonation], "edit", {
				aggregationRule: {
					clusterRoleSelectors: [{ matchLabels: { "rbac.authorization.k8s.io/aggregate-to-edit": "true" } }],
				},
			}),
			messages: [],
		},
	],
	otherKind,
	unknown: {
		alone: [
			{ says: "unknown rules", resource: clusterRole(unknown), messages: [notKnown("rules")] },
			{
				says: "an unknown verb",
				resource: clusterRole([{ ...pods, verbs: [unknown] }]),
				messages: [notKnown("rules[0].verbs[0]")],
			},
		],
		besideViolation: [
			{
				says: "an unknown resource beside every verb",
				resource: clusterRole([{ ...pods, resources: [unknown], verbs: ["*"] }]),
				messages: [wrong("rules[0].verbs[0]"), notKnown("rules[0].resources[0]")],
			},
		],
	},
	excepted: {
		resource: clusterRole([{ ...pods, verbs: ["*"] }]),
		...excepted(
			{ apiVersion: `${rbac}/v1`, kind: "ClusterRole", name: "proof" },
			"rules[0].verbs",
			"rules[0].verbs[0] is a wildcard, or one of escalate, bind and impersonate",
		),
	},
};

const everything = "roleRef.name gives every right, or the right to take it";
const subjects = [{ kind: "Group", name: "platform-admin", apiGroup: rbac }];
const roleRef = (name: unknown, kind = "ClusterRole") => ({ apiGroup: rbac, kind, name });
const clusterBinding = (ref: unknown, given: unknown = subjects) =>
	resource(`kubernetes:${rbac}/v1:ClusterRoleBinding`, {
		metadata: { name: "proof" },
		...(ref === undefined ? {} : { roleRef: ref }),
		...(given === undefined ? {} : { subjects: given }),
	});
const binding = (ref: unknown, namespace = "proof", given: unknown = subjects) =>
	resource(`kubernetes:${rbac}/v1:RoleBinding`, {
		metadata: { name: "proof", namespace },
		roleRef: ref,
		subjects: given,
	});
const reference = { apiVersion: `${rbac}/v1`, kind: "ClusterRoleBinding", name: "proof" };
const schema = "the API server's own schema refuses it first";

export const leastBindings: RuleCases = {
	policy: "acc-003-least-bindings",
	compliant: [
		{ says: "a role of its own for the cluster", resource: clusterBinding(roleRef("gxp-auditor")), messages: [] },
		{ says: "a role of the namespace", resource: binding(roleRef("reader", "Role")), messages: [] },
	],
	violating: [
		...[
			"cluster-admin",
			"admin",
			"edit",
			"system:kube-controller-manager",
			"system:kubelet-api-admin",
			"system:aggregate-to-edit",
			"system:controller:clusterrole-aggregation-controller",
			"system:controller:generic-garbage-collector",
		].map((name): Case => {
			return { says: `${name} for the cluster`, resource: clusterBinding(roleRef(name)), messages: [fail(everything)] };
		}),
		{
			says: "cluster-admin for a service account",
			resource: clusterBinding(roleRef("cluster-admin"), [
				{ kind: "ServiceAccount", name: "proof", namespace: "proof" },
			]),
			messages: [fail(everything)],
		},
		{ says: "cluster-admin in a namespace", resource: binding(roleRef("cluster-admin")), messages: [fail(everything)] },
		{
			says: "admin where the controllers' accounts are",
			resource: binding(roleRef("admin"), "kube-system"),
			messages: [fail(everything)],
		},
	],
	absent: [
		{
			says: "no role",
			resource: clusterBinding(undefined),
			messages: [fail(everything)],
			notInAdmission: schema,
		},
	],
	nearMiss: [
		{ says: "a name that begins alike", resource: clusterBinding(roleRef("cluster-admin-viewer")), messages: [] },
		{
			says: "a Role of the namespace with that name",
			resource: binding(roleRef("cluster-admin", "Role")),
			messages: [],
		},
		{ says: "admin of one namespace", resource: binding(roleRef("admin")), messages: [] },
		{ says: "view for the cluster", resource: clusterBinding(roleRef("view")), messages: [] },
	],
	otherKind,
	unknown: {
		alone: [
			{ says: "an unknown role", resource: clusterBinding(roleRef(unknown)), messages: [notKnown("roleRef.name")] },
			{ says: "an unknown reference", resource: clusterBinding(unknown), messages: [notKnown("roleRef")] },
		],
		besideViolation: [
			{
				says: "unknown subjects beside cluster-admin",
				resource: clusterBinding(roleRef("cluster-admin"), unknown),
				messages: [fail(everything)],
			},
		],
	},
	excepted: { resource: clusterBinding(roleRef("cluster-admin")), ...excepted(reference, "roleRef", everything) },
};

const known = controlMessages("ACC-004");
const nobody = (i: number): string => `subjects[${i}].name is a subject that nobody signed in as`;
const group = (name: unknown) => ({ kind: "Group", name, apiGroup: rbac });
const user = (name: string) => ({ kind: "User", name, apiGroup: rbac });
const view = roleRef("view");

export const knownSubjects: RuleCases = {
	policy: "acc-004-known-subjects",
	compliant: [
		{ says: "a group", resource: clusterBinding(view, [group("platform-auditor")]), messages: [] },
		{
			says: "a service account",
			resource: binding(view, "proof", [{ kind: "ServiceAccount", name: "a", namespace: "proof" }]),
			messages: [],
		},
	],
	violating: [
		...[
			group("system:unauthenticated"),
			user("system:anonymous"),
			group("system:anonymous"),
			user("system:unauthenticated"),
		].flatMap((subject): Case[] => [
			{
				says: `the ${subject.kind} ${String(subject.name)} for the cluster`,
				resource: clusterBinding(view, [subject]),
				messages: [known.fail(nobody(0))],
			},
			{
				says: `the ${subject.kind} ${String(subject.name)} in a namespace, after another`,
				resource: binding(view, "proof", [group("platform-auditor"), subject]),
				messages: [known.fail(nobody(1))],
			},
		]),
	],
	absent: [
		{ says: "no subjects", resource: clusterBinding(view, undefined), messages: [] },
		{
			says: "a subject without a name",
			resource: clusterBinding(view, [{ kind: "Group", apiGroup: rbac }]),
			messages: [],
			notInAdmission: schema,
		},
	],
	nearMiss: [
		{ says: "whoever has signed in", resource: clusterBinding(view, [group("system:authenticated")]), messages: [] },
		{ says: "a name that contains it", resource: clusterBinding(view, [group("oidc:system:anonymous")]), messages: [] },
	],
	otherKind,
	unknown: {
		alone: [
			{ says: "unknown subjects", resource: clusterBinding(view, unknown), messages: [known.notKnown("subjects")] },
			{
				says: "an unknown name",
				resource: clusterBinding(view, [group(unknown)]),
				messages: [known.notKnown("subjects[0].name")],
			},
		],
		besideViolation: [
			{
				says: "an unknown subject beside nobody",
				resource: clusterBinding(view, [unknown, group("system:unauthenticated")]),
				messages: [known.notKnown("subjects[0]"), known.fail(nobody(1))],
			},
		],
	},
	excepted: {
		resource: clusterBinding(view, [group("system:unauthenticated")]),
		...known.excepted(reference, "subjects", nobody(0)),
	},
};
