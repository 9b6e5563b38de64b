import { type BenchmarkItem, breakGlass, generated, item, not, open } from "./item";

// Why a control is not about an item.
/** Talos' documentation, "Static Pods" (v1.13): pods reach the kubelet over a local HTTP server. */
const noPodFile =
	"there is no such file: Talos hands the pod to the kubelet over HTTP on the node itself, and nothing lies in a folder of manifests";
/** siderolabs/talos, services/etcd.go: a container of Talos' own; its data has mode 0700 and belongs to etcd's user. */
const noEtcdPod = "there is no such file: etcd is a service of Talos', and no pod";
const etcdData = "not held by a control: Talos gives the folder mode 0700 and etcd's own user when it starts etcd";
/** Cilium's agent writes its configuration with mode 0600 (cilium/cilium#37589); Flannel's is copied by an init container. */
const ofNetwork =
	"not held by a control: the network plugin's own pods write these files, and not Talos; Cilium's agent gives its configuration mode 0600, for Flannel's and for the plugins' programs nothing is known here";
const noAdminFile =
	"there is no such file on a node: Talos makes the administrators' kubeconfig when it is asked for; whoever asked keeps it (Pulumi's state holds it as a secret)";
/** siderolabs/talos, controllers/k8s/render_secrets_static_pod.go: mode 0400, given to the user that the component runs as. */
const ofComponent = "not held by a control: Talos writes it with mode 0400 for the user that the component runs as";
const notRoots =
	"otherwise: Talos gives the file to the user that the component runs as, which is not root, and nobody else may read it";
const etcd =
	"Talos generates etcd's certificates and arguments with a CA of its own, and the machine configuration has no other way";
const byDigest = "held otherwise: an image is referenced by its digest (INT-001), so that a pull brings nothing else";
const scraped =
	"deliberately otherwise: metrics are scraped from the node's address, and both ask for a token that the API server accepts";

