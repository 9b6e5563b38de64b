import type { Control } from "../types";
import { annex, iso, part11 } from "./clauses";
import { advisoryInLab, everywhere, notInLab } from "./enforcement";

export const integrity: readonly Control[] = [
	{
		id: "INT-001",
		says: "Every container image, init and ephemeral ones too, is referenced by digest.",
		why: "A tag can be moved after validation; what runs would no longer be what was qualified.",
		clauses: [
			annex(
				"10",
				"With a digest no software changes outside a controlled change, because the reference itself would have to.",
			),
			part11("11.10(a)", "The validated state names the exact bytes that were validated."),
			iso("A.8.9", "The configuration of what runs is fixed and can be compared."),
		],
		where: ["kubernetes"],
		enforcement: advisoryInLab,
		fix: "Write the image as name@sha256:digest, with the digest that its registry gives.",
		residualRisk:
			"A digest says which bytes run, not that they are good: INT-002 and INT-003 say where they come from and who signed them.",
	},
	{
		id: "INT-002",
		says: "Images come from allowed registries.",
		why: "A digest fixes the bytes, not who made them: a registry is a supplier, and suppliers are assessed.",
		clauses: [
			annex("3", "Software comes from suppliers that were chosen and assessed; what is not on the list was not."),
			iso("A.5.21", "The supply chain of container images is limited to named sources."),
		],
		where: ["kubernetes"],
		enforcement: everywhere,
		fix: "Write the image's name in full (docker.io/library/nginx for nginx), take it from a registry on the list in controls/registries.ts, or add the registry there in a change of its own after the supplier was assessed.",
		residualRisk:
			"A mirror that is configured in the container runtime can answer for an allowed name: the digest (INT-001) and the signature (INT-003) hold against that.",
	},
	{
		id: "INT-003",
		says: "Images are signed by a known key and the cluster checks it.",
		why: "A signature ties an image to whoever built it; only a check that refuses makes it worth something.",
		clauses: [
			annex(
				"10",
				"Only software that was released with a known key can start, so that no change goes past the release.",
			),
			iso("A.8.24", "Signatures with managed keys protect the integrity of what runs."),
		],
		where: ["kubernetes", "stack"],
		enforcement: notInLab,
		fix: "Install a policy that verifies images in every namespace with workloads and refuses what does not verify: Kyverno's ImageValidatingPolicy with Deny, a ClusterImagePolicy with mode enforce, or Talos' ImageVerificationConfig on every node.",
		residualRisk:
			"A stolen signing key signs anything. Images that a node brings with it (pause, the control plane's own) are checked by Talos' verification only.",
	},
	{
		id: "INT-004",
		says: "A pipeline runs at a commit, with its parameters and container digests recorded.",
		why: "A result can be reproduced and defended only when the exact code, parameters and tools that made it are known.",
		clauses: [
			annex(
				"10",
				"Another version of a pipeline is another commit, so that it cannot change outside a controlled change.",
			),
			part11("11.10(a)", "The validated pipeline is named exactly: its commit, its parameters, its containers."),
		],
		where: ["kubernetes"],
		enforcement: advisoryInLab,
		fix: "Run `nextflow run <repository> -r <40 hexadecimal digits> -params-file <file>` and annotate the pod with gxp-lab.io/pipeline-revision, gxp-lab.io/pipeline-parameters and gxp-lab.io/pipeline-containers (SHA-256 of the parameter file and of the list of container digests).",
		residualRisk:
			"The annotations are what the submitter says: whether the digests are those of the files is compared by the qualification of the run. A run that a script hides in an image of another name is not recognised.",
	},
	{
		id: "INT-005",
		says: "Record buckets are versioned and encrypted.",
		why: "Without versions an overwritten record is gone; without encryption whoever has the disk has the record.",
		clauses: [
			annex(
				"7.1",
				"Data is secured by electronic means against damage: an overwritten or deleted object stays as a version.",
			),
			part11("11.10(c)", "Records stay retrievable when they are overwritten, and unreadable outside the storage."),
			iso("A.8.24", "Records are encrypted at rest with a managed key."),
		],
		where: ["provider", "stack"],
		enforcement: advisoryInLab,
		fix: "Give every bucket but pipeline-work an S3BucketVersioning with status Enabled and an S3BucketServerSideEncryption with the KMS key.",
		residualRisk:
			"The key is in the cluster that uses it: whoever controls the storage server can read. A bucket that is made outside this stack is not seen.",
	},
	{
		id: "INT-006",
		says: "Nodes boot a pinned image (schematic and checksum), with encrypted state and data.",
		why: "A node is the root of everything that runs on it: it must start from known bytes, and a disk that left the room must not be readable.",
		clauses: [
			annex("10", "The operating system changes only with its reference, its schematic and its checksum."),
			part11("11.10(c)", "Records on a node's disks are protected when the disk leaves the machine."),
			iso("A.8.24", "Disks are encrypted with keys that are not on them in plain text."),
		],
		where: ["provider", "stack"],
		enforcement: advisoryInLab,
		fix: "Download the boot image from the image factory's address of the schematic with the sha256 that images.lock.yaml has of it, install from the factory's installer of the same schematic, and encrypt STATE, EPHEMERAL and every user volume (talos.diskEncryption).",
		residualRisk:
			"A key of the kind nodeID is derived from the machine: it protects a disk that was taken out, not a machine that was taken as a whole. talos.diskEncryption: tpm does. What bare metal boots the first time, and a disk that somebody attaches to a machine by hand, is not seen.",
	},
	{
		id: "INT-007",
		says: "Secrets are encrypted in etcd.",
		why: "A copy of etcd's data or of its backup would otherwise hold every credential of the lab in plain text.",
		clauses: [
			annex("12.1", "Access to credentials is restricted to those who may use the API; a copied disk gives none."),
			part11("11.10(c)", "What protects the records (keys, passwords) is itself protected in storage and in backups."),
			iso("A.8.24", "Secrets are encrypted at rest with a key that is not stored beside them."),
		],
		where: ["provider"],
		enforcement: everywhere,
		fix: "Leave cluster.secretboxEncryptionSecret as Talos generated it, and give the API server no encryption-provider-config argument.",
		residualRisk:
			"The key is in the machine configuration on STATE (INT-006 encrypts it). Only Secrets are encrypted, not ConfigMaps.",
	},
	{
		id: "INT-008",
		says: "Configuration of a qualified workload is immutable or part of its digest.",
		why: "A workload whose configuration can change under it is no longer the one that was qualified.",
		clauses: [
			annex(
				"10",
				"A change of configuration is a new object or a new digest, so that it appears in the change record.",
			),
			iso("A.8.9", "The configuration of what runs is established and cannot drift unnoticed."),
		],
		where: ["kubernetes", "stack"],
		enforcement: notInLab,
		fix: "Set immutable: true on the ConfigMap, or write the SHA-256 of its content into the annotation gxp-lab.io/config-digest.<name> of the pod template that uses it.",
		residualRisk:
			"Secrets are left out: they are rotated, and SEC-006 and INT-007 look after them. Configuration that a workload fetches at run time is not seen.",
	},
];
