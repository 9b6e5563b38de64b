import { container, podSpec, type Tree, withContext, withPodContext } from "./fixtures";

/** One field of the Pod Security Standards: what breaks it, and its near miss. */
export interface StandardCase {
	/** The check in k8s.io/pod-security-admission v0.36.3, policy/. */
	check: string;
	/** The field, below the pod specification; `containers[*]` is tried in every list of containers. */
	field: string;
	bad: Tree;
	good: Tree;
	/** Annotations of the pod, where the field is one. */
	annotations?: { bad: Record<string, string>; good: Record<string, string> };
}

/** A pod with one volume of a kind. */
const volume = (source: Tree): Tree => podSpec({ volumes: [{ name: "data", ...source }] });
const only = (one: Tree): Tree => podSpec({ containers: [one] });
const probe = (host?: string): Tree => ({ httpGet: { port: 80, ...(host === undefined ? {} : { host }) } });
const socket = (host?: string): Tree => ({ tcpSocket: { port: 80, ...(host === undefined ? {} : { host }) } });
const handlers = ["livenessProbe", "readinessProbe", "startupProbe"];
const hooks = ["postStart", "preStop"];

const podField = (check: string, field: string, bad: Tree, good: Tree): StandardCase => ({
	check,
	field,
	bad: podSpec(bad),
	good: podSpec(good),
});
const podContext = (check: string, field: string, bad: Tree, good: Tree): StandardCase => ({
	check,
	field: `securityContext.${field}`,
	bad: withPodContext(bad),
	good: withPodContext(good),
});
const context = (check: string, field: string, bad: Tree, good: Tree): StandardCase => ({
	check,
	field: `containers[*].securityContext.${field}`,
	bad: only(withContext("main", bad)),
	good: only(withContext("main", good)),
});
const member = (check: string, field: string, bad: Tree, good: Tree): StandardCase => ({
	check,
	field: `containers[*].${field}`,
	bad: only(container("main", bad)),
	good: only(container("main", good)),
});

/** Every field of the baseline and restricted levels, latest version. Kubernetes' own refusals (a host port without a port) are avoided. */
export const podSecurityStandard: readonly StandardCase[] = [
	podField("hostNamespaces", "hostNetwork", { hostNetwork: true }, { hostNetwork: false }),
	podField("hostNamespaces", "hostPID", { hostPID: true }, { hostPID: false }),
	podField("hostNamespaces", "hostIPC", { hostIPC: true }, { hostIPC: false }),
	context("privileged", "privileged", { privileged: true, allowPrivilegeEscalation: undefined }, { privileged: false }),
	context(
		"allowPrivilegeEscalation",
		"allowPrivilegeEscalation",
		{ allowPrivilegeEscalation: undefined },
		{ allowPrivilegeEscalation: false },
	),
	context(
		"capabilities_restricted",
		"capabilities.drop",
		{ capabilities: { drop: ["NET_RAW"] } },
		{ capabilities: { drop: ["NET_RAW", "ALL"] } },
	),
	context(
		"capabilities_restricted",
		"capabilities.add[0]",
		{ capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] } },
		{ capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } },
	),
	podContext(
		"appArmorProfile",
		"appArmorProfile.type",
		{ appArmorProfile: { type: "Unconfined" } },
		{ appArmorProfile: { type: "RuntimeDefault" } },
	),
	context(
		"appArmorProfile",
		"appArmorProfile.type",
		{ appArmorProfile: { type: "Unconfined" } },
		{ appArmorProfile: { type: "RuntimeDefault" } },
	),
	podContext(
		"seLinuxOptions",
		"seLinuxOptions.type",
		{ seLinuxOptions: { type: "spc_t" } },
		{ seLinuxOptions: { type: "container_engine_t" } },
	),
	podContext(
		"seLinuxOptions",
		"seLinuxOptions.user",
		{ seLinuxOptions: { user: "system_u" } },
		{ seLinuxOptions: { level: "s0:c1,c2" } },
	),
	podContext(
		"seLinuxOptions",
		"seLinuxOptions.role",
		{ seLinuxOptions: { role: "system_r" } },
		{ seLinuxOptions: { level: "s0:c1,c2" } },
	),
	context(
		"seLinuxOptions",
		"seLinuxOptions.type",
		{ seLinuxOptions: { type: "spc_t" } },
		{ seLinuxOptions: { type: "container_t" } },
	),
	context(
		"seLinuxOptions",
		"seLinuxOptions.user",
		{ seLinuxOptions: { user: "system_u" } },
		{ seLinuxOptions: { level: "s0:c1,c2" } },
	),
	context(
		"seLinuxOptions",
		"seLinuxOptions.role",
		{ seLinuxOptions: { role: "system_r" } },
		{ seLinuxOptions: { level: "s0:c1,c2" } },
	),
	podContext("runAsNonRoot", "runAsNonRoot", { runAsNonRoot: false }, { runAsNonRoot: true }),
	context("runAsNonRoot", "runAsNonRoot", { runAsNonRoot: false }, { runAsNonRoot: true }),
	podContext("runAsUser", "runAsUser", { runAsUser: 0 }, { runAsUser: 1 }),
	context("runAsUser", "runAsUser", { runAsUser: 0 }, { runAsUser: 1 }),
	podContext(
		"seccompProfile_restricted",
		"seccompProfile.type",
		{ seccompProfile: { type: "Unconfined" } },
		{ seccompProfile: { type: "RuntimeDefault" } },
	),
	context(
		"seccompProfile_restricted",
		"seccompProfile.type",
		{ seccompProfile: { type: "Unconfined" } },
		{ seccompProfile: { type: "Localhost", localhostProfile: "lab.json" } },
	),
	podContext(
		"sysctls",
		"sysctls[kernel.msgmax].name",
		{ sysctls: [{ name: "kernel.msgmax", value: "1" }] },
		{ sysctls: [{ name: "net.ipv4.tcp_rmem", value: "1" }] },
	),
	member(
		"hostPorts",
		"ports[0].hostPort",
		{ ports: [{ containerPort: 80, hostPort: 80 }] },
		{ ports: [{ containerPort: 80 }] },
	),
	...handlers.flatMap((handler) => [
		member(
			"hostProbesAndHostLifecycle",
			`${handler}.httpGet.host`,
			{ [handler]: probe("127.0.0.1") },
			{ [handler]: probe() },
		),
		member(
			"hostProbesAndHostLifecycle",
			`${handler}.tcpSocket.host`,
			{ [handler]: socket("127.0.0.1") },
			{ [handler]: socket() },
		),
	]),
	...hooks.flatMap((hook) => [
		member(
			"hostProbesAndHostLifecycle",
			`lifecycle.${hook}.httpGet.host`,
			{ lifecycle: { [hook]: probe("127.0.0.1") } },
			{ lifecycle: { [hook]: probe() } },
		),
		member(
			"hostProbesAndHostLifecycle",
			`lifecycle.${hook}.tcpSocket.host`,
			{ lifecycle: { [hook]: socket("127.0.0.1") } },
			{ lifecycle: { [hook]: socket() } },
		),
	]),
	podField(
		"restrictedVolumes",
		"volumes[data]",
		{ volumes: [{ name: "data", hostPath: { path: "/" } }] },
		{ volumes: [{ name: "data", emptyDir: {} }] },
	),
	{
		check: "restrictedVolumes",
		field: "volumes[data]",
		bad: volume({ nfs: { server: "10.20.0.9", path: "/" } }),
		// By its digest, which is another rule's (INT-001).
		good: volume({ image: { reference: `registry.lab.gxp.example/data@sha256:${"a".repeat(64)}` } }),
	},
	{
		check: "restrictedVolumes",
		field: "volumes[data]",
		bad: volume({ iscsi: { targetPortal: "10.20.0.9", iqn: "iqn.2026-01.example:a", lun: 0 } }),
		good: volume({ secret: { secretName: "a" } }),
	},
	{
		check: "appArmorProfile",
		field: "metadata.annotations[container.apparmor.security.beta.kubernetes.io/main]",
		bad: podSpec(),
		good: podSpec(),
		annotations: {
			bad: { "container.apparmor.security.beta.kubernetes.io/main": "unconfined" },
			good: { "container.apparmor.security.beta.kubernetes.io/main": "localhost/lab" },
		},
	},
];