/** Sections 1 to 3: the control plane, etcd, and who signs in to them. */
export const controlPlaneItems: readonly BenchmarkItem[] = [
	not(noPodFile, "1.1.1", "The API server's pod file is closed to others"),
	not(noPodFile, "1.1.2", "The API server's pod file is root's"),
	not(noPodFile, "1.1.3", "The controller manager's pod file is closed to others"),
	not(noPodFile, "1.1.4", "The controller manager's pod file is root's"),
	not(noPodFile, "1.1.5", "The scheduler's pod file is closed to others"),
	not(noPodFile, "1.1.6", "The scheduler's pod file is root's"),
	not(noEtcdPod, "1.1.7", "etcd's pod file is closed to others"),
	not(noEtcdPod, "1.1.8", "etcd's pod file is root's"),
	not(ofNetwork, "1.1.9", "The network plugin's files are closed to others"),
	not(ofNetwork, "1.1.10", "The network plugin's files are root's"),
	not(etcdData, "1.1.11", "etcd's data is closed to others"),
	not(etcdData, "1.1.12", "etcd's data is etcd's"),
	not(noAdminFile, "1.1.13", "The administrator's kubeconfig is closed to others"),
	not(noAdminFile, "1.1.14", "The administrator's kubeconfig is root's"),
	not(ofComponent, "1.1.15", "The scheduler's kubeconfig is closed to others"),
	not(notRoots, "1.1.16", "The scheduler's kubeconfig is root's"),
	not(ofComponent, "1.1.17", "The controller manager's kubeconfig is closed to others"),
	not(notRoots, "1.1.18", "The controller manager's kubeconfig is root's"),
	not(notRoots, "1.1.19", "The PKI folder is root's"),
	not(ofComponent, "1.1.20", "The PKI's certificates are closed to others' writes"),
	not(ofComponent, "1.1.21", "The PKI's keys are closed to others"),
	item("1.2.1", "Anonymous requests are refused", {
		"ACC-004": "The API server's argument anonymous-auth is false, and an authentication configuration says so too.",
	}),
	item("1.2.2", "No file of static tokens", { "ACC-004": "The argument token-auth-file is refused." }),
	item("1.2.3", "No Service claims external addresses", {
		"SEC-009":
			"The plugin that the item asks for is not set: a Service that claims external addresses is refused itself, wherever it comes from.",
	}),
	not(generated, "1.2.4", "The API server has a client certificate for kubelets"),
	not(open, "1.2.5", "The API server checks kubelets' certificates"),
	item("1.2.6", "Requests are authorised", { "ACC-004": "An authorization-mode with AlwaysAllow is refused." }),
	not(generated, "1.2.7", "Nodes are authorised as nodes"),
	not(generated, "1.2.8", "Roles authorise"),
	not(open, "1.2.9", "Events are rate limited"),
	item("1.2.10", "Nothing admits everything", {
		"SEC-011": "AlwaysAdmit among the plugins that are enabled is refused.",
	}),
	not(byDigest, "1.2.11", "Images are always pulled"),
	item("1.2.12", "Service accounts are admitted as such", {
		"SEC-011": "The plugin is Kubernetes' default, and an argument that turns plugins off is refused.",
	}),
	item("1.2.13", "Namespaces that go take nothing new", {
		"SEC-011": "The plugin is Kubernetes' default, and an argument that turns plugins off is refused.",
	}),
	item("1.2.14", "Nodes may change only what is theirs", {
		"SEC-011": "Talos enables the plugin and adds others to it; an argument that turns plugins off is refused.",
	}),
	not(generated, "1.2.15", "No profiling of the API server"),
	item("1.2.16", "The API server writes an audit log", {
		"AUD-001": "An argument that puts another log, or none, in the place of Talos' is refused.",
	}),
	item("1.2.17", "The audit log is kept for a time", { "AUD-001": "Fewer than 30 days are refused; Talos sets 30." }),
	item("1.2.18", "Old audit logs are kept", { "AUD-001": "Fewer than 10 files are refused; Talos sets 10." }),
	item("1.2.19", "The audit log is rotated", { "AUD-001": "Files of less than 100 MB are refused; Talos sets 100." }),
	not(generated, "1.2.20", "Requests end after a time"),
	not(generated, "1.2.21", "A removed service account's tokens end"),
	not(generated, "1.2.22", "Service accounts' tokens are checked by a key of their own"),
	not(generated, "1.2.23", "The API server has a client certificate for etcd"),
	not(generated, "1.2.24", "The API server serves TLS"),
	not(generated, "1.2.25", "Client certificates are checked"),
	not(generated, "1.2.26", "etcd's certificate is checked"),
	item("1.2.27", "Secrets are encrypted in etcd", {
		"INT-007":
			"A control plane without a key for Secrets is refused, and so is an argument that names another configuration.",
	}),
	item("1.2.28", "The encryption is a suitable one", {
		"INT-007": "The key is one of secretbox or AES-CBC, of that algorithm's length.",
	}),
	not(generated, "1.2.29", "The API server serves strong ciphers only"),
	not(open, "1.2.30", "Service accounts' tokens are not extended"),
	not(open, "1.3.1", "Ended pods are collected"),
	not(generated, "1.3.2", "No profiling of the controller manager"),
	not(generated, "1.3.3", "Each controller has its own account"),
	not(generated, "1.3.4", "The controller manager signs with a key of its own"),
	not(generated, "1.3.5", "Pods get the cluster's CA"),
	not(open, "1.3.6", "Kubelets' serving certificates are renewed"),
	not(scraped, "1.3.7", "The controller manager answers on its own host only"),
	not(generated, "1.4.1", "No profiling of the scheduler"),
	not(scraped, "1.4.2", "The scheduler answers on its own host only"),
	not(etcd, "2.1", "etcd serves TLS"),
	not(etcd, "2.2", "etcd asks for client certificates"),
	not(etcd, "2.3", "etcd signs no certificates itself"),
	not(etcd, "2.4", "etcd's members speak TLS"),
	not(etcd, "2.5", "etcd's members ask each other for certificates"),
	not(etcd, "2.6", "etcd's members sign no certificates themselves"),
	not(etcd, "2.7", "etcd has a CA of its own"),
	not(breakGlass, "3.1.1", "People do not sign in with client certificates"),
	not(breakGlass, "3.1.2", "People do not sign in with service accounts' tokens"),
	not(breakGlass, "3.1.3", "People do not sign in with bootstrap tokens"),
	item("3.2.1", "There is an audit policy", { "AUD-001": "A control plane without an audit policy is refused." }),
	item("3.2.2", "The audit policy covers what matters", {
		"AUD-001":
			"Every write must be recorded, and no body of a Secret may be. Who reads a Secret, or opens a shell by a request that counts as a read, is recorded by the program's own policy; the control does not ask for it.",
	}),
];
