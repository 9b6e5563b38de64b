import { type Case, type RuleCases, resource, unknown } from "../case";
import { controlMessages } from "../controlMessages";

const { fail, notKnown, excepted } = controlMessages("ACC-006");
const named = (path: string): string => `${path} must be named, without a pattern`;
const duties = (path: string): string => `${path} lets one role or group both sync and write, or is no policy by name`;

type Tree = Record<string, unknown>;
const project = (change: Tree = {}) =>
	resource("kubernetes:argoproj.io/v1alpha1:AppProject", {
		metadata: { name: "proof", namespace: "proof" },
		spec: {
			sourceRepos: ["https://forgejo.lab.gxp.example/platform/gitops.git"],
			destinations: [{ server: "https://kubernetes.default.svc", namespace: "pipelines" }],
			namespaceResourceWhitelist: [{ group: "apps", kind: "Deployment" }],
			...change,
		},
	});
const destination = (change: Tree) =>
	project({ destinations: [{ server: "https://kubernetes.default.svc", namespace: "a", ...change }] });
const line = (role: string, action: string, effect = "allow", what = "applications") =>
	`p, proj:proof:${role}, ${what}, ${action}, proof/*, ${effect}`;
const role = (name: string, policies: string[], groups: string[] = []) => ({
	name,
	policies: policies.map((action) => line(name, action)),
	groups,
});

const patterns: [string, Tree, string][] = [
	["any source", { sourceRepos: ["*"] }, "spec.sourceRepos[0]"],
	["any source after one", { sourceRepos: ["https://a.example/b.git", "*"] }, "spec.sourceRepos[1]"],
	["a pattern in a source", { sourceRepos: ["https://forgejo.lab.gxp.example/*"] }, "spec.sourceRepos[0]"],
	["every source but one", { sourceRepos: ["!https://a.example/b.git"] }, "spec.sourceRepos[0]"],
	["a class of letters in a source", { sourceRepos: ["https://[a-z]"] }, "spec.sourceRepos[0]"],
	["an empty source", { sourceRepos: [""] }, "spec.sourceRepos[0]"],
	["no source", { sourceRepos: [] }, "spec.sourceRepos"],
	["no destination", { destinations: [] }, "spec.destinations"],
	["no kind", { namespaceResourceWhitelist: [] }, "spec.namespaceResourceWhitelist"],
	["any namespace of applications", { sourceNamespaces: ["*"] }, "spec.sourceNamespaces[0]"],
	[
		"any kind",
		{ namespaceResourceWhitelist: [{ group: "apps", kind: "*" }] },
		"spec.namespaceResourceWhitelist[0].kind",
	],
	[
		"any group",
		{ namespaceResourceWhitelist: [{ group: "*", kind: "Deployment" }] },
		"spec.namespaceResourceWhitelist[0].group",
	],
	...["?pps", "[a-b]pps", "app\\s", "{apps,batch}"].map((group): [string, Tree, string] => [
		`a pattern of groups: ${group}`,
		{ namespaceResourceWhitelist: [{ group, kind: "ConfigMap" }] },
		"spec.namespaceResourceWhitelist[0].group",
	]),
	[
		"a pattern of groups of the cluster",
		{ clusterResourceWhitelist: [{ group: "rbac.?uthorization.k8s.io", kind: "ClusterRole" }] },
		"spec.clusterResourceWhitelist[0].group",
	],
	[
		"any kind of the cluster",
		{ clusterResourceWhitelist: [{ group: "", kind: "*" }] },
		"spec.clusterResourceWhitelist[0].kind",
	],
];

