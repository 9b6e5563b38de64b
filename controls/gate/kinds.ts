import { kubernetesRules } from "../kubernetes";

/**
 * The kinds that Kubernetes 1.36 serves by itself, by API group (k8s.io/kubernetes v1.36.3, api/openapi-spec/swagger.json: every
 * kind that can be created). A kind that is neither here, nor judged by a rule, nor defined by a CustomResourceDefinition among
 * the manifests may be a misspelt one, which nothing would judge.
 */
const namespaced: Readonly<Record<string, string>> = {
	"": "Binding ConfigMap Endpoints Event LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount",
	apps: "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet",
	"authorization.k8s.io": "LocalSubjectAccessReview",
	autoscaling: "HorizontalPodAutoscaler",
	batch: "CronJob Job",
	"certificates.k8s.io": "PodCertificateRequest",
	"coordination.k8s.io": "Lease LeaseCandidate",
	"discovery.k8s.io": "EndpointSlice",
	"events.k8s.io": "Event",
	"networking.k8s.io": "Ingress NetworkPolicy",
	policy: "PodDisruptionBudget",
	"rbac.authorization.k8s.io": "Role RoleBinding",
	"resource.k8s.io": "ResourceClaim ResourceClaimTemplate",
	"scheduling.k8s.io": "PodGroup Workload",
	"storage.k8s.io": "CSIStorageCapacity",
};

const cluster: Readonly<Record<string, string>> = {
	"": "Namespace Node PersistentVolume",
	"admissionregistration.k8s.io":
		"MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration",
	"apiextensions.k8s.io": "CustomResourceDefinition",
	"apiregistration.k8s.io": "APIService",
	"authentication.k8s.io": "SelfSubjectReview TokenReview",
	"authorization.k8s.io": "SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview",
	"certificates.k8s.io": "CertificateSigningRequest ClusterTrustBundle",
	"flowcontrol.apiserver.k8s.io": "FlowSchema PriorityLevelConfiguration",
	"internal.apiserver.k8s.io": "StorageVersion",
	"networking.k8s.io": "IPAddress IngressClass ServiceCIDR",
	"node.k8s.io": "RuntimeClass",
	"rbac.authorization.k8s.io": "ClusterRole ClusterRoleBinding",
	"resource.k8s.io": "DeviceClass DeviceTaintRule ResourcePoolStatusRequest ResourceSlice",
	"scheduling.k8s.io": "PriorityClass",
	"storage.k8s.io": "CSIDriver CSINode StorageClass VolumeAttachment VolumeAttributesClass",
	"storagemigration.k8s.io": "StorageVersionMigration",
};

/** The cluster's own kinds that charts bring CRDs for; every other kind of a CRD is taken to be in a namespace. */
const clusterOfRules = new Set(
	kubernetesRules.flatMap(({ applies }) =>
		applies.families.flatMap(({ kinds }) =>
			kinds.filter((one) => one.cluster === true).map((one) => `${one.apiGroup}/${one.kind}`),
		),
	),
);

export function isNamespaced(apiVersion: string, kind: string): boolean {
	const scope = scopeOfKind(apiVersion, kind);
	return scope === undefined ? !clusterOfRules.has(kindKey(apiVersion, kind)) : scope === "namespaced";
}

/** What the rehearsal's kwok reads from files; no API server of the lab serves it. */
const ofRehearsals: Readonly<Record<string, string>> = { "kwok.x-k8s.io": "Stage" };

export type KindScope = "namespaced" | "cluster";

const scopes = new Map<string, KindScope>([
	...keys(namespaced, "namespaced"),
	...keys(cluster, "cluster"),
	...keys(ofRehearsals, "cluster"),
]);

function keys(table: Readonly<Record<string, string>>, scope: KindScope): [string, KindScope][] {
	return Object.entries(table).flatMap(([group, kinds]) =>
		kinds.split(" ").map((kind): [string, KindScope] => [`${group}/${kind}`, scope]),
	);
}

export function groupOf(apiVersion: string): string {
	return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.lastIndexOf("/")) : "";
}

/** What a kind is known as, whatever its version. */
export function kindKey(apiVersion: string, kind: string): string {
	return `${groupOf(apiVersion)}/${kind}`;
}

/** Whether objects of the kind are in a namespace; undefined where Kubernetes does not serve the kind by itself. */
export function scopeOfKind(apiVersion: string, kind: string): KindScope | undefined {
	return scopes.get(kindKey(apiVersion, kind));
}
