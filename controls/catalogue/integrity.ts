import type { Control } from "../types";

export const integrity: readonly Control[] = [
	{
		id: "INT-001",
		says: "Every container image, init and ephemeral ones too, is referenced by digest.",
		why: "A tag can be moved after validation; what runs would no longer be what was qualified.",
		clauses: [
			{
				source: "Annex 11 (2011)",
				reference: "10",
				rationale:
					"With a digest no software changes outside a controlled change, because the reference itself would have to.",
			},
			{
				source: "21 CFR Part 11",
				reference: "11.10(a)",
				rationale: "The validated state names the exact bytes that were validated.",
			},
			{
				source: "ISO/IEC 27001:2022",
				reference: "8.9",
				rationale: "The configuration of what runs is fixed and can be compared.",
			},
		],
		where: ["kubernetes"],
		enforcement: { lab: "advisory", validation: "mandatory", production: "mandatory" },
		fix: "Run `lab lock` and use the digest it wrote to images.lock.yaml.",
		residualRisk:
			"A digest says which bytes run, not that they are good: INT-002 and INT-003 say where they come from and who signed them.",
	},
];
