import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";

/*
 * The checks and the values are those of k8s.io/pod-security-admission v0.36.3, policy/check_*.go, level restricted at its
 * latest version (1.36), which contains baseline. Every condition names what is allowed, so that a value of another type
 * fails.
 */

const podContext = "podSpec.?securityContext";
const context = "container.?securityContext";
const profiles = `["RuntimeDefault", "Localhost"]`;
const seLinuxTypes = `["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]`;
const sysctls = JSON.stringify([
	"kernel.shm_rmid_forced",
	"net.ipv4.ip_local_port_range",
	"net.ipv4.ip_local_reserved_ports",
	"net.ipv4.ip_unprivileged_port_start",
	"net.ipv4.ping_group_range",
	"net.ipv4.tcp_fin_timeout",
	"net.ipv4.tcp_keepalive_intvl",
	"net.ipv4.tcp_keepalive_probes",
	"net.ipv4.tcp_keepalive_time",
	"net.ipv4.tcp_rmem",
	"net.ipv4.tcp_syncookies",
	"net.ipv4.tcp_wmem",
]);
// The kinds of volume that the restricted level admits; every other member but the name is refused, known to us or not.
const volumes = [
	"configMap",
	"csi",
	"downwardAPI",
	"emptyDir",
	"ephemeral",
	"image",
	"persistentVolumeClaim",
	"projected",
	"secret",
];

// What Windows has no field for is not asked of a pod that says it is one (1.25).
const windows = `podSpec.?os.?name.orValue("") == "windows"`;
// Root inside a user namespace is not root on the node (1.35).
const userNamespace = "podSpec.?hostUsers.orValue(true) == false";

const hosts = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.?postStart", "lifecycle.?preStop"].flatMap(
	(handler) => ["httpGet", "tcpSocket"].map((action) => `container.?${handler}.?${action}.?host.orValue("") == ""`),
);

/** What holds for the security context of the pod and of each container alike. */
const shared = (of: string): string[] => [
	`${of}.?appArmorProfile.?type.orValue("RuntimeDefault") in ${profiles}`,
	`${of}.?seLinuxOptions.?type.orValue("") in ${seLinuxTypes}`,
	`${of}.?seLinuxOptions.?user.orValue("") == ""`,
	`${of}.?seLinuxOptions.?role.orValue("") == ""`,
	`${of}.?windowsOptions.?hostProcess.orValue(false) == false`,
	`(${userNamespace} || ${of}.?runAsUser.orValue(1) > 0)`,
];

const pod = [
	"podSpec.?hostNetwork.orValue(false) == false",
	"podSpec.?hostPID.orValue(false) == false",
	"podSpec.?hostIPC.orValue(false) == false",
	...shared(podContext),
	`(${userNamespace} || ${podContext}.?runAsNonRoot.orValue(true) == true)`,
	`(${windows} || ${podContext}.?seccompProfile.?type.orValue("RuntimeDefault") in ${profiles})`,
	`${podContext}.?sysctls.orValue([]).all(sysctl, sysctl.name in ${sysctls})`,
	`podSpec.?volumes.orValue([]).all(volume, ${volumes.map((member) => `has(volume.${member})`).join(" || ")})`,
	`podAnnotations.all(annotation, !annotation.startsWith("container.apparmor.security.beta.kubernetes.io/") || podAnnotations[annotation] in ["", "runtime/default"] || podAnnotations[annotation].startsWith("localhost/"))`,
];

const container = [
	`${context}.?privileged.orValue(false) == false`,
	`(${windows} || ${context}.?allowPrivilegeEscalation.orValue(true) == false)`,
	`(${windows} || "ALL" in ${context}.?capabilities.?drop.orValue([]))`,
	`${context}.?capabilities.?add.orValue([]).all(capability, ${windows} || capability == "NET_BIND_SERVICE")`,
	...shared(context),
	`(${userNamespace} || ${context}.?runAsNonRoot.orValue(${podContext}.?runAsNonRoot.orValue(false)) == true)`,
	`(${windows} || ${context}.?seccompProfile.?type.orValue(${podContext}.?seccompProfile.?type.orValue("")) in ${profiles})`,
	`${context}.?procMount.orValue("Default") == "Default"`,
	"container.?ports.orValue([]).all(port, port.?hostPort.orValue(0) == 0)",
	...hosts,
];

/** What a field must be, by its last selectors. */
const required: readonly [RegExp, string][] = [
	[/\.host(Network|PID|IPC)$/, "must be false: the node's namespaces are not shared"],
	[/\.privileged$/, "must be false"],
	[/\.allowPrivilegeEscalation$/, "must be false"],
	[/\.capabilities\.drop$/, "must include ALL"],
	[/\.capabilities\.add(\[.*\])?$/, "may hold NET_BIND_SERVICE only"],
	[/\.appArmorProfile\.type$/, "must be RuntimeDefault or Localhost"],
	[/\.seccompProfile\.type$/, "must be RuntimeDefault or Localhost, here or for the pod"],
	[/\.seLinuxOptions\.type$/, "must be a container type"],
	[/\.seLinuxOptions\.(user|role)$/, "must not be set"],
	[/\.hostProcess$/, "must be false"],
	[/\.runAsUser$/, "must not be 0"],
	[/\.runAsNonRoot$/, "must be true, here or for the pod"],
	[/\.procMount$/, "must be Default"],
	[/\.hostPort$/, "must not be set"],
	[/\.host$/, "must not be set"],
	[/\.sysctls\[.*\](\.name)?$/, "is not a safe sysctl"],
	[/\.volumes\[.*\]$/, `must be of type ${volumes.join(", ")}`],
	[/annotations\[.*\]$/, "must be runtime/default or localhost/*"],
];

/** SEC-001: the restricted level of the Pod Security Standards, in every container of every kind that carries a pod. */
export const restrictedPods: KubernetesRule = {
	id: "SEC-001",
	slug: "restricted-pods",
	says: "Pods keep to the restricted Pod Security level.",
	why: "A container that can reach the node can change records and their audit trail without leaving a trace.",
	fix: "Set the security context of the restricted level, or request a dated exception.",
	applies: workloads,
	cel: [...pod, `containers.all(container, ${container.join(" && ")})`].join(" && "),
	finding: (path) =>
		`${path} ${required.find(([pattern]) => pattern.test(path))?.[1] ?? "does not keep to the restricted level"}`,
};
