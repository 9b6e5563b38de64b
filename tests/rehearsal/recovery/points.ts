import type { Point, RecoveryLab } from "./lab";

export interface ChosenPoint extends Point {
	/** Under which id the recovered state must have it. */
	readonly id?: string;
	/** What an `up` without a recovery says: the thing is there already. */
	readonly again?: RegExp;
	/** What the recovery says of it, beside its URN. */
	readonly says?: RegExp;
}

const repeated = /it may be made again without harm, the next up makes it/;
const uninstalled = /Helm left it pending-install and it was uninstalled, the next up makes it/;
const controlPlane = "ConfigurationApply cluster-lab-cp-1-applied";
const audit = "data/machines/vm-2021/ephemeral/var/log/audit/kube/kube-apiserver.log";
const machineIs = (id: number) => (lab: RecoveryLab) => lab.read("data/proxmox.json").includes(`"id": ${id}`);
const machinesSaid = (pattern: RegExp) => (lab: RecoveryLab) => pattern.test(lab.read("logs/machines.log"));
const minio = (path: string) => (lab: RecoveryLab) => lab.there("pods/minio/data", path);
const release = (name: string) => (lab: RecoveryLab) => lab.read(audit).includes(`"sh.helm.release.v1.${name}.v1"`);

/** In each layer of the program, creates that are worth to be cut off. */
export const points: readonly { readonly layer: string; readonly candidates: readonly ChosenPoint[] }[] = [
	{
		layer: "machines",
		candidates: [
			{
				resource: "File machines-image-pve1-file",
				made: (lab) => /"id": "local:import/.test(lab.read("data/proxmox.json")),
			},
			{
				resource: "VmLegacy machines-lab-cp-1-vm",
				near: "File machines-image-pve1-file",
				made: machineIs(2021),
				id: "2021",
			},
			{
				resource: "VmLegacy machines-lab-worker-1-vm",
				near: "File machines-image-pve1-file",
				made: machineIs(2031),
				id: "2031",
			},
		],
	},
	{
		layer: "cluster",
		candidates: [
			{
				resource: controlPlane,
				near: "VmLegacy machines-lab-cp-1-vm",
				made: machinesSaid(/lab-cp-1: configured/),
				says: repeated,
			},
			{
				resource: "Bootstrap cluster-bootstrap",
				near: controlPlane,
				made: machinesSaid(/etcd starts a new cluster/),
				id: "machine_bootstrap",
			},
			{ resource: "Bootstrap cluster-bootstrap", near: controlPlane, says: /has no members, the next up makes it/ },
			{ resource: "Kubeconfig cluster-kubeconfig", near: "Bootstrap cluster-bootstrap", says: repeated },
		],
	},
	{
		layer: "platform",
		candidates: [
			{ resource: "Release platform-cni-cilium", made: release("cilium"), says: uninstalled },
			{ resource: "Release platform-minio-server", made: release("minio"), says: uninstalled },
			{
				resource: "S3Bucket platform-buckets-pipeline-output",
				near: "S3Bucket platform-buckets-loki-chunks",
				made: minio("pipeline-output"),
				id: "pipeline-output",
				again: /bucket already exists/,
			},
			{
				resource: "IamUser platform-users-loki-sa",
				near: "S3Bucket platform-buckets-loki-chunks",
				made: minio(".minio.sys/config/iam/users/loki-sa"),
				id: "loki-sa",
			},
		],
	},
];

/** mulberry32: the same numbers everywhere for the same seed. */
function random(seed: number): number {
	let value = (seed + 0x6d2b79f5) | 0;
	value = Math.imul(value ^ (value >>> 15), value | 1);
	value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
	return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
}

/** One of the candidates, by the seed and the layer's name. */
export function choose(candidates: readonly ChosenPoint[], seed: number, layer: string): ChosenPoint {
	const salt = [...layer].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
	const found = candidates[Math.floor(random(seed * 7919 + salt) * candidates.length)];
	if (found === undefined) throw new Error(`${layer}: has no point`);
	return found;
}
