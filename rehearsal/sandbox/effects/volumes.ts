/**
 * Volume provisioning as local-path-provisioner does it: a claim of a class of its provisioner that the scheduler has
 * put on a node gets a volume on that node. The real controller-manager binds the two. No directory is made: nothing
 * runs that would mount it (rancher/local-path-provisioner, provisioner.go: name `pvc-<uid>`, node affinity by
 * `kubernetes.io/hostname`).
 */
import { at, type KubernetesClient, type KubernetesObject } from "../../kubernetes/client";
import { type Effect, NotYet } from "./effect";

const PROVISIONER = "rancher.io/local-path";
const SELECTED_NODE = "volume.kubernetes.io/selected-node";

export class LocalVolumes implements Effect {
	readonly simulates = "local-path-provisioner: claims get volume objects, no directory is made";
	readonly collections = ["/api/v1/persistentvolumeclaims", "/api/v1/persistentvolumes"];

	constructor(private readonly api: KubernetesClient) {}

	async reconcile(object: KubernetesObject, collection: string): Promise<void> {
		if (collection.endsWith("persistentvolumes")) return this.reclaim(object);
		return this.provision(object);
	}

	private async provision(claim: KubernetesObject): Promise<void> {
		const className = at(claim, "spec", "storageClassName");
		if (at(claim, "spec", "volumeName") !== undefined || typeof className !== "string") return;
		const storageClass = await this.api.get(`/apis/storage.k8s.io/v1/storageclasses/${className}`);
		if (storageClass === undefined) throw new NotYet(`no StorageClass ${className}`);
		if (storageClass.provisioner !== PROVISIONER) return;
		const node = claim.metadata.annotations[SELECTED_NODE];
		// WaitForFirstConsumer: the scheduler's annotation is a change of the claim, which comes back here.
		if (node === undefined) return;
		const { name, namespace, uid, resourceVersion } = claim.metadata;
		const path = `/api/v1/persistentvolumes/pvc-${uid}`;
		if ((await this.api.get(path)) !== undefined) return;
		await this.api.create("/api/v1/persistentvolumes", {
			apiVersion: "v1",
			kind: "PersistentVolume",
			metadata: { name: `pvc-${uid}`, annotations: { "pv.kubernetes.io/provisioned-by": PROVISIONER } },
			spec: {
				capacity: { storage: at(claim, "spec", "resources", "requests", "storage") },
				accessModes: at(claim, "spec", "accessModes"),
				persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? "Delete",
				storageClassName: className,
				volumeMode: "Filesystem",
				claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", name, namespace, uid, resourceVersion },
				hostPath: { path: `/var/mnt/local-hdd/pvc-${uid}_${namespace}_${name}`, type: "DirectoryOrCreate" },
				nodeAffinity: {
					required: {
						nodeSelectorTerms: [
							{ matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [node] }] },
						],
					},
				},
			},
		});
	}

	private async reclaim(volume: KubernetesObject): Promise<void> {
		if (volume.metadata.annotations["pv.kubernetes.io/provisioned-by"] !== PROVISIONER) return;
		if (at(volume, "status", "phase") !== "Released") return;
		if (at(volume, "spec", "persistentVolumeReclaimPolicy") !== "Delete") return;
		await this.api.delete(`/api/v1/persistentvolumes/${volume.metadata.name}`);
	}
}
