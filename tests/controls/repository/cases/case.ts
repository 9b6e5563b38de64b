import { policyName } from "../../../../controls/policyNames";
import { configurationRules } from "../../../../controls/repository";
import { judgeRepository, type RepositoryFinding } from "../../../../controls/repository/judge";
import { type GitState, type NamedChange, Repository } from "../../../../controls/repository/repository";

/** A small repository: its files, and what differs from one that is in order. */
export interface Given {
	files?: Record<string, string>;
	/** Files that are there and not tracked. */
	untracked?: Record<string, string>;
	changes?: readonly NamedChange[];
	git?: Partial<GitState>;
	stack?: string;
	rehearsal?: boolean;
	releases?: readonly string[];
	now?: Date;
}

export interface RepositoryCase {
	says: string;
	given: Given;
	messages: string[];
}

/** The cases of a rule over the repository. Everything that a preview does not know yet is known here. */
export interface ConfigurationCases {
	policy: string;
	compliant: RepositoryCase[];
	violating: RepositoryCase[];
	nearMiss: RepositoryCase[];
	absent: RepositoryCase[];
	/** Files that are not what they must be: nothing that they say can be relied on. */
	malformed: RepositoryCase[] | Never;
	excepted: Excepted | Never;
}

/** Why there is no such case. */
export interface Never {
	never: string;
}

export interface Excepted {
	given: Given;
	/** The text of the exceptions' file: one entry, made by `entry`. */
	exceptions: string;
	waived: string[];
	expired: string[];
}

export const before = new Date("2026-12-31T23:59:59Z");
export const after = new Date("2027-01-01T00:00:00Z");
export const EXCEPTIONS = "policy-pack/exceptions.yaml";

const inOrder: Record<string, string> = {
	[EXCEPTIONS]: "exceptions: []\n",
	"Pulumi.prod.yaml": "config: {}\n",
};

export function repositoryOf(given: Given): Repository {
	const tracked = { ...inOrder, ...given.files };
	const all: Record<string, string> = { ...tracked, ...given.untracked };
	return new Repository({
		stack: given.stack ?? "prod",
		environmentClass: "production",
		rehearsal: given.rehearsal ?? true,
		releases: given.releases,
		now: given.now ?? before,
		changes: given.changes ?? [{ from: "--change", reference: "CHG-12" }],
		git: { commit: "0".repeat(40), dirty: [], hidden: [], ...given.git },
		files: Object.keys(tracked).sort(),
		text: (file) => all[file],
	});
}

/** What one rule finds. */
export function findingsOf(policy: string, given: Given): RepositoryFinding[] {
	const rule = configurationRules.find(({ id, slug }) => policyName(id, slug) === policy);
	if (rule === undefined) throw new Error(`${policy}: is not a rule over the repository`);
	return judgeRepository(repositoryOf(given), [rule]).findings;
}

/** An entry of the exceptions' file, which ends on the day before the later clock. */
export function entry(
	control: string,
	resource: string,
	finding: string,
	approver = "rehearsal - not approved",
): string {
	return `exceptions:\n  - { control: ${control}, resource: ${resource}, finding: "${finding}", reason: a test, risk: none, approver: ${approver}, until: "2026-12-31" }\n`;
}

export const stackResource = '{ type: "pulumi:pulumi:Stack", name: gxp-lab-prod }';
