/** An item of the CIS Kubernetes Benchmark, and what holds it here. */
export interface BenchmarkItem {
	/** Its number in v1.12. */
	number: string;
	/** What it asks for, in our words. */
	title: string;
	/** Which controls hold it; or why none does. */
	heldBy: readonly string[] | { none: string };
}

/** Where the numbers are from: aquasecurity/kube-bench, cfg/cis-1.12 (commit a73ce378), which follows the benchmark's sections. */
export const benchmark = { name: "CIS Kubernetes Benchmark", version: "1.12" } as const;
// Why a control does not hold an item.
const ofTalos = {
	none: "not held by a control: Talos writes this file itself, on a node that has no shell and lets nobody set a mode; nothing here reads which mode it has",
};
/** Talos' documentation, "Static Pods" (v1.13): pods reach the kubelet over a local HTTP server. */
const noPodFile = {
	none: "there is no such file: Talos hands the pod to the kubelet over HTTP on the node itself, and nothing lies in a folder of manifests",
};
/** siderolabs/talos, services/etcd.go: a container of Talos' own; its data has mode 0700 and belongs to etcd's user. */
const noEtcdPod = { none: "there is no such file: etcd is a service of Talos', and no pod" };
const etcdData = {
	none: "not held by a control: Talos gives the folder mode 0700 and etcd's own user when it starts etcd",
};
/** Cilium's agent writes its configuration with mode 0600 (cilium/cilium#37589); Flannel's is copied by an init container. */
const ofNetwork = {
	none: "not held by a control: the network plugin's own pods write these files, and not Talos; Cilium's agent gives its configuration mode 0600, for Flannel's and for the plugins' programs nothing is known here",
};
const noAdminFile = {
	none: "there is no such file on a node: Talos makes the administrators' kubeconfig when it is asked for; whoever asked keeps it (Pulumi's state holds it as a secret)",
};
/** siderolabs/talos, controllers/k8s/render_secrets_static_pod.go: mode 0400, given to the user that the component runs as. */
const ofComponent = {
	none: "not held by a control: Talos writes it with mode 0400 for the user that the component runs as",
};
const notRoots = {
	none: "otherwise: Talos gives the file to the user that the component runs as, which is not root, and nobody else may read it",
};
const noService = { none: "there is no such file: Talos has no systemd, and starts the kubelet itself" };
const proxyOfTalos = {
	none: "not held by a control: there is no kube-proxy with Cilium; with Flannel it is a pod of Talos' manifest, which is given its kubeconfig by the cluster",
};
const ofKubelet = {
	none: "not held by a control: the kubelet writes it itself when it joins the cluster, on a node that has no shell; nothing here reads which mode it has",
};
const generated = {
	none: "Talos generates it so (or it is Kubernetes' default there), and no configuration of this project changes it",
};
const etcd = {
	none: "Talos generates etcd's certificates and arguments with a CA of its own, and the machine configuration has no other way",
};
const open = { none: "not held by a control: it is left at what Talos or Kubernetes has" };
const byDigest = {
	none: "held otherwise: an image is referenced by its digest (INT-001), so that a pull brings nothing else",
};
const scraped = {
	none: "deliberately otherwise: metrics are scraped from the node's address, and both ask for a token that the API server accepts",
};
const noProxy = { none: "there is no kube-proxy with Cilium; with Flannel it is Talos' own" };
const breakGlass = {
	none: "not held by a control: the administrators' kubeconfig is a client certificate, for break-glass; applications are signed in to by the identity provider (ACC-001)",
};
const asVariable = {
	none: "not held by a control: a variable may refer to a Secret; SEC-007 refuses one that holds it in plain text",
};
const sealed = {
	none: "not held by a control: secrets are sealed (Sealed Secrets) or generated, and opened in the cluster; an external store comes with Vault",
};
const closedDefault = {
	none: "not held by a control: the program declares nothing there, and denies all of its traffic",
};
const reviewed = {
	none: "not held by a control of its own: ACC-003 refuses wildcards and escalation, and who has which role is reviewed",
};

const item = (number: string, title: string, ...controls: readonly string[]): BenchmarkItem => ({
	number,
	title,
	heldBy: controls,
});
const not = (reason: { none: string }, number: string, title: string): BenchmarkItem => ({
	number,
	title,
	heldBy: reason,
});

