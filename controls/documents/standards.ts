import type { Source } from "../types";
import { gamp5 } from "./gamp5";
import { iso27001 } from "./iso27001";
import { application, type StandardClause } from "./standardClause";

const organisation = "an organisation's process: a platform cannot show it";
const records = "this platform keeps no electronic signatures on records";

/**
 * EU GMP Annex 11, the edition in force since 2011. Its revision was out for consultation until 2025-10-07; no final text was
 * found when this was written, so clauses are kept per edition.
 */
const annex11: readonly StandardClause[] = [
	{ reference: "1", about: "risk management" },
	{ reference: "2", about: "personnel", notServed: organisation },
	{ reference: "3", about: "suppliers and service providers" },
	{ reference: "4.1", about: "validation documents over the life cycle", notServed: organisation },
	{
		reference: "4.2",
		about: "change control and deviations in the validation",
		notServed:
			"partly: CHG-001 has an update name its change (mapped to 10); what was changed and what deviated in a validation is in that validation's own documents",
	},
	{ reference: "4.3", about: "inventory of systems and their description" },
	{ reference: "4.4", about: "user requirements, traceable" },
	{ reference: "4.5", about: "quality of the software and its supplier" },
	{ reference: "4.6", about: "validation of bespoke systems", notServed: organisation },
	{
		reference: "4.7",
		about: "evidence of test methods and scenarios",
		notServed:
			"partly: VAL-002 names the tests of each requirement (mapped to 4.4); that their methods and scenarios are appropriate is a person's judgement",
	},
	{ reference: "4.8", about: "migration of data", notServed: application },
	{ reference: "5", about: "checks of data exchanged with other systems", notServed: application },
	{ reference: "6", about: "accuracy checks of critical manual entries", notServed: application },
	{ reference: "7.1", about: "data storage: protected, readable, accessible" },
	{ reference: "7.2", about: "backups, and restores that are checked" },
	{ reference: "8", about: "printouts", notServed: application },
	{ reference: "9", about: "audit trails" },
	{ reference: "10", about: "change and configuration management" },
	{ reference: "11", about: "periodic evaluation", notServed: organisation },
	{ reference: "12.1", about: "physical and logical access restricted" },
	{
		reference: "12.2",
		about: "extent of security controls by criticality",
		notServed:
			"not by a control: the class of an environment decides how each is enforced; how critical a system is, and so which class it has, is the organisation's decision",
	},
	{ reference: "12.3", about: "creation, change and cancellation of access recorded" },
	{ reference: "12.4", about: "identity of operators recorded with each change" },
	{ reference: "13", about: "incidents reported and assessed" },
	{ reference: "14", about: "electronic signature", notServed: records },
	{ reference: "15", about: "batch release", notServed: application },
	{ reference: "16", about: "business continuity" },
	{ reference: "17", about: "archiving" },
];

const part11: readonly StandardClause[] = [
	{ reference: "11.10(a)", about: "validation; altered records are discerned" },
	{ reference: "11.10(b)", about: "copies of records for inspection", notServed: application },
	{ reference: "11.10(c)", about: "records protected and retrievable for their retention" },
	{ reference: "11.10(d)", about: "access limited to authorised individuals" },
	{ reference: "11.10(e)", about: "audit trails, computer-generated and time-stamped" },
	{ reference: "11.10(f)", about: "operational checks of the sequence of steps", notServed: application },
	{ reference: "11.10(g)", about: "authority checks" },
	{ reference: "11.10(h)", about: "device checks of data sources", notServed: application },
	{ reference: "11.10(i)", about: "education and training", notServed: organisation },
	{ reference: "11.10(j)", about: "accountability for actions under signatures", notServed: organisation },
	{ reference: "11.10(k)", about: "control over system documentation and its changes" },
	{ reference: "11.30", about: "open systems: encryption and further measures" },
	{ reference: "11.50", about: "what a signature shows", notServed: records },
	{ reference: "11.70", about: "signatures linked to their records", notServed: records },
	{ reference: "11.100", about: "signatures are one person's", notServed: records },
	{ reference: "11.200", about: "signature components and controls", notServed: records },
	{ reference: "11.300", about: "codes and passwords of who signs: unique, renewed, safeguarded" },
];

/** Every clause of the texts that controls are mapped to, served or not. The CIS benchmark has a page of its own. */
export const standards: Readonly<Record<Source, readonly StandardClause[]>> = {
	"Annex 11 (2011)": annex11,
	"21 CFR Part 11": part11,
	"GAMP 5 (2nd edition)": gamp5,
	"ISO/IEC 27001:2022": iso27001,
};

/** What of a text is mapped, and in which sense, where its clauses alone do not say so. */
export const scopes: Readonly<Partial<Record<Source, string>>> = {
	"21 CFR Part 11":
		"The platform keeps no electronic signatures on records. What is mapped to 11.300 serves it by analogy: for the passwords that open the platform's systems, which sign nothing.",
	"GAMP 5 (2nd edition)":
		"Clauses are the guide's appendices on management (M), development (D) and operation (O). The guide was not at hand: what they are about is from public summaries of both editions. The second edition has no D2 and no O7. Not listed: the appendices on special topics (S), the general ones (G), and any after O12.",
	"ISO/IEC 27001:2022":
		"The controls of Annex A, which the standard cites as A.5.1 to A.8.34. Its clauses 4 to 10, on the management system itself, are out of scope: a platform has no management system, an organisation has.",
};
