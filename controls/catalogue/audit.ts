import type { Control } from "../types";

export const audit: readonly Control[] = [
	{
		id: "AUD-001",
		says: "The API server records who did what, at least Metadata on everything that writes and no body of Secrets.",
		why: "A change to the cluster that left no record cannot be reviewed; a record that holds a Secret's body gives it away.",
		clauses: [
			{
				source: "Annex 11 (2011)",
				reference: "9",
				rationale:
					"The audit log is the record of who changed or deleted what and when, for every write through the API.",
			},
			{
				source: "Annex 11 (2011)",
				reference: "12.4",
				rationale: "It holds the identity of the operator, the date and the time of each entry, change or deletion.",
			},
			{
				source: "21 CFR Part 11",
				reference: "11.10(e)",
				rationale: "It is computer-generated and time-stamped, and the operator does not write it.",
			},
			{
				source: "ISO/IEC 27001:2022",
				reference: "8.15",
				rationale: "It is the log of the cluster's administrative activity.",
			},
		],
		where: ["provider"],
		enforcement: { lab: "mandatory", validation: "mandatory", production: "mandatory" },
		fix: "Give every control plane an audit policy whose rules record Metadata for all writes and for Secrets.",
		residualRisk:
			"What is done on a node past the API server is not in this log; Talos has no shell, and AUD-002 and AUD-005 cover the rest.",
	},
];
