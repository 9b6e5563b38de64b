import type { Control } from "../types";

export const validation: readonly Control[] = [
	{
		id: "VAL-001",
		says: "Every deployed component is in the inventory with owner, supplier, GAMP category and risk.",
		why: "What is not in the inventory was not assessed, and nobody answers for it.",
		clauses: [
			{
				source: "Annex 11 (2011)",
				reference: "1",
				rationale: "The risk that is stated for each component decides how far it is controlled and tested.",
			},
			{
				source: "Annex 11 (2011)",
				reference: "3",
				rationale: "Each component names its supplier.",
			},
			{
				source: "Annex 11 (2011)",
				reference: "4.3",
				rationale: "It is the up-to-date listing of what the system consists of, compared with what is deployed.",
			},
			{
				source: "ISO/IEC 27001:2022",
				reference: "5.9",
				rationale: "It is the inventory of the software assets, with their owners.",
			},
			{
				source: "GAMP 5 (2nd edition)",
				reference: "M4",
				rationale: "Each component has a software category, on which the effort of its verification depends.",
			},
		],
		where: ["stack", "configuration"],
		enforcement: { lab: "advisory", validation: "mandatory", production: "mandatory" },
		fix: "Add the component to docs/inventory with its owner, supplier, GAMP category and risk, or remove the row of what is no longer there.",
		residualRisk:
			"A row says who answers for a component and how it was classified; that the classification is right is a person's judgement.",
	},
	{
		id: "VAL-002",
		says: "Every requirement has a control or component and a test, and the other way round.",
		why: "A requirement without a test was never shown to hold; a control or a test without a requirement is there for no stated reason.",
		clauses: [
			{
				source: "Annex 11 (2011)",
				reference: "4.4",
				rationale: "User requirements are traceable throughout the life cycle.",
			},
			{
				source: "21 CFR Part 11",
				reference: "11.10(a)",
				rationale: "Validation shows each requirement by a test that exists and is executed.",
			},
			{
				source: "GAMP 5 (2nd edition)",
				reference: "M5",
				rationale: "It is the traceability from requirement to design and to verification.",
			},
		],
		where: ["configuration"],
		enforcement: { lab: "advisory", validation: "mandatory", production: "mandatory" },
		fix: "Complete docs/requirements.yaml: name the control or component and the tests of the requirement, and a requirement for each control, inventory row and test.",
		residualRisk:
			"It says that a test is named and there, not that it tests the requirement: the review of the matrix does. Results are of the test runs.",
	},
];
