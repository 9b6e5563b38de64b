import type { Control } from "../types";
import { annex, iso, part11 } from "./clauses";
import { advisoryInLab, everywhere } from "./enforcement";

/** The controls CHG that are judged on what the program and GitOps declare. */
export const changeObjects: readonly Control[] = [
	{
		id: "CHG-002",
		says: "Every namespace, workload, claim, Secret and machine that the program itself declares carries name, part-of, environment, owner and GxP impact.",
		why: "Whoever meets an object must be able to say what it belongs to, who answers for it and what a change of it means, without asking.",
		clauses: [
			annex("4.3", "The inventory of what runs, with its GxP functionality, can be read from the objects themselves."),
			annex("10", "A change of an object finds its owner and its impact on the object."),
			iso("A.5.9", "Assets are identified and have an owner."),
		],
		where: ["kubernetes", "provider"],
		enforcement: { lab: "remediate", validation: "mandatory", production: "mandatory" },
		fix: "Take the labels from controls/labels.ts: name, part-of, managed-by, environment, owner and gxp-impact; a machine's tags from the same file.",
		residualRisk:
			"What a chart or a controller makes is told by its maker's label alone. Bare metal has no object before it is a node: the inventory and the stack file name it.",
	},
	{
		id: "CHG-004",
		says: "The platform repository protects its main branch: review by another person, signed commits, no force push.",
		why: "A change that nobody else read, or whose history can be rewritten, is no controlled change.",
		clauses: [
			annex("10", "No change reaches the main branch past review."),
			part11("11.10(k)", "Without force push the sequence of revisions stays as it was made; signatures say by whom."),
			iso("A.8.32", "The branch's protection enforces the step of change management that reviews."),
		],
		where: ["provider", "kubernetes", "stack"],
		enforcement: advisoryInLab,
		fix: "Protect `main`: at least one approval by another person, stale approvals dismissed, administrators included, no direct or force push, no deletion, signed commits.",
		residualRisk:
			"Settings that are made by hand in the forge are not seen here, and its administrators can take the protection off; the forge's audit log (AUD-007) shows it.",
	},
	{
		id: "CHG-005",
		says: "A GitOps application follows a commit or signed tag.",
		why: "A branch moves: what runs would change without a change of what was approved.",
		clauses: [
			annex(
				"10",
				"Another version runs only after the application itself was changed, which is a change under control.",
			),
			iso("A.8.9", "The configuration that is deployed is fixed, and can be compared with the repository."),
		],
		where: ["kubernetes", "stack"],
		enforcement: advisoryInLab,
		fix: "Set targetRevision to the commit's 40 digits, to refs/tags/<tag> of a project with signatureKeys, or to a chart's exact version.",
		residualRisk:
			"That a tag is signed is checked by Argo CD when it syncs; whether an application's project asks for it is judged where both objects are seen.",
	},
	{
		id: "CHG-006",
		says: "A chart has an exact version, a checksum, and an allowed repository.",
		why: "A range, or an address that only looks like the vendor's, installs what nobody reviewed.",
		clauses: [
			annex("10", "A new version of a chart is a change of the lock, and so a controlled change."),
			iso("A.8.19", "Software is installed from known sources, in the version that was approved."),
		],
		where: ["provider"],
		enforcement: everywhere,
		fix: "Install from the cached archive of charts.lock.yaml; add the chart there with its exact version, its repository and the checksum of the archive that you downloaded to .cache/charts/.",
		residualRisk:
			"A chart that is given by name and repository shows no checksum: its repository can give other bytes under the same version. A release's version is seen as the provider resolved it. What a machine configuration installs is judged object by object, as it stands there: the rules over a whole stack do not see its objects, and of a configuration that a preview does not know yet this control alone says so. Files that machine.files writes on a node, and a kubelet's folder of manifests where somebody fills it that way, are not read; what Talos brings itself (CoreDNS, Flannel, kube-proxy) is of its release.",
	},
	{
		id: "CHG-007",
		says: "Stateful and key-bearing resources are protected.",
		why: "A renamed or removed line of the program would delete records, or the only key that reads them, in one run.",
		clauses: [
			annex("7.1", "Protection from deletion secures stored data, and the keys it is read with, against damage."),
			part11(
				"11.10(c)",
				"Records stay retrievable throughout their retention when what holds or decrypts them cannot be removed by accident.",
			),
			iso("A.5.33", "Records are protected from loss and destruction."),
		],
		where: ["provider"],
		enforcement: advisoryInLab,
		fix: "Set the resource option `protect: true`; to remove the resource, unprotect it in a change of its own.",
		residualRisk:
			"Protection binds Pulumi only: whoever has the provider's credentials can delete past it; ACC-007 and AUD-004 limit that.",
	},
	{
		id: "CHG-008",
		says: "A controlled property is not in `ignoreChanges`.",
		why: "What Pulumi ignores changes outside the program and past every control, and no preview shows it.",
		clauses: [
			annex("10", "Each property that matters changes by the program alone, and so in a controlled manner."),
			iso("A.8.9", "The configuration that is there is compared with the one that was approved, in every property."),
		],
		where: ["provider"],
		enforcement: advisoryInLab,
		fix: "Take the property out of ignoreChanges, or request a dated exception.",
		residualRisk:
			"A property that a provider never reads back drifts unseen without ignoreChanges too; drift checks and the qualification look at the real thing.",
	},
];
