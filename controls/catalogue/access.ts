import type { Control } from "../types";
import { annex, iso, part11 } from "./clauses";
import { advisoryInLab, everywhere, notInLab } from "./enforcement";

export const access: readonly Control[] = [
	{
		id: "ACC-001",
		says: "Platform applications sign in through the identity provider only; local login is off but for one sealed break-glass account.",
		why: "A local account is outside joiner, mover and leaver processes: nobody takes it away, and nobody knows who used it.",
		clauses: [
			annex("12.1", "Entry is restricted to persons whom one directory knows and can remove."),
			part11("11.10(d)", "Access is limited to individuals whom the identity provider authorises."),
			iso("A.8.5", "Authentication has one place, with its rules and its second factor."),
		],
		where: ["provider", "kubernetes"],
		enforcement: advisoryInLab,
		fix: 'Turn local login off: Argo CD `admin.enabled: "false"` and no other account with login, Forgejo `service.ENABLE_INTERNAL_SIGNIN`, `ENABLE_BASIC_AUTHENTICATION` false and `DISABLE_REGISTRATION` true, Grafana `auth.disable_login_form` true and `auth.basic.enabled` false.',
		residualRisk:
			"What an administrator turns on at run time in an application's own database is not in its configuration; the applications' audit logs (AUD-007) show it. Variables that only a Secret gives, settings inside of a shell's line or script, and an image under another name without any setting, are not recognised.",
	},
	{
		id: "ACC-002",
		says: "A user without a mapped group gets no role.",
		why: "A default role gives everybody in the directory a view of records that nobody decided to give them.",
		clauses: [
			annex("12.1", "A role is a decision about a person's group; without one there is no entry."),
			part11("11.10(g)", "Authority is checked: no operation is open to a user whom no group authorises."),
			iso("A.5.15", "Access follows rules; what no rule grants is denied."),
		],
		where: ["provider", "kubernetes"],
		enforcement: advisoryInLab,
		fix: "Leave Argo CD's `policy.default` empty; in Grafana set `users.auto_assign_org_role: None` (or `auto_assign_org: false`) and `role_attribute_strict: true`.",
		residualRisk:
			"Who is in which group is the identity provider's business; the periodic review of its groups is a procedure. Variables that only a Secret gives, and settings inside of a shell's line or script, are not read.",
	},
	{
		id: "ACC-003",
		says: "`cluster-admin`, wildcard verbs or resources, `escalate`, `bind`, `impersonate` only for break-glass, dated.",
		why: "Each of them is every other right: whoever holds one can change records, their audit trail and the controls themselves.",
		clauses: [
			annex("12.1", "Rights are listed one by one, so that what a role may do can be read and reviewed."),
			part11("11.10(g)", "An authority check means nothing for a subject that may grant itself any authority."),
			iso("A.8.2", "Privileged rights are allocated restrictively and for a time."),
		],
		where: ["kubernetes"],
		enforcement: advisoryInLab,
		fix: "List verbs, API groups and resources one by one, and bind a role of its own; for break-glass request a dated exception.",
		residualRisk:
			"A list of single rights can still be too long: whoever reads Secrets or creates pods in kube-system needs no wildcard. Of an aggregated role the labels that it asks for are judged; the roles that bear them are judged one by one, not as the sum that it becomes. Reviews of roles remain a procedure.",
	},
	{
		id: "ACC-004",
		says: "No anonymous or unauthenticated subject is bound; the API server's anonymous access is off.",
		why: "What nobody signed in for is attributable to nobody.",
		clauses: [
			annex("12.1", "Only authorised persons enter; an anonymous request is nobody's."),
			part11("11.10(d)", "System access is limited to individuals that are known."),
			iso("A.8.3", "Access to information is restricted to who has identified themselves."),
		],
		where: ["kubernetes", "provider"],
		enforcement: everywhere,
		fix: "Remove system:anonymous and system:unauthenticated from the subjects; leave the API server's `anonymous-auth` at Talos' default, false, and write `anonymous: {enabled: false}` in an authentication configuration.",
		residualRisk:
			"Kubernetes itself binds system:public-info-viewer to unauthenticated subjects; with anonymous access off no request comes to be one. The kubelet's own access is not judged: Talos has its anonymous access off and asks the API server who may do what, and lets no setting change that, but it does pass on the arguments anonymous-auth and authorization-mode of machine.kubelet.extraArgs.",
	},
	{
		id: "ACC-005",
		says: "A workload has its own service account and mounts no token it does not use.",
		why: "A token that lies in a container is a key to the API for whoever breaks into it, and the account `default` is everybody's in the namespace.",
		clauses: [
			annex("12.1", "A workload's access is its own, and no wider than what it was given."),
			part11("11.10(d)", "What is not meant to reach the API has nothing to reach it with."),
			iso("A.5.15", "Access is given for a stated need: the token is mounted where the workload says so."),
		],
		where: ["kubernetes"],
		enforcement: advisoryInLab,
		fix: "Name a service account of the workload's own in `serviceAccountName`, and state `automountServiceAccountToken`: false, or true where it calls the API.",
		residualRisk:
			"Whether a workload that states true really calls the API, and whether two workloads share an account by intention, is for its review.",
	},
	{
		id: "ACC-006",
		says: "Projects separate duties: an AppProject names its sources, destinations and kinds, and who may sync production is not who writes.",
		why: "A project that takes any source to any place lets one person write and release a change alone.",
		clauses: [
			annex("12.1", "A project limits which repository reaches which namespace."),
			part11("11.10(g)", "The role that releases a change is another than the one that writes it."),
			iso("A.5.3", "Conflicting duties are segregated by the project's roles."),
		],
		where: ["kubernetes"],
		enforcement: advisoryInLab,
		fix: "List repositories, destinations (server or name, and namespace) and kinds without a wildcard, and give sync and the writing of applications to roles with different groups.",
		residualRisk:
			"Rights of Argo CD's global policy (argocd-rbac-cm) and of the repository itself are outside a project; CHG-004 holds the repository.",
	},
	{
		id: "ACC-007",
		says: "A bucket user has only its own buckets and actions.",
		why: "A service that can write another one's bucket can change records it is not responsible for, under its own name.",
		clauses: [
			annex("12.1", "Data areas are separated: each service reaches the buckets that are its own."),
			part11("11.10(d)", "Access to records is limited to the service that is authorised for them."),
			iso("A.8.3", "Information access is restricted bucket by bucket and action by action."),
		],
		where: ["provider"],
		enforcement: everywhere,
		fix: "Name single actions and the user's own buckets, as policy-pack/rules/access/bucketUsers.ts lists them, and attach to each user the policy of its own name.",
		residualRisk:
			"MinIO's root user passes every policy; its password is generated and sealed, and the server's audit log (AUD-007) shows its use.",
	},
	{
		id: "ACC-008",
		says: "No bucket is public.",
		why: "A public bucket gives records away, or lets anybody replace them, without a trace of who it was.",
		clauses: [
			annex("7.1", "Data are secured against access by anybody who is not known."),
			annex("12.1", "There is no entry to stored data without authorisation."),
			part11("11.10(c)", "Records that anybody may overwrite are not protected."),
			part11("11.10(d)", "Access is limited to authorised individuals."),
			iso("A.8.3", "Information in storage is not open to the public."),
		],
		where: ["provider"],
		enforcement: everywhere,
		fix: "Leave the bucket's acl at `private`, and allow nothing to the principal `*` in a bucket policy.",
		residualRisk:
			"A presigned URL opens one object to whoever holds it until it expires; the server's audit log shows its use.",
	},
	{
		id: "ACC-009",
		says: "The sign-in flow of privileged groups has a second factor.",
		why: "A password alone is what most break-ins start with, and a privileged one opens every system at once.",
		clauses: [
			annex("12.1", "Entry by a person with wide rights needs more than knowledge that can be copied."),
			part11(
				"11.300",
				"By analogy, as no signature is kept here: two distinct components make a sign-in that one stolen password does not.",
			),
			iso("A.8.5", "Authentication is as strong as the rights behind it."),
		],
		where: ["provider", "kubernetes", "stack"],
		enforcement: notInLab,
		fix: "Bind an authenticator validation stage with `not_configured_action: deny` or `configure` to every authentication flow of the blueprints.",
		residualRisk:
			"What is changed in Authentik's own interface is not in a blueprint until it is exported; its audit log (AUD-007) shows it.",
	},
];
