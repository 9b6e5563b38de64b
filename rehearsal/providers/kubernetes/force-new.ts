/**
 * Fields whose change makes a new object, because the API server refuses to change them (pulumi-kubernetes,
 * provider/pkg/provider/diff.go). A path is a list of keys; `*` stands for any index.
 */
import type { Kind } from "./api";

const SELECTOR = ["spec.selector"];

const CONTAINER_FIELDS = [
	"args command env image imagePullPolicy lifecycle livenessProbe ports readinessProbe resources securityContext stdin",
	"stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir",
].flatMap((line) => line.split(" "));

const POD_FIELDS = [
	"affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC hostNetwork hostPID",
	"hostname imagePullSecrets nodeName nodeSelector overhead preemptionPolicy priority priorityClassName readinessGates",
	"restartPolicy runtimeClassName schedulerName securityContext serviceAccount serviceAccountName shareProcessNamespace",
	"subdomain terminationGracePeriodSeconds volumes",
].flatMap((line) => line.split(" "));

const VOLUME_SOURCES = [
	"awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs hostPath",
	"iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume",
].flatMap((line) => line.split(" "));

const BY_KIND: Record<string, string[]> = {
	"apps/v1/DaemonSet": SELECTOR,
	"apps/v1/Deployment": SELECTOR,
	"apps/v1/StatefulSet": [
		...SELECTOR,
		"spec.podManagementPolicy",
		"spec.revisionHistoryLimit",
		"spec.serviceName",
		"spec.volumeClaimTemplates",
	],
	"batch/v1/Job": [...SELECTOR, "spec.completions", "spec.parallelism", "spec.template"],
	"v1/PersistentVolume": VOLUME_SOURCES.map((source) => `spec.${source}`),
	"v1/PersistentVolumeClaim": [...SELECTOR, "spec.accessModes", "spec.storageClassName", "spec.volumeName"],
	"v1/Pod": [
		...POD_FIELDS.map((field) => `spec.${field}`),
		...["containers", "initContainers"].flatMap((list) => CONTAINER_FIELDS.map((field) => `spec.${list}.*.${field}`)),
	],
	"v1/ResourceQuota": ["spec.scopes"],
	"v1/Service": ["spec.clusterIP"],
	"rbac.authorization.k8s.io/v1/ClusterRoleBinding": ["roleRef"],
	"rbac.authorization.k8s.io/v1/RoleBinding": ["roleRef"],
	"storage.k8s.io/v1/StorageClass": ["parameters", "provisioner"],
};

export interface Mutability {
	/** Provider settings: an object's data may change in place unless it says `immutable`. */
	secrets: boolean;
	configMaps: boolean;
}

export function forceNewPaths(kind: Kind, immutable: boolean, mutable: Mutability): string[][] {
	const id = `${kind.apiVersion}/${kind.kind}`;
	const own = () => {
		if (id === "v1/Secret") {
			return mutable.secrets && !immutable ? ["type"] : ["type", "stringData", "data"];
		}
		if (id === "v1/ConfigMap") return mutable.configMaps && !immutable ? [] : ["binaryData", "data"];
		return BY_KIND[id] ?? [];
	};
	return ["metadata.name", "metadata.namespace", ...own()].map((path) => path.split("."));
}
