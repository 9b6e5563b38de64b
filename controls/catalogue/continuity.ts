import type { Control } from "../types";
import { annex, gamp, iso, part11 } from "./clauses";
import { advisoryInLab, everywhere, notInLab } from "./enforcement";

export const continuity: readonly Control[] = [
	{
		id: "BCM-001",
		says: "A database has scheduled backups and WAL archiving.",
		why: "Between two backups only the write-ahead log holds what was recorded; without it a failure takes back signed entries.",
		clauses: [
			annex("7.2", "Regular back-ups of the data are made by a schedule of their own."),
			annex("16", "The database can be brought back to the moment before a breakdown."),
			iso("A.8.13", "Backups are taken as the database's declaration says."),
		],
		where: ["kubernetes", "stack"],
		enforcement: advisoryInLab,
		fix: "Give the Cluster an object store (the Barman Cloud plugin as WAL archiver, or `backup.barmanObjectStore`), and declare a ScheduledBackup of it.",
		residualRisk:
			"A database that no operator manages is not recognised as one: its volume falls under BCM-002. That a backup can be restored is BCM-007.",
	},
	{
		id: "BCM-002",
		says: "A volume with records is backed up.",
		why: "A disk fails without asking what was on it.",
		clauses: [
			annex(
				"7.2",
				"Regular back-ups of all relevant data are made: every claim has a schedule, or says why it needs none.",
			),
			iso("A.8.13", "Backup copies of information are maintained for every volume."),
		],
		where: ["kubernetes", "stack"],
		enforcement: advisoryInLab,
		fix: "Cover the claim by a Velero Schedule or a VolSync ReplicationSource, or label it `gxp-lab.io/backup: exempt` with the annotation `gxp-lab.io/backup-exempt-because`.",
		residualRisk:
			"Whether the reason of an exemption is true is for its review. What a snapshot of a running application is worth depends on the application.",
	},
	{
		id: "BCM-003",
		says: "etcd snapshots leave the cluster, encrypted.",
		why: "etcd holds what the cluster is; when it is lost together with its snapshots, nothing says what was running.",
		clauses: [
			annex("7.2", "The cluster's own state is backed up regularly, where a fault of the cluster does not reach it."),
			annex("16", "The cluster can be brought back after a breakdown."),
			iso("A.8.13", "The backup is taken, encrypted and kept apart."),
		],
		where: ["kubernetes", "stack"],
		enforcement: advisoryInLab,
		fix: "Declare a CronJob that takes `talosctl etcd snapshot`, encrypts it with age for a key that is not in the cluster, and sends it to a store outside.",
		residualRisk:
			"That the snapshot was really written, and can be restored, is seen by its alert (MON-001) and a restore (BCM-007).",
	},
	{
		id: "BCM-004",
		says: "A backup does not live with its source.",
		why: "One disk, one host or one fire takes both.",
		clauses: [
			annex("7.2", "A back-up that fails together with its source restores nothing."),
			annex("16", "What a breakdown of one host takes can be had from another."),
			iso("A.8.13", "Backups are kept at a distance from what they protect."),
		],
		where: ["provider", "stack"],
		enforcement: advisoryInLab,
		fix: "Send the backup to a store outside the cluster, or to a volume whose storage class stands on other hosts than the source's.",
		residualRisk:
			"Two hosts can still share a rack, a power supply or a room; what is outside the stack is not known to it.",
	},
	{
		id: "BCM-005",
		says: "Production services have replicas, spread, and a disruption budget.",
		why: "A service of one replica is down with every node that is drained, also in the middle of a batch.",
		clauses: [
			annex("16", "A service continues when a node fails or is maintained."),
			iso("A.8.14", "Processing is redundant, and the copies do not stand on one node."),
		],
		where: ["kubernetes", "stack"],
		enforcement: notInLab,
		fix: "Set two replicas or more, a topology spread constraint or anti-affinity by host or zone, and a PodDisruptionBudget that lets one pod go; or label what may be down `gxp-lab.io/availability: interruptible` with the annotation `gxp-lab.io/interruptible-because`.",
		residualRisk:
			"Replicas can be taken away at run time through the scale subresource; whether they hold one state is the application's design. A HorizontalPodAutoscaler is another object, which this rule does not see: a workload that one scales states two replicas or more as well, or is refused.",
	},
	{
		id: "BCM-006",
		says: "No lifecycle rule deletes a record inside its retention.",
		why: "A rule that tidies up deletes silently, every day, and without anybody's name.",
		clauses: [
			annex("7.1", "Stored data stay accessible throughout the retention period."),
			annex("17", "What is archived is not removed before its time."),
			part11("11.10(c)", "Records are retrievable throughout their retention period."),
			iso("A.5.33", "Records are protected from destruction before their time."),
		],
		where: ["provider", "stack"],
		enforcement: everywhere,
		fix: "Remove the expiry from the record bucket's lifecycle rules, or make it longer than the bucket's retention.",
		residualRisk:
			"A rule that somebody sets past the program is not seen here; object lock in COMPLIANCE mode (AUD-004) refuses its deletions. A bucket without a retention of its own in the pack is held to the longest one there, whatever its records need.",
	},
	{
		id: "BCM-007",
		says: "A restore was tested in the last 90 days.",
		why: "A backup that was never restored is a hope.",
		clauses: [
			annex("7.2", "The ability to restore is checked periodically, with a record of it."),
			annex("16", "The arrangement for a breakdown was tested."),
			iso("A.8.13", "Backups are tested regularly."),
			gamp("O9", "Backup and restore are operated as a process whose restore is exercised."),
		],
		where: ["configuration"],
		enforcement: notInLab,
		fix: "Restore from the newest backup and write the result to docs/qualification/restores.yaml; never a restore that was not done.",
		residualRisk: "A restore of yesterday's backup says nothing certain about today's.",
	},
];
