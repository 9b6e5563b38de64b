import type { Control } from "../types";
import { annex, gamp, iso, part11 } from "./clauses";
import { advisoryInLab, everywhere } from "./enforcement";

/** The controls CHG that are judged on the configuration and the repository, before the program runs. */
export const changeRecord: readonly Control[] = [
	{
		id: "CHG-001",
		says: "An update names its change reference.",
		why: "An update that names no change cannot be tied to the request, the assessment and the approval that it needs.",
		clauses: [
			annex("10", "A change is made in a controlled manner when each update names the change that it carries out."),
			part11(
				"11.10(k)",
				"The reference ties the technical change to the change control of the system's documentation.",
			),
			iso("A.8.32", "Changes to systems are subject to change management, which is entered by this reference."),
			gamp("O6", "Operational changes are identified by the record of the change that authorises them."),
		],
		where: ["configuration"],
		enforcement: advisoryInLab,
		fix: "Name the change with --change or in the variable GXP_CHANGE, in the form that policy-pack/change.yaml states.",
		residualRisk:
			"That the reference has the right form does not say that the change exists or was approved: the evidence of the change holds that.",
	},
	{
		id: "CHG-003",
		says: "The tree is clean and its commit is in the record.",
		why: "What was applied can be reviewed and made again only if it is a commit, all of it and nothing else.",
		clauses: [
			annex("10", "The configuration that a change applies is a version that was reviewed, not what lay in a folder."),
			part11("11.10(k)", "The commit is the revision of the system's description, in the time sequence of all others."),
			iso("A.8.32", "A change is applied from the version that went through change management."),
		],
		where: ["configuration"],
		enforcement: advisoryInLab,
		fix: "Commit or revert the change; clear assume-unchanged and skip-worktree flags (git update-index --no-assume-unchanged --no-skip-worktree <file>).",
		residualRisk:
			"What .gitignore leaves out (node_modules, the cache of charts) is not seen here: the locks and CHG-009 hold its versions and checksums.",
	},
	{
		id: "CHG-009",
		says: "Tool, providers, pack and charts have the versions that were qualified.",
		why: "Another version of what applies or judges a change may do something else than what was qualified.",
		clauses: [
			annex("4.5", "The tools that the system is built with are those that were assessed."),
			annex("10", "A new version of a tool, a provider or a chart is a change of the system's configuration."),
			iso("A.8.19", "What is installed on operational systems is software whose version was approved."),
			gamp("O6", "Configuration management holds the qualified baseline, and compares with it."),
		],
		where: ["configuration"],
		enforcement: advisoryInLab,
		fix: "Qualify the versions that the repository pins, then write qualified.lock.yaml with `lab controls qualified --record <file>`.",
		residualRisk:
			"It compares what the repository pins. Which tool and which plugin a machine really runs is read by the installation qualification.",
	},
	{
		id: "CHG-010",
		says: "Environments share nothing: networks, buckets, credentials, state.",
		why: "What two environments share lets a test reach records, and lets an error in one become an incident in the other.",
		clauses: [
			annex("10", "A change that is tried in one environment cannot touch the other before it is released there."),
			iso("A.8.31", "Development, test and production environments are separated."),
		],
		where: ["stack", "configuration"],
		enforcement: { lab: "none", validation: "mandatory", production: "mandatory" },
		fix: "Give the environment a network, VLAN, addresses, hosts, object storage and secrets provider of its own; refer to no other environment's stack.",
		residualRisk:
			"Stack files are compared as they are written: two names of one host, a router between the networks, or one login to the state's backend are not seen. Name and time servers are not compared, and one receiver of logs may serve several environments unless it stands in another one's network: they are no part of an environment.",
	},
	{
		id: "CHG-011",
		says: "An exception is exact, reasoned, approved and expires.",
		why: "An exception without an end or for a pattern of names is a hole in a control that nobody decided on.",
		clauses: [
			annex("1", "Each exception is a decision on a stated risk."),
			annex("10", "What differs from the controlled state differs in a controlled manner, and for a time."),
			part11("11.10(k)", "The file of exceptions is a document under revision and change control."),
		],
		where: ["configuration"],
		enforcement: everywhere,
		fix: "Correct the entry in policy-pack/exceptions.yaml: one resource, one path, a reason, the risk, a person who approved it, a last day at most a year on.",
		residualRisk: "It says that an exception is complete, not that it is right: the approver answers for that.",
	},
];
