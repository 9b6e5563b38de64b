import type { Source } from "../types";
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
	{ reference: "4.2", about: "change control and deviations in the validation", notServed: organisation },
	{ reference: "4.3", about: "inventory of systems and their description" },
	{ reference: "4.4", about: "user requirements, traceable" },
	{ reference: "4.5", about: "quality of the software and its supplier" },
	{ reference: "4.6", about: "validation of bespoke systems", notServed: organisation },
	{ reference: "4.7", about: "evidence of test methods and scenarios", notServed: organisation },
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
	{ reference: "12.2", about: "extent of security controls by criticality", notServed: organisation },
	{ reference: "12.3", about: "creation, change and cancellation of access recorded", notServed: organisation },
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
	{ reference: "11.300", about: "codes and passwords: unique, renewed, safeguarded" },
];

/** Appendices that a control names; GAMP 5 has many more, which guide an organisation and not a platform. */
const gamp5: readonly StandardClause[] = [
	{ reference: "M4", about: "categories of software" },
	{ reference: "M5", about: "design review and traceability" },
	{ reference: "O6", about: "operational change and configuration management" },
	{ reference: "O9", about: "backup and restore" },
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
	"ISO/IEC 27001:2022":
		"The controls of Annex A, which the standard cites as A.5.1 to A.8.34. Its clauses 4 to 10, on the management system itself, are out of scope: a platform has no management system, an organisation has.",
};
