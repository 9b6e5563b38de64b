import { type BenchmarkItem, breakGlass, item, not } from "./item";

// Why a control is not about an item.
const asVariable =
	"not held by a control: a variable may refer to a Secret; SEC-007 refuses one that holds it in plain text";
const sealed =
	"not held by a control: secrets are sealed (Sealed Secrets) or generated, and opened in the cluster; an external store comes with Vault";
const closedDefault = "not held by a control: the program declares nothing there, and denies all of its traffic";
const reviewed =
	"not held by a control: ACC-003 refuses wildcards and escalation; a role that lists this right by name passes, and is for the review of roles";
const webhooks =
	"not held by a control: who may change them is for the review of roles; what SEC-011 refuses is a webhook that fails open, whoever writes it";

/** Section 5: what runs in the cluster, and who may do what. */
export const policyItems: readonly BenchmarkItem[] = [
	item("5.1.1", "cluster-admin is for few", { "ACC-003": "The role cluster-admin is bound by dated exception only." }),
	not(reviewed, "5.1.2", "Who may read Secrets is few"),
	item("5.1.3", "Roles have no wildcards", { "ACC-003": "Wildcards in roles are refused." }),
	not(reviewed, "5.1.4", "Who may make pods is few"),
	item("5.1.5", "The default service account is not used", {
		"ACC-005": "No pod runs as the default service account. What that account itself says of its token is not judged.",
	}),
	item("5.1.6", "Tokens are mounted only where they are used", {
		"ACC-005": "Whether a token is mounted is stated by every pod; whether it is used is for review.",
	}),
	not(breakGlass, "5.1.7", "Nobody is in system:masters"),
	item("5.1.8", "bind, impersonate and escalate are for few", {
		"ACC-003": "The permissions bind, impersonate and escalate are refused.",
	}),
	not(reviewed, "5.1.9", "Who may make volumes is few"),
	not(reviewed, "5.1.10", "Who may reach nodes through the API is few"),
	not(reviewed, "5.1.11", "Who may approve certificates is few"),
	not(webhooks, "5.1.12", "Who may change webhooks is few"),
	not(reviewed, "5.1.13", "Who may make tokens is few"),
	item("5.2.1", "A policy mechanism is active", {
		"SEC-001": "A namespace that Pod Security lets privileged pods into is a dated exception.",
		"SEC-011": "The policy control mechanism is active for every request, not only while nothing goes wrong.",
	}),
	item("5.2.2", "No privileged containers", { "SEC-001": "The restricted level has no privileged container." }),
	item("5.2.3", "No host process namespace", { "SEC-001": "hostPID is refused." }),
	item("5.2.4", "No host IPC namespace", { "SEC-001": "hostIPC is refused." }),
	item("5.2.5", "No host network namespace", { "SEC-001": "hostNetwork is refused." }),
	item("5.2.6", "No privilege escalation", { "SEC-001": "allowPrivilegeEscalation must be false in every container." }),
	item("5.2.7", "No root", {
		"SEC-001": "runAsNonRoot must be true and runAsUser not 0, but inside of a user namespace.",
	}),
	item("5.2.8", "No NET_RAW", { "SEC-001": "Every container drops ALL, NET_RAW among them, and may not add it." }),
	item("5.2.9", "No added capabilities", { "SEC-001": "Every container drops ALL and may add NET_BIND_SERVICE only." }),
	item("5.2.10", "No Windows host processes", { "SEC-001": "hostProcess is refused." }),
	item("5.2.11", "No host paths", {
		"SEC-001": "Only the restricted level's kinds of volume are admitted; hostPath is none of them.",
	}),
	item("5.2.12", "No host ports", {
		"SEC-001": "A hostPort is refused.",
		"SEC-009": "A hostPort is refused, and so are the ports of a pod on the host's network.",
	}),
	item("5.3.1", "The network plugin enforces network policies", {
		"SEC-003": "The network plugin is one that enforces network policies, with enforcement on.",
	}),
	item("5.3.2", "Every namespace has network policies", {
		"SEC-003": "Every namespace that is declared has a network policy that denies by default.",
	}),
	not(asVariable, "5.4.1", "Secrets are mounted rather than put into variables"),
	not(sealed, "5.4.2", "Secrets come from outside of the cluster"),
	item("5.5.1", "Images' provenance is checked", {
		"INT-001": "The bytes that run are those that were named.",
		"INT-002": "Images come from a registry on the list.",
		"INT-003": "What admits a pod verifies who signed its images; it need not be the webhook that the item names.",
	}),
	item("5.6.1", "Namespaces are boundaries", {
		"ACC-006": "A project of Argo CD names the namespaces that it may reach.",
		"SEC-003": "A namespace is closed to the others on the network.",
	}),
	item("5.6.2", "Pods have the runtime's seccomp profile", {
		"SEC-001": "Every pod or container has the profile RuntimeDefault or Localhost.",
	}),
	item("5.6.3", "Pods and containers have a security context", {
		"SEC-001": "A container without the settings of the restricted level is refused.",
	}),
	not(closedDefault, "5.6.4", "The default namespace is not used"),
];
