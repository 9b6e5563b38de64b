import type { Control } from "../types";

/** The controls CHG that are judged on the configuration and the repository, before the program runs. */
export const changeRecord: readonly Control[] = [
	{
		id: "CHG-001",
		says: "An update names its change reference.",
		why: "An update that names no change cannot be tied to the request, the assessment and the approval that it needs.",
		clauses: [
			{
				source: "Annex 11 (2011)",
				reference: "10",
				rationale: "A change is made in a controlled manner when each update names the change that it carries out.",
			},
			{
				source: "21 CFR Part 11",
				reference: "11.10(k)",
				rationale: "The reference ties the technical change to the change control of the system's documentation.",
			},
			{
				source: "ISO/IEC 27001:2022",
				reference: "8.32",
				rationale: "Changes to systems are subject to change management, which is entered by this reference.",
			},
			{
				source: "GAMP 5 (2nd edition)",
				reference: "O6",
				rationale: "Operational changes are identified by the record of the change that authorises them.",
			},
		],
		where: ["configuration"],
		enforcement: { lab: "advisory", validation: "mandatory", production: "mandatory" },
		fix: "Name the change with --change or in the variable GXP_CHANGE, in the form that policy-pack/change.yaml states.",
		residualRisk:
			"That the reference has the right form does not say that the change exists or was approved: the evidence of the change holds that.",
	},
	{
		id: "CHG-003",
		says: "The tree is clean and its commit is in the record.",
		why: "What was applied can be reviewed and made again only if it is a commit, all of it and nothing else.",
		clauses: [
			{
				source: "Annex 11 (2011)",
				reference: "10",
				rationale: "The configuration that a change applies is a version that was reviewed, not what lay in a folder.",
			},
			{
				source: "21 CFR Part 11",
				reference: "11.10(k)",
				rationale: "The commit is the revision of the system's description, in the time sequence of all others.",
			},
			{
				source: "ISO/IEC 27001:2022",
				reference: "8.32",
				rationale: "A change is applied from the version that went through change management.",
			},
		],
		where: ["configuration"],
		enforcement: { lab: "advisory", validation: "mandatory", production: "mandatory" },
		fix: "Commit the change, or take it back; take assume-unchanged and skip-worktree off.",
		residualRisk:
			"What .gitignore leaves out (node_modules, the cache of charts) is not seen here: the locks and CHG-009 hold its versions and checksums.",
	},
	{
		id: "CHG-009",
		says: "Tool, providers, pack and charts have the versions that were qualified.",
		why: "Another version of what applies or judges a change may do something else than what was qualified.",
		clauses: [
			{
				source: "Annex 11 (2011)",
				reference: "4.5",
				rationale: "The tools that the system is built with are those that were assessed.",
			},
			{
				source: "Annex 11 (2011)",
				reference: "10",
				rationale: "A new version of a tool, a provider or a chart is a change of the system's configuration.",
			},
			{
				source: "ISO/IEC 27001:2022",
				reference: "8.19",
				rationale: "What is installed on operational systems is software whose version was approved.",
			},
			{
				source: "GAMP 5 (2nd edition)",
				reference: "O6",
				rationale: "Configuration management holds the qualified baseline, and compares with it.",
			},
		],
		where: ["configuration"],
		enforcement: { lab: "advisory", validation: "mandatory", production: "mandatory" },
		fix: "Qualify the versions that the repository pins, then write qualified.lock.yaml with `lab controls qualified --record <file>`.",
		residualRisk:
			"It compares what the repository pins. Which tool and which plugin a machine really runs is read by the installation qualification.",
	},
	{
		id: "CHG-010",
		says: "Environments share nothing: networks, buckets, credentials, state.",
		why: "What two environments share lets a test reach records, and lets an error in one become an incident in the other.",
		clauses: [
			{
				source: "Annex 11 (2011)",
				reference: "10",
				rationale: "A change that is tried in one environment cannot touch the other before it is released there.",
			},
			{
				source: "ISO/IEC 27001:2022",
				reference: "8.31",
				rationale: "Development, test and production environments are separated.",
			},
		],
		where: ["stack", "configuration"],
		enforcement: { lab: "none", validation: "mandatory", production: "mandatory" },
		fix: "Give the environment a network, VLAN, addresses, hosts, object storage and secrets provider of its own; refer to no other environment's stack.",
		residualRisk:
			"Stack files are compared as they are written: two names of one host, a router between the networks, or one login to the state's backend are not seen.",
	},
	{
		id: "CHG-011",
		says: "An exception is exact, reasoned, approved and expires.",
		why: "An exception without an end or for a pattern of names is a hole in a control that nobody decided on.",
		clauses: [
			{
				source: "Annex 11 (2011)",
				reference: "1",
				rationale: "Each exception is a decision on a stated risk.",
			},
			{
				source: "Annex 11 (2011)",
				reference: "10",
				rationale: "What differs from the controlled state differs in a controlled manner, and for a time.",
			},
			{
				source: "21 CFR Part 11",
				reference: "11.10(k)",
				rationale: "The file of exceptions is a document under revision and change control.",
			},
		],
		where: ["configuration"],
		enforcement: { lab: "mandatory", validation: "mandatory", production: "mandatory" },
		fix: "Correct the entry in policy-pack/exceptions.yaml: one resource, one path, a reason, the risk, a person who approved it, a last day at most a year on.",
		residualRisk: "It says that an exception is complete, not that it is right: the approver answers for that.",
	},
];
