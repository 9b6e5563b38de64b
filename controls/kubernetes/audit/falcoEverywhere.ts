import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const pod = "object.spec.template.spec";
const taint = "node-role.kubernetes.io/control-plane";

const isFalco = [
	`object.?metadata.?labels[?"app.kubernetes.io/name"].orValue("") != "falco"`,
	`!${pod}.?containers.orValue([]).exists(container, container.?image.orValue("").matches("(^|/)falco(-no-driver|-debian)?([:@]|$)"))`,
].join(" && ");

// An empty key with Exists tolerates every taint; an empty effect every effect (k8s.io/api core/v1, Toleration).
const tolerated = [
	`(toleration.?key.orValue("") == "${taint}" || toleration.?key.orValue("") == "" && toleration.?operator.orValue("") == "Exists")`,
	`(toleration.?operator.orValue("") == "Exists" || toleration.?operator.orValue("") in ["", "Equal"] && toleration.?value.orValue("") == "")`,
	`toleration.?effect.orValue("") in ["", "NoSchedule"]`,
].join(" && ");

/** AUD-005, as far as one object decides it: Falco's DaemonSet leaves no node out. */
export const falcoEverywhere: KubernetesRule = {
	id: "AUD-005",
	slug: "falco-everywhere",
	says: "Falco's DaemonSet runs on every node, control plane included.",
	why: "What happens inside a running container is in no audit log of the API server.",
	fix: `Tolerate ${taint} (NoSchedule), and select no nodes but by kubernetes.io/os: linux.`,
	applies: objects({ daemonsets: [kind("apps/v1", "DaemonSet", "daemonsets")] }),
	cel: [
		`(${isFalco} || ${pod}.?tolerations.orValue([]).exists(toleration, ${tolerated}))`,
		// Every node of the lab is Talos, which is Linux.
		`(${isFalco} || ${pod}.?nodeSelector.orValue({}).all(label, label == "kubernetes.io/os"))`,
		`(${isFalco} || ${pod}.?nodeSelector[?"kubernetes.io/os"].orValue("linux") == "linux")`,
		`(${isFalco} || ${pod}.?nodeName.orValue("") == "")`,
		`(${isFalco} || !has(${pod}.affinity) || !has(${pod}.affinity.nodeAffinity) || !has(${pod}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution))`,
	].join(" && "),
	finding: (path) =>
		path.endsWith("tolerations") ? `${path} do not tolerate the control plane` : `${path} leaves nodes out`,
};
