import { application, type StandardClause } from "./standardClause";

const development = "an organisation's process of development: no control of the platform is about it";
const operation = "an organisation's process of operation: no control of the platform is about it";
const unused = "nothing of the kind is part of the platform";

/**
 * The appendices on management, development and operation, in our own words. The guide is its publisher's and was not at hand. M1 to
 * M10 and D1 to D7 are as a presentation of the first edition lists them (scribd.com 372700858); O1 to O12 as the contents of the
 * companion guide on operation have them, which follows the appendices' order (gmp-compliance.org, "How to Operate Computerised
 * Systems in a GMP-Compliant Way"); what the second edition added (M11, M12, D8 to D11) and took out (D2, O7) is from
 * billeveast.com, "Revised GAMP5 guidelines published". No source was found for what comes after O12.
 */
export const gamp5: readonly StandardClause[] = [
	{
		reference: "M1",
		about: "planning of the validation",
		notServed: "the organisation's: the plan for the validation of a use is that use's owner's",
	},
	{
		reference: "M2",
		about: "assessment of suppliers",
		notServed:
			"partly: VAL-001 names the supplier of each component (mapped to Annex 11, 3); to assess it is the organisation's",
	},
	{
		reference: "M3",
		about: "quality risk management",
		notServed:
			"partly: VAL-001 and CHG-011 have a stated risk for each component and each exception (mapped to Annex 11, 1); what is at risk in a use of the platform is its owner's to assess",
	},
	{ reference: "M4", about: "categories of software" },
	{ reference: "M5", about: "design review and traceability" },
	{
		reference: "M6",
		about: "the supplier's planning of quality and project",
		notServed: "the organisation's and its suppliers': no control of the platform is about it",
	},
	{
		reference: "M7",
		about: "reporting of the validation",
		notServed: "not built here: tests and proofs leave records, and nobody's report of a validation is made of them",
	},
	{
		reference: "M8",
		about: "change and configuration management in a project",
		notServed:
			"partly: CHG-001 and CHG-009 are about changes of what is in operation, and are mapped to O6; how a project manages its own is the organisation's",
	},
	{
		reference: "M9",
		about: "management of documents",
		notServed:
			"the organisation's: the platform's own documents are files of its repository, and no control is about others",
	},
	{
		reference: "M10",
		about: "retirement of a system",
		notServed:
			"not built here: a destroyed lab leaves what is locked, and what becomes of the records is their owner's to plan",
	},
	{
		reference: "M11",
		about: "infrastructure",
		notServed:
			"partly: the platform is such an infrastructure and all of its controls are about it; none is mapped to the appendix, whose text was not at hand",
	},
	{
		reference: "M12",
		about: "critical thinking",
		notServed: "a way in which people work: a platform cannot show it",
	},
	{
		reference: "D1",
		about: "specification of the users' requirements",
		notServed:
			"partly: the platform's own are in docs/requirements.yaml, and VAL-002 traces them (mapped to M5); those of a use are its owner's",
	},
	{
		reference: "D3",
		about: "configuration and design",
		notServed:
			"partly: docs/architecture.md is the platform's design; no control compares what was built with a specification",
	},
	{
		reference: "D4",
		about: "development of software and its review",
		notServed:
			"partly: CHG-004 asks for the review of a change by another person (mapped to Annex 11, 10); how software is developed is the organisation's",
	},
	{
		reference: "D5",
		about: "testing",
		notServed:
			"partly: VAL-002 asks for a test of each requirement (mapped to M5); whether the tests are enough for a use is its owner's to judge",
	},
	{
		reference: "D6",
		about: "descriptions of systems",
		notServed:
			"partly: VAL-001 keeps the inventory of the platform (mapped to M4); the description of a use is its owner's",
	},
	{ reference: "D7", about: "migration of data", notServed: application },
	{ reference: "D8", about: "agile development", notServed: development },
	{
		reference: "D9",
		about: "software tools",
		notServed:
			"partly: CHG-009 compares the tools' versions with those that were qualified (mapped to O6); to assess a tool is the organisation's",
	},
	{ reference: "D10", about: "distributed ledgers", notServed: unused },
	{ reference: "D11", about: "artificial intelligence and machine learning", notServed: unused },
	{ reference: "O1", about: "handover into operation", notServed: operation },
	{ reference: "O2", about: "support services", notServed: operation },
	{
		reference: "O3",
		about: "monitoring of a system's performance",
		notServed: "not built here: metrics come with observability; MON-001 asks for alerts (mapped to Annex 11, 13)",
	},
	{
		reference: "O4",
		about: "management of incidents",
		notServed:
			"partly: MON-001 and AUD-005 are about how an incident is noticed (mapped to Annex 11, 13); what is done then is the organisation's",
	},
	{ reference: "O5", about: "corrective and preventive action", notServed: operation },
	{ reference: "O6", about: "operational change and configuration management" },
	{ reference: "O8", about: "periodic review", notServed: operation },
	{ reference: "O9", about: "backup and restore" },
	{
		reference: "O10",
		about: "management of business continuity",
		notServed:
			"partly: BCM-001, BCM-003 to BCM-005 and BCM-007 are about what a plan for continuity needs (mapped to Annex 11, 16); the plan is the organisation's",
	},
	{
		reference: "O11",
		about: "management of security",
		notServed:
			"partly: the controls ACC and SEC are measures of it (mapped to Annex 11, 12.1, and to ISO/IEC 27001); to manage security is the organisation's",
	},
	{
		reference: "O12",
		about: "administration of systems",
		notServed:
			"partly: ACC-003 limits what an administrator's role may hold (mapped to Annex 11, 12.1); how systems are administered is the organisation's",
	},
];
