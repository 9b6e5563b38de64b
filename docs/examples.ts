/** The examples of the controls' pages: their fixtures, which the tests and `lab controls prove` run. */
import { Document, isMap, isScalar, parse, parseDocument, stringify } from "yaml";
import type { Example } from "../controls/documents/page";
import { type Exception, parseExceptions } from "../controls/exceptions";
import { failures } from "../controls/finding";
import { findSecrets } from "../controls/secrets/findSecrets";
import { kindOfToken } from "../policy-pack/kubernetes";
import type { Resource } from "../policy-pack/rule";
import type { ConfigurationCases, RepositoryCase } from "../tests/controls/repository/cases/case";
import {
	type Case,
	type RuleCases,
	root,
	type StackCase,
	type StackRuleCases,
	unknown,
} from "../tests/policy-pack/cases/case";

/** What is shown of an example; and what is short enough to be read at a glance. */
const LINES = 60;
const GLANCE = 40;

export interface Examples {
	bad: Example | undefined;
	good: Example | undefined;
}

/** A fixture that a page may show. */
interface Shown {
	says: string;
	yaml: string;
	messages: readonly string[];
}

/** A resource as YAML: a Kubernetes object as its manifest, another by its type, options and properties. */
function asYaml({ type, name, properties, options }: Resource): string {
	const kind = kindOfToken(type);
	const plain = JSON.parse(JSON.stringify(properties)) as Record<string, unknown>;
	if (kind !== undefined) return withoutData(stringify({ ...kind, ...plain }), kind.kind);
	const set = Object.entries(options).filter(([, value]) => value !== false && value !== undefined);
	return stringify({ type, name, ...(set.length > 0 ? { options: Object.fromEntries(set) } : {}), properties: plain });
}

/** A Secret by the keys of its data: even a made-up value in a page would look like one that was let slip. */
function withoutData(yaml: string, kind: string): string {
	if (kind !== "Secret") return yaml;
	const document = parseDocument(yaml);
	for (const field of ["data", "stringData"]) {
		const data = document.get(field);
		if (!isMap(data)) continue;
		data.flow = true;
		for (const pair of data.items) pair.value = document.createNode("…");
	}
	return document.toString();
}

/** The repository of a case: what is said of the change and of git, then its files. */
function repositoryAsYaml({ given }: RepositoryCase): string {
	const { changes, git, untracked = {}, files = {} } = given;
	const about = [
		...(changes?.map(({ from, reference }) => `the change, by ${from}: ${JSON.stringify(reference)}`) ?? []),
		...(changes?.length === 0 ? ["no change is named"] : []),
		...(git !== undefined && "commit" in git && git.commit === undefined ? ["the tree has no commit"] : []),
		...(git?.dirty ?? []).map((file) => `not as it was committed: ${file}`),
		...(git?.hidden ?? []).map((file) => `hidden from git: ${file}`),
		...(given.rehearsal === false ? ["in an update, not in a rehearsal"] : []),
	];
	const texts = [
		...Object.entries(files).map(([file, text]) => `# ${file}\n${withoutRuns(text).trimEnd()}\n`),
		...Object.entries(untracked).map(([file, text]) => `# ${file} (not tracked)\n${withoutRuns(text).trimEnd()}\n`),
	];
	if (about.length + texts.length === 0) return "# a repository without the file, or with nothing to say of it\n";
	return [...about.map((one) => `# ${one}\n`), ...texts].join("");
}

// Of each: three or more that name another control each, and say the same of it.
const lines = /(^.*)[A-Z]{3}-\d{3}(.*\n)(?:\1[A-Z]{3}-\d{3}\2){2,}/gim;
const items = /(")[A-Z]{3}-\d{3}(",)(?:\1[A-Z]{3}-\d{3}\2){2,}/g;

/** A text without what would hide in what two examples differ: the whole catalogue, named line by line or item by item. */
function withoutRuns(text: string): string {
	return text
		.replace(lines, (run: string) => {
			const [first, ...others] = run.trimEnd().split("\n");
			return `${first}\n# … the same of ${others.length} other controls\n`;
		})
		.replace(items, (run: string) => `${run.slice(0, run.indexOf(",") + 1)}…,`);
}

