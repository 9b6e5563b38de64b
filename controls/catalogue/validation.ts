import type { Control } from "../types";
import { annex, gamp, iso, part11 } from "./clauses";
import { advisoryInLab } from "./enforcement";

export const validation: readonly Control[] = [
	{
		id: "VAL-001",
		says: "Every deployed component is in the inventory with owner, supplier, GAMP category and risk.",
		why: "What is not in the inventory was not assessed, and nobody answers for it.",
		clauses: [
			annex("1", "The risk that is stated for each component decides how far it is controlled and tested."),
			annex("3", "Each component names its supplier."),
			annex("4.3", "It is the up-to-date listing of what the system consists of, compared with what is deployed."),
			iso("A.5.9", "It is the inventory of the software assets, with their owners."),
			gamp("M4", "Each component has a software category, on which the effort of its verification depends."),
		],
		where: ["stack", "configuration"],
		enforcement: advisoryInLab,
		fix: "Add the component to docs/inventory with its owner, supplier, GAMP category and risk, or remove the row of what is no longer there.",
		residualRisk:
			"A row says who answers for a component and how it was classified; that the classification is right is a person's judgement.",
	},
	{
		id: "VAL-002",
		says: "Every requirement has a control or component and a test, and the other way round.",
		why: "A requirement without a test was never shown to hold; a control or a test without a requirement is there for no stated reason.",
		clauses: [
			annex("4.4", "User requirements are traceable throughout the life cycle."),
			part11("11.10(a)", "Validation shows each requirement by a test that exists and is executed."),
			gamp("M5", "It is the traceability from requirement to design and to verification."),
		],
		where: ["configuration"],
		enforcement: advisoryInLab,
		fix: "Complete docs/requirements.yaml: name the control or component and the tests of the requirement (spec files and files of cases, or a pattern of one folder's), and a requirement for each control, component and spec.",
		residualRisk:
			"It says that a test is named and there, and of a control that the test holds its cases, not that it tests the requirement: the review of the matrix does. Results are of the test runs.",
	},
];
