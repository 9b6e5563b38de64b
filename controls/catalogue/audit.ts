import type { Control } from "../types";
import { annex, iso, part11 } from "./clauses";
import { advisoryInLab, everywhere } from "./enforcement";

export const audit: readonly Control[] = [
	{
		id: "AUD-001",
		says: "The API server records who did what, at least Metadata on everything that writes and no body of Secrets.",
		why: "A change to the cluster that left no record cannot be reviewed; a record that holds a Secret's body gives it away.",
		clauses: [
			annex(
				"9",
				"The audit log is the record of who changed or deleted what and when, for every write through the API.",
			),
			annex(
				"12.3",
				"Who may do what in the cluster is given, changed and taken away by writes of roles and bindings, each of which is in the log with who made it and when. At Metadata it says that a role changed and not what it holds; groups of persons are the identity provider's.",
			),
			annex("12.4", "It holds the identity of the operator, the date and the time of each entry, change or deletion."),
			part11("11.10(e)", "It is computer-generated and time-stamped, and the operator does not write it."),
			iso("A.8.15", "It is the log of the cluster's administrative activity."),
		],
		where: ["provider"],
		enforcement: everywhere,
		fix: "Give every control plane an audit policy whose rules record Metadata for all writes and for Secrets, and leave the audit log's arguments at what Talos sets (30 days, 10 files of 100 MB).",
		residualRisk:
			"What is done on a node past the API server is not in this log; Talos has no shell. AUD-002 and AUD-005 are about a part of the rest, where what they ask for is built.",
	},
	{
		id: "AUD-002",
		says: "Logs leave the node.",
		why: "A log that exists only on the machine it is about can be lost with it, or removed by whoever took it over.",
		clauses: [
			annex("9", "The audit log of a node outlives the node, so that it stays available for review."),
			part11("11.10(e)", "The trail of what was done is kept where the operator of the machine cannot alter it."),
			iso("A.8.15", "Logs are stored apart from the system that they are about."),
		],
		where: ["provider", "kubernetes", "stack"],
		enforcement: advisoryInLab,
		fix: "Name a receiver on another machine in talos.logDestinations, and install a log collector that runs on every node.",
		residualRisk:
			"A receiver that is down loses what Talos sends meanwhile: it does not buffer. What the receiver does with the logs is judged by AUD-003 and AUD-004 only where it is Loki or a bucket of this stack.",
	},
	{
		id: "AUD-003",
		says: "Log retention is stated and at least that of the environment class.",
		why: "A log that is deleted before somebody had reason to read it might as well not have been written.",
		clauses: [
			annex("7.1", "The retention of audit data is a stated value, and nothing deletes it earlier."),
			part11("11.10(c)", "Audit records stay retrievable throughout the retention period that is stated."),
			iso("A.5.33", "Records are protected from deletion for as long as the class of the environment asks."),
		],
		where: ["provider", "kubernetes"],
		enforcement: advisoryInLab,
		fix: "Set Loki's limits_config.retention_period to at least the class's days (lab 7, validation 90, production 365) and compactor.retention_enabled to true.",
		residualRisk:
			"The days are the project's choice, not a regulation's: the retention that predicate rules ask for has to be stated by the owner of the records. What Loki's configuration is made of at run time (environment expansion) is not seen.",
	},
	{
		id: "AUD-004",
		says: "Audit buckets have object lock in COMPLIANCE mode.",
		why: "In COMPLIANCE mode not even the administrator of the storage can remove or overwrite a version inside its retention.",
		clauses: [
			annex("9", "The audit trail cannot be altered or removed by those whose actions it records."),
			part11("11.10(c)", "The records of the trail are protected throughout their retention period."),
			part11("11.10(e)", "Changes do not obscure what was recorded before: a version that is locked stays."),
			iso("A.8.15", "Logs are protected against tampering, by administrators too."),
		],
		where: ["provider", "stack"],
		enforcement: advisoryInLab,
		fix: "Make the bucket with objectLocking: true and give it a BucketRetention in mode COMPLIANCE of at least the class's days (lab 1, validation 90, production 365).",
		residualRisk:
			"Who has the disks can destroy them: BCM-004 keeps a copy elsewhere. An audit bucket is told by its name: loki-chunks, or audit as a part of it.",
	},
	{
		id: "AUD-005",
		says: "Runtime detection runs on every node, control plane included, and its events are kept.",
		why: "What happens inside a running container is in no audit log of the API server.",
		clauses: [
			annex("13", "What looks like an intrusion becomes an event that can be reported and assessed as an incident."),
			iso("A.8.16", "Behaviour on every node is watched for anomalies, and what is found is kept."),
		],
		where: ["kubernetes", "stack"],
		enforcement: advisoryInLab,
		fix: "Install Falco as a DaemonSet that tolerates the control plane's taint and every other taint of the nodes, and send its events to an output that keeps them.",
		residualRisk:
			"Falco is security monitoring, never an audit trail of records. A rule set that is too quiet is not seen: whether a detection works is shown by the operational qualification. Whether its pods start is seen on the nodes: a scheduling gate, a scheduler that there is not, or too little memory keeps them from it.",
	},
	{
		id: "AUD-006",
		says: "Every node has time servers, at least two in production.",
		why: "Events on two machines can be put in order only when their clocks agree.",
		clauses: [
			annex("9", "The date and time in the audit trail are those of a common reference."),
			part11("11.10(e)", "Time stamps are computer-generated from a clock that is kept right."),
			iso("A.8.17", "The clocks of all nodes are synchronised to named sources."),
		],
		where: ["provider"],
		enforcement: advisoryInLab,
		fix: "Name the time servers in network.timeServers: at least one, two different ones in production.",
		residualRisk:
			"Two servers that follow the same wrong source are both wrong: that they agree with a reference is checked in the installation qualification.",
	},
	{
		id: "AUD-007",
		says: "Each platform component writes its own audit log.",
		why: "Who read an object, signed in or pushed a commit is known to the component alone, not to the Kubernetes API.",
		clauses: [
			annex("9", "Access to records and changes of them are recorded by the component that holds them."),
			annex("12.4", "The operator of each entry, change or deletion is recorded with date and time."),
			part11("11.10(e)", "The component writes the trail itself, at the time of the action."),
			iso("A.8.15", "User activities of each platform component are logged."),
		],
		where: ["provider", "kubernetes"],
		enforcement: advisoryInLab,
		fix: "Enable MinIO's audit webhook or Kafka target, leave Authentik's log level at info and its events on, and set Forgejo's logger.access.MODE.",
		residualRisk:
			"A setting that is made through a component's own interface, or in an environment file that only a Secret holds, is not seen.",
	},
];