/** The kinds of volume that the restricted level admits, and the others that Kubernetes has or had (core/v1, VolumeSource). */
const admittedVolumes: readonly Tree[] = [
	{ configMap: { name: "a" } },
	{ csi: { driver: "a" } },
	{ downwardAPI: { items: [] } },
	{ emptyDir: {} },
	{ ephemeral: { volumeClaimTemplate: {} } },
	{ image: { reference: "a" } },
	{ persistentVolumeClaim: { claimName: "a" } },
	{ projected: { sources: [] } },
	{ secret: { secretName: "a" } },
];
const refusedVolumes = [
	"gcePersistentDisk",
	"awsElasticBlockStore",
	"gitRepo",
	"glusterfs",
	"rbd",
	"flexVolume",
	"cinder",
	"cephfs",
	"flocker",
	"fc",
	"azureFile",
	"vsphereVolume",
	"quobyte",
	"azureDisk",
	"photonPersistentDisk",
	"portworxVolume",
	"scaleIO",
	"storageos",
];

const safeSysctls = [
	"kernel.shm_rmid_forced",
	"net.ipv4.ip_local_port_range",
	"net.ipv4.tcp_syncookies",
	"net.ipv4.ping_group_range",
	"net.ipv4.ip_unprivileged_port_start",
	"net.ipv4.ip_local_reserved_ports",
	"net.ipv4.tcp_keepalive_time",
	"net.ipv4.tcp_fin_timeout",
	"net.ipv4.tcp_keepalive_intvl",
	"net.ipv4.tcp_keepalive_probes",
	"net.ipv4.tcp_rmem",
	"net.ipv4.tcp_wmem",
];

const seLinuxTypes = ["container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

/**
 * What the API server itself refuses without more (procMount, hostProcess, volumes that are gone), and every value of the
 * standard's lists: for the evaluation outside it.
 */
export const guardedByTheServer: readonly StandardCase[] = [
	...refusedVolumes.map((kind, i) => ({
		check: "restrictedVolumes",
		field: "volumes[data]",
		bad: volume({ [kind]: {} }),
		good: volume(admittedVolumes[i % admittedVolumes.length] ?? {}),
	})),
	...safeSysctls.map((name) =>
		podContext(
			"sysctls",
			`sysctls[${name}x].name`,
			{ sysctls: [{ name: `${name}x`, value: "1" }] },
			{ sysctls: [{ name, value: "1" }] },
		),
	),
	...seLinuxTypes.map((type) =>
		context(
			"seLinuxOptions",
			"seLinuxOptions.type",
			{ seLinuxOptions: { type: `${type}x` } },
			{ seLinuxOptions: { type } },
		),
	),
	context("procMount_restricted", "procMount", { procMount: "Unmasked" }, { procMount: "Default" }),
	context(
		"windowsHostProcess",
		"windowsOptions.hostProcess",
		{ windowsOptions: { hostProcess: true } },
		{ windowsOptions: { hostProcess: false } },
	),
	podContext(
		"windowsHostProcess",
		"windowsOptions.hostProcess",
		{ windowsOptions: { hostProcess: true } },
		{ windowsOptions: { hostProcess: false } },
	),
];