export const separateProjects: RuleCases = {
	policy: "acc-006-separate-projects",
	compliant: [
		{ says: "a project that names everything", resource: project(), messages: [] },
		{
			says: "roles with duties of their own",
			resource: project({
				roles: [
					role("writer", ["create", "update", "get"], ["developers"]),
					role("releaser", ["get", "sync"], ["quality"]),
				],
			}),
			messages: [],
		},
	],
	violating: [
		...patterns.map(
			([says, change, path]): Case => ({ says, resource: project(change), messages: [fail(named(path))] }),
		),
		{
			says: "any namespace",
			resource: destination({ namespace: "*" }),
			messages: [fail(named("spec.destinations[0].namespace"))],
		},
		{
			says: "namespaces that begin alike",
			resource: destination({ namespace: "prod-*" }),
			messages: [fail(named("spec.destinations[0].namespace"))],
		},
		{
			says: "any server",
			resource: destination({ server: "*" }),
			messages: [fail(named("spec.destinations[0].server"))],
		},
		{
			says: "a role that writes and syncs",
			resource: project({ roles: [role("all", ["create", "sync"])] }),
			messages: [fail(duties("spec.roles[all].policies"))],
		},
		{
			says: "a role that may do anything",
			resource: project({ roles: [role("all", ["*"])] }),
			messages: [fail(duties("spec.roles[all].policies[0]"))],
		},
		{
			says: "an action that is a pattern",
			resource: project({ roles: [role("all", ["s*"])] }),
			messages: [fail(duties("spec.roles[all].policies[0]"))],
		},
		{
			says: "what is no policy",
			resource: project({ roles: [{ name: "all", policies: ["g, alice, role:admin"] }] }),
			messages: [fail(duties("spec.roles[all].policies[0]"))],
		},
		{
			says: "one group in both roles",
			resource: project({
				roles: [role("writer", ["update"], ["developers", "quality"]), role("releaser", ["sync"], ["quality"])],
			}),
			messages: [fail(duties("spec.roles[releaser].groups[0]"))],
		},
	],
	absent: [
		{
			says: "no sources, destinations and kinds",
			resource: resource("kubernetes:argoproj.io/v1alpha1:AppProject", {
				metadata: { name: "proof", namespace: "proof" },
				spec: {},
			}),
			messages: ["spec.sourceRepos", "spec.destinations", "spec.namespaceResourceWhitelist"].map((path) =>
				fail(named(path)),
			),
		},
		{
			says: "a destination without a namespace",
			resource: project({ destinations: [{ server: "https://kubernetes.default.svc" }] }),
			messages: [fail(named("spec.destinations[0].namespace"))],
		},
		{
			says: "a destination without a server",
			resource: project({ destinations: [{ namespace: "a" }] }),
			messages: [fail(named("spec.destinations[0].server"))],
		},
	],
	nearMiss: [
		{
			says: "a cluster by its name",
			resource: project({ destinations: [{ name: "in-cluster", namespace: "a" }] }),
			messages: [],
		},
		{
			says: "kinds of the cluster by name",
			resource: project({ clusterResourceWhitelist: [{ group: "", kind: "Namespace" }] }),
			messages: [],
		},
		{
			says: "one group that writes and reads",
			resource: project({ roles: [role("writer", ["update", "get"], ["developers"])] }),
			messages: [],
		},
		{
			says: "sync that is denied to who writes",
			resource: project({
				roles: [{ name: "writer", policies: [line("writer", "update"), line("writer", "sync", "deny")] }],
			}),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:argoproj.io/v1alpha1:Application", { spec: { project: "default" } }),
		resource("kubernetes:example.org/v1:AppProject", { spec: { sourceRepos: ["*"] } }),
	],
	unknown: {
		alone: [
			{
				says: "unknown sources",
				resource: project({ sourceRepos: unknown }),
				messages: [notKnown("spec.sourceRepos")],
			},
			{
				says: "an unknown source",
				resource: project({ sourceRepos: [unknown] }),
				messages: [notKnown("spec.sourceRepos[0]")],
			},
		],
		besideViolation: [
			{
				says: "an unknown destination beside any source",
				resource: project({ sourceRepos: ["*"], destinations: [unknown] }),
				messages: [fail(named("spec.sourceRepos[0]")), notKnown("spec.destinations[0]")],
			},
		],
	},
	excepted: {
		resource: project({ sourceRepos: ["*"] }),
		...excepted(
			{ apiVersion: "argoproj.io/v1alpha1", kind: "AppProject", namespace: "proof", name: "proof" },
			"spec.sourceRepos",
			named("spec.sourceRepos[0]"),
		),
	},
};
