import { type BenchmarkItem, generated, item, not, open } from "./item";

// Why a control is not about an item.
const ofTalos =
	"not held by a control: Talos writes this file itself, on a node that has no shell and lets nobody set a mode; nothing here reads which mode it has";
const noService = "there is no such file: Talos has no systemd, and starts the kubelet itself";
const proxyOfTalos =
	"not held by a control: there is no kube-proxy with Cilium; with Flannel it is a pod of Talos' manifest, which is given its kubeconfig by the cluster";
const ofKubelet =
	"not held by a control: the kubelet writes it itself when it joins the cluster, on a node that has no shell; nothing here reads which mode it has";
const noProxy = "there is no kube-proxy with Cilium; with Flannel it is Talos' own";
/** siderolabs/talos, controllers/k8s/kubelet_spec.go: `hostname-override` is among the arguments that it always gives. */
const nodeName =
	"not so: Talos always gives the kubelet --hostname-override, with the node's name that it works out itself; nothing here changes that";
/** siderolabs/talos, controllers/k8s/kubelet_spec.go, gives none; kubernetes.io, kubelet: without tls-cert-file it makes its own. */
const kubeletCertificate = "not so: Talos names no certificate, and the kubelet signs one itself";

/** Section 4: the nodes. */
export const nodeItems: readonly BenchmarkItem[] = [
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
	not(nodeName, "4.2.7", "The kubelet is told no name"),
	not(open, "4.2.8", "Events are not lost"),
	not(kubeletCertificate, "4.2.9", "The kubelet serves TLS"),
	not(generated, "4.2.10", "The kubelet's client certificate is renewed"),
	not(open, "4.2.11", "The kubelet's serving certificate is renewed"),
	not(generated, "4.2.12", "The kubelet serves strong ciphers only"),
	not(open, "4.2.13", "A pod's processes are limited"),
	item("4.2.14", "Pods have a seccomp profile by default", {
		"SEC-001":
			"The kubelet's own setting is Talos' and is not judged. What it would add, a profile where a pod names none, every pod has to name itself.",
	}),
	not(noProxy, "4.3.1", "The proxy's metrics are its own host's"),
];
