import type { Control } from "../types";

export const change: readonly Control[] = [
	{
		id: "CHG-007",
		says: "Stateful and key-bearing resources are protected.",
		why: "A renamed or removed line of the program would delete records, or the only key that reads them, in one run.",
		clauses: [
			{
				source: "Annex 11 (2011)",
				reference: "7.1",
				rationale: "Protection from deletion secures stored data, and the keys it is read with, against damage.",
			},
			{
				source: "21 CFR Part 11",
				reference: "11.10(c)",
				rationale:
					"Records stay retrievable throughout their retention when what holds or decrypts them cannot be removed by accident.",
			},
			{
				source: "ISO/IEC 27001:2022",
				reference: "5.33",
				rationale: "Records are protected from loss and destruction.",
			},
		],
		where: ["provider", "kubernetes"],
		enforcement: { lab: "advisory", validation: "mandatory", production: "mandatory" },
		fix: "Set the resource option `protect: true`; to remove the resource, unprotect it in a change of its own.",
		residualRisk:
			"Protection binds Pulumi only: whoever has the provider's credentials can delete past it; ACC-007 and AUD-004 limit that.",
	},
];