/** Every item of the benchmark: what a control here holds, what Talos settles by itself, and what is left open. */
export const benchmarkItems: readonly BenchmarkItem[] = [
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
	item("1.2.1", "Anonymous requests are refused", "ACC-004"),
	item("1.2.2", "No file of static tokens", "ACC-004"),
	item("1.2.3", "No Service claims external addresses", "SEC-009"),
	not(generated, "1.2.4", "The API server has a client certificate for kubelets"),
	not(open, "1.2.5", "The API server checks kubelets' certificates"),
	item("1.2.6", "Requests are authorised", "ACC-004"),
	not(generated, "1.2.7", "Nodes are authorised as nodes"),
	not(generated, "1.2.8", "Roles authorise"),
	not(open, "1.2.9", "Events are rate limited"),
	item("1.2.10", "Nothing admits everything", "SEC-011"),
	not(byDigest, "1.2.11", "Images are always pulled"),
	item("1.2.12", "Service accounts are admitted as such", "SEC-011"),
	item("1.2.13", "Namespaces that go take nothing new", "SEC-011"),
	item("1.2.14", "Nodes may change only what is theirs", "SEC-011"),
	not(generated, "1.2.15", "No profiling of the API server"),
	item("1.2.16", "The API server writes an audit log", "AUD-001"),
	item("1.2.17", "The audit log is kept for a time", "AUD-001", "AUD-002", "AUD-003"),
	item("1.2.18", "Old audit logs are kept", "AUD-001", "AUD-002", "AUD-003"),
	item("1.2.19", "The audit log is rotated", "AUD-001", "AUD-002"),
	not(generated, "1.2.20", "Requests end after a time"),
	not(generated, "1.2.21", "A removed service account's tokens end"),
	not(generated, "1.2.22", "Service accounts' tokens are checked by a key of their own"),
	not(generated, "1.2.23", "The API server has a client certificate for etcd"),
	not(generated, "1.2.24", "The API server serves TLS"),
	not(generated, "1.2.25", "Client certificates are checked"),
	not(generated, "1.2.26", "etcd's certificate is checked"),
	item("1.2.27", "Secrets are encrypted in etcd", "INT-007"),
	item("1.2.28", "The encryption is a suitable one", "INT-007"),
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
	item("3.2.1", "There is an audit policy", "AUD-001"),
	item("3.2.2", "The audit policy covers what matters", "AUD-001"),
	not(noService, "4.1.1", "The kubelet's service file is closed to others"),
	not(noService, "4.1.2", "The kubelet's service file is root's"),
	not(proxyOfTalos, "4.1.3", "The proxy's kubeconfig is closed to others"),
	not(proxyOfTalos, "4.1.4", "The proxy's kubeconfig is root's"),
	not(ofKubelet, "4.1.5", "The kubelet's kubeconfig is closed to others"),
	not(ofKubelet, "4.1.6", "The kubelet's kubeconfig is root's"),
	not(ofTalos, "4.1.7", "The client CA's file is closed to others' writes"),
	not(ofTalos, "4.1.8", "The client CA's file is root's"),
	not(ofTalos, "4.1.9", "The kubelet's configuration is closed to others"),
	not(ofTalos, "4.1.10", "The kubelet's configuration is root's"),
	not(generated, "4.2.1", "The kubelet refuses anonymous requests"),
	not(generated, "4.2.2", "The kubelet authorises requests"),
	not(generated, "4.2.3", "The kubelet checks client certificates"),
	not(generated, "4.2.4", "The kubelet has no port to read without a sign-in"),
	not(generated, "4.2.5", "Idle streams end"),
	not(generated, "4.2.6", "The kubelet keeps its packet filter's chains"),
	not(generated, "4.2.7", "The node's name is its own"),
	not(open, "4.2.8", "Events are not lost"),
	not(generated, "4.2.9", "The kubelet serves TLS"),
	not(generated, "4.2.10", "The kubelet's client certificate is renewed"),
	not(open, "4.2.11", "The kubelet's serving certificate is renewed"),
	not(generated, "4.2.12", "The kubelet serves strong ciphers only"),
	not(open, "4.2.13", "A pod's processes are limited"),
	item("4.2.14", "Pods have a seccomp profile by default", "SEC-001"),
	not(noProxy, "4.3.1", "The proxy's metrics are its own host's"),
	item("5.1.1", "cluster-admin is for few", "ACC-003"),
	item("5.1.2", "Secrets are for few", "ACC-003"),
	item("5.1.3", "Roles have no wildcards", "ACC-003"),
	not(reviewed, "5.1.4", "Who may make pods is few"),
	item("5.1.5", "The default service account is not used", "ACC-005"),
	item("5.1.6", "Tokens are mounted only where they are used", "ACC-005"),
	not(breakGlass, "5.1.7", "Nobody is in system:masters"),
	item("5.1.8", "bind, impersonate and escalate are for few", "ACC-003"),
	not(reviewed, "5.1.9", "Who may make volumes is few"),
	not(reviewed, "5.1.10", "Who may reach nodes through the API is few"),
	not(reviewed, "5.1.11", "Who may approve certificates is few"),
	item("5.1.12", "Webhooks are changed by few, and fail closed", "ACC-003", "SEC-011"),
	not(reviewed, "5.1.13", "Who may make tokens is few"),
	item("5.2.1", "A policy mechanism is active", "SEC-001", "SEC-011"),
	item("5.2.2", "No privileged containers", "SEC-001"),
	item("5.2.3", "No host process namespace", "SEC-001"),
	item("5.2.4", "No host IPC namespace", "SEC-001"),
	item("5.2.5", "No host network namespace", "SEC-001"),
	item("5.2.6", "No privilege escalation", "SEC-001"),
	item("5.2.7", "No root", "SEC-001"),
	item("5.2.8", "No NET_RAW", "SEC-001"),
	item("5.2.9", "No added capabilities", "SEC-001"),
	item("5.2.10", "No Windows host processes", "SEC-001"),
	item("5.2.11", "No host paths", "SEC-001"),
	item("5.2.12", "No host ports", "SEC-001", "SEC-009"),
	item("5.3.1", "The network plugin enforces network policies", "SEC-003"),
	item("5.3.2", "Every namespace has network policies", "SEC-003"),
	not(asVariable, "5.4.1", "Secrets are mounted rather than put into variables"),
	not(sealed, "5.4.2", "Secrets come from outside of the cluster"),
	item("5.5.1", "Images' provenance is checked", "INT-001", "INT-002", "INT-003"),
	item("5.6.1", "Namespaces are boundaries", "ACC-006", "SEC-003", "CHG-010"),
	item("5.6.2", "Pods have the runtime's seccomp profile", "SEC-001"),
	item("5.6.3", "Pods and containers have a security context", "SEC-001"),
	not(closedDefault, "5.6.4", "The default namespace is not used"),
];
