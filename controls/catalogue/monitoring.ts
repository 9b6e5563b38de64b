import type { Control } from "../types";

export const monitoring: readonly Control[] = [
	{
		id: "MON-001",
		says: "The required alerts exist and reach a person.",
		why: "A control that fails unnoticed is no control: somebody has to be told while there is still time.",
		clauses: [
			{
				source: "Annex 11 (2011)",
				reference: "13",
				rationale: "Failures become incidents that are reported to somebody who assesses them.",
			},
			{
				source: "ISO/IEC 27001:2022",
				reference: "8.16",
				rationale: "Anomalies are monitored and lead to an action.",
			},
		],
		where: ["kubernetes", "stack"],
		enforcement: { lab: "advisory", validation: "mandatory", production: "mandatory" },
		fix: "Install a PrometheusRule that alerts on etcd, certificate expiry, backup failure, disk space, policy violations and Falco's critical events, and route them to a receiver that notifies a person.",
		residualRisk:
			"That a message was read is not seen. The alerts are told by the metrics that they read: a threshold that never fires is found by the operational qualification.",
	},
];