/** What a page may hold: a line that looks as if it held a secret is left out, but for the name that it stands under. */
function masked(yaml: string): string {
	const lines = yaml.split("\n");
	for (const { line } of findSecrets(yaml)) {
		const text = lines[line - 1] ?? "";
		lines[line - 1] = /^\s*(?:- )?[\w.:-]+: /.exec(text)?.[0].concat("…") ?? `${/^\s*/.exec(text)?.[0] ?? ""}…`;
	}
	return lines.join("\n");
}

function short(yaml: string): string {
	const lines = yaml.trimEnd().split("\n");
	return lines.length <= LINES ? yaml : [...lines.slice(0, LINES), "# …"].join("\n");
}

const isDecided = (one: unknown): boolean => !JSON.stringify(one).includes(unknown);

/** The first that can be read at a glance, since a rule's cases begin with the plainest; else the shortest. Secrets last. */
function plainest(shown: readonly Shown[], glance: number): Shown | undefined {
	const open = shown.filter(({ yaml }) => findSecrets(yaml).length === 0);
	const candidates = open.length > 0 ? open : shown;
	return (
		candidates.find(({ yaml }) => yaml.split("\n").length <= glance) ??
		[...candidates].sort((a, b) => a.yaml.length - b.yaml.length)[0]
	);
}

export function examples(cases: RuleCases): Examples {
	return pick(cases, ({ resource }: Case) => asYaml(resource));
}

export function stackExamples(cases: StackRuleCases): Examples {
	return pick(
		cases,
		({ resources }: StackCase) =>
			resources.length === 0 ? `# a stack with nothing but ${root.type}\n` : resources.map(asYaml).join("---\n"),
		// What goes together is what such a rule is about: the plainest case has all of it, if all can be shown.
		LINES,
	);
}

export function repositoryExamples(cases: ConfigurationCases): Examples {
	return pick(cases, repositoryAsYaml);
}

/** What stands for the day that a person decides on. It is none, so that an entry that is copied as it is is refused. */
export const untilWhen = "the last day that it holds, as YYYY-MM-DD, at most a year on";

/** A filled entry of the exceptions' file from a case's own exception. What a person decides is said as such; nobody is invented. */
export function exceptionEntry(exception: Exception): string {
	const { control, stack, resource, finding } = exception;
	const document = new Document({
		exceptions: [
			{
				control,
				...(stack !== undefined && { stack }),
				resource,
				finding,
				reason: "Why it cannot be otherwise until then.",
				risk: "What can happen meanwhile, and what limits it.",
				// What reads as an approval when it is copied would be one.
				approver: "rehearsal - not approved",
				until: untilWhen,
			},
		],
	});
	const place = document.getIn(["exceptions", 0, "resource"]);
	if (isMap(place)) place.flow = true;
	const day = document.getIn(["exceptions", 0, "until"], true);
	if (isScalar(day)) day.type = "QUOTE_DOUBLE"; // YAML 1.1 would read the day that is written there as a date.
	return document.toString({ lineWidth: 0 });
}

/** The exception of a case over the repository, which is written as the text of its file. */
export function repositoryException({ excepted }: ConfigurationCases): Exception | undefined {
	if ("never" in excepted) return undefined;
	return parseExceptions(parse(excepted.exceptions), "the case")[0];
}

function pick<One extends { says: string; messages: string[] }>(
	{ violating, compliant, nearMiss }: Record<"violating" | "compliant" | "nearMiss", readonly One[]>,
	yaml: (one: One) => string,
	glance = GLANCE,
): Examples {
	const shown = (cases: readonly One[]): Shown[] =>
		cases.filter(isDecided).map((one) => ({ says: one.says, messages: one.messages, yaml: yaml(one) }));
	const example = (one: Shown | undefined): Example | undefined =>
		one && { says: one.says, yaml: short(masked(one.yaml)), findings: failures(one.messages) };
	return {
		bad: example(plainest(shown(violating), glance)),
		good: example(
			plainest(
				shown([...compliant, ...nearMiss]).filter(({ messages }) => failures(messages).length === 0),
				glance,
			),
		),
	};
}
