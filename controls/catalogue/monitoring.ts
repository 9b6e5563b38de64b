import type { Control } from "../types";
import { annex, iso } from "./clauses";
import { advisoryInLab } from "./enforcement";

export const monitoring: readonly Control[] = [
	{
		id: "MON-001",
		says: "The required alerts exist and reach a person.",
		why: "A control that fails unnoticed is no control: somebody has to be told while there is still time.",
		clauses: [
			annex("13", "Failures become incidents that are reported to somebody who assesses them."),
			iso("A.8.16", "Anomalies are monitored and lead to an action."),
		],
		where: ["kubernetes", "stack"],
		enforcement: advisoryInLab,
		fix: "Install a PrometheusRule that alerts on etcd, certificate expiry, backup failure, disk space, policy violations and Falco's critical events, and route them to a receiver that notifies a person.",
		residualRisk:
			"That a message was read is not seen. The alerts are told by the metrics that they read: a threshold that never fires is found by the operational qualification.",
	},
];
