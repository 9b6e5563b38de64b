import type { Source } from "../types";

/** A clause of a text, in our own words, and why no control of the platform serves it; absent where some do. */
export interface StandardClause {
	reference: string;
	/** What it is about, in a few words of ours; the text itself is its publisher's. */
	about: string;
	notServed?: string;
}

const organisation = "an organisation's process: a platform cannot show it";
const application = "a matter of the application that holds the records, not of the platform under it";
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

const people = "about persons and their employment: the organisation's";
const premises = "about premises and equipment: the organisation's and its hosting site's";
const process = "an organisation's process; the platform's evidence may serve it, no control of it does";

/** ISO/IEC 27001:2022 Annex A, all 93 controls, in our own words. */
const iso: readonly StandardClause[] = [
	...[
		["5.1", "policies"],
		["5.2", "roles and responsibilities"],
		["5.4", "management's responsibilities"],
		["5.5", "contact with authorities"],
		["5.6", "contact with interest groups"],
		["5.7", "threat intelligence"],
		["5.8", "security in projects"],
		["5.10", "acceptable use"],
		["5.11", "return of assets"],
		["5.12", "classification"],
		["5.13", "labelling"],
		["5.14", "transfer of information"],
		["5.16", "management of identities"],
		["5.18", "review of access rights"],
		["5.19", "security in supplier relations"],
		["5.20", "security in supplier agreements"],
		["5.22", "monitoring of suppliers"],
		["5.23", "cloud services"],
		["5.24", "planning for incidents"],
		["5.25", "assessment of events"],
		["5.26", "response to incidents"],
		["5.27", "learning from incidents"],
		["5.28", "collection of evidence"],
		["5.29", "security during disruption"],
		["5.30", "readiness for continuity"],
		["5.31", "legal and contractual requirements"],
		["5.32", "intellectual property"],
		["5.34", "personal data"],
		["5.35", "independent review"],
		["5.36", "conformance with policies"],
		["5.37", "documented procedures"],
	].map(([reference = "", about = ""]) => ({ reference, about, notServed: process })),
	{ reference: "5.3", about: "segregation of duties" },
	{ reference: "5.9", about: "inventory of assets" },
	{ reference: "5.15", about: "access control" },
	{ reference: "5.17", about: "authentication information" },
	{ reference: "5.21", about: "security in the supply chain" },
	{ reference: "5.33", about: "protection of records" },
	...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({
		reference: `6.${n}`,
		about: [
			"screening",
			"terms",
			"training",
			"discipline",
			"end of employment",
			"confidentiality",
			"remote work",
			"reporting",
		][n - 1] as string,
		notServed: people,
	})),
	...Array.from({ length: 14 }, (_, i) => ({
		reference: `7.${i + 1}`,
		about: [
			"perimeters",
			"entry",
			"offices",
			"physical monitoring",
			"environmental threats",
			"secure areas",
			"clear desk",
			"siting of equipment",
			"assets off premises",
			"storage media",
			"utilities",
			"cabling",
			"maintenance of equipment",
			"disposal of equipment",
		][i] as string,
		notServed: premises,
	})),
	...[
		["8.1", "user devices"],
		["8.4", "access to source code"],
		["8.7", "malware"],
		["8.10", "deletion of information"],
		["8.11", "masking"],
		["8.12", "leakage of data"],
		["8.18", "privileged utilities"],
		["8.21", "security of network services"],
		["8.23", "web filtering"],
		["8.25", "secure development life cycle"],
		["8.26", "application security requirements"],
		["8.27", "secure architecture"],
		["8.28", "secure coding"],
		["8.29", "security testing"],
		["8.30", "outsourced development"],
		["8.33", "test information"],
		["8.34", "systems during audit tests"],
	].map(([reference = "", about = ""]) => ({ reference, about, notServed: process })),
	{ reference: "8.2", about: "privileged access" },
	{ reference: "8.3", about: "restriction of access" },
	{ reference: "8.5", about: "secure authentication" },
	{ reference: "8.6", about: "capacity" },
	{ reference: "8.8", about: "technical vulnerabilities" },
	{ reference: "8.9", about: "configuration management" },
	{ reference: "8.13", about: "backup" },
	{ reference: "8.14", about: "redundancy" },
	{ reference: "8.15", about: "logging" },
	{ reference: "8.16", about: "monitoring" },
	{ reference: "8.17", about: "synchronised clocks" },
	{ reference: "8.19", about: "software on operational systems" },
	{ reference: "8.20", about: "network security" },
	{ reference: "8.22", about: "segregation of networks" },
	{ reference: "8.24", about: "cryptography" },
	{ reference: "8.31", about: "separation of environments" },
	{ reference: "8.32", about: "change management" },
];

const byNumber = (a: StandardClause, b: StandardClause): number =>
	a.reference.localeCompare(b.reference, "en", { numeric: true });

/** Every clause of the texts that controls are mapped to, served or not. The CIS benchmark has a page of its own. */
export const standards: Readonly<Record<Source, readonly StandardClause[]>> = {
	"Annex 11 (2011)": annex11,
	"21 CFR Part 11": part11,
	"GAMP 5 (2nd edition)": gamp5,
	"ISO/IEC 27001:2022": [...iso].sort(byNumber),
};
