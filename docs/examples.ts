/** The examples of the controls' pages: their fixtures, which the tests and `lab controls prove` run. */
import { stringify } from "yaml";
import type { Example } from "../controls/documents/page";
import { parseFinding } from "../controls/finding";
import { kindOfToken } from "../policy-pack/kubernetes";
import type { Resource } from "../policy-pack/rule";
import {
	type Case,
	type RuleCases,
	root,
	type StackCase,
	type StackRuleCases,
	unknown,
} from "../tests/policy-pack/cases/case";

const LINES = 60;

/** A resource as YAML: a Kubernetes object as its manifest, another by its type, options and properties. */
function asYaml({ type, name, properties, options }: Resource): string {
	const kind = kindOfToken(type);
	const plain = JSON.parse(JSON.stringify(properties)) as Record<string, unknown>;
	if (kind !== undefined) return stringify({ ...kind, ...plain });
	const set = Object.entries(options).filter(([, value]) => value !== false && value !== undefined);
	return stringify({ type, name, ...(set.length > 0 ? { options: Object.fromEntries(set) } : {}), properties: plain });
}

function short(yaml: string): string {
	const lines = yaml.trimEnd().split("\n");
	return lines.length <= LINES ? yaml : [...lines.slice(0, LINES), "# …"].join("\n");
}

const isDecided = (one: unknown): boolean => !JSON.stringify(one).includes(unknown);

function failed(messages: readonly string[]): string[] {
	return messages.filter((message) => parseFinding(message)?.outcome === "FAIL");
}

/** The shortest fixtures say most. */
function shortest<One>(cases: readonly One[], yaml: (one: One) => string): One | undefined {
	return [...cases].sort((a, b) => yaml(a).length - yaml(b).length)[0];
}

export function examples(cases: RuleCases): { bad: Example | undefined; good: Example | undefined } {
	const yaml = ({ resource }: Case): string => asYaml(resource);
	return pick(cases.violating.filter(isDecided), [...cases.nearMiss, ...cases.compliant].filter(isDecided), yaml);
}

export function stackExamples(cases: StackRuleCases): { bad: Example | undefined; good: Example | undefined } {
	const yaml = ({ resources }: StackCase): string =>
		resources.length === 0 ? `# a stack with nothing but ${root.type}\n` : resources.map(asYaml).join("---\n");
	return pick(cases.violating.filter(isDecided), [...cases.nearMiss, ...cases.compliant].filter(isDecided), yaml);
}

function pick<One extends { says: string; messages: string[] }>(
	violating: readonly One[],
	admitted: readonly One[],
	yaml: (one: One) => string,
): { bad: Example | undefined; good: Example | undefined } {
	const example = (one: One | undefined): Example | undefined =>
		one && { says: one.says, yaml: short(yaml(one)), findings: failed(one.messages) };
	return {
		bad: example(shortest(violating, yaml)),
		good: example(
			shortest(
				admitted.filter(({ messages }) => failed(messages).length === 0),
				yaml,
			),
		),
	};
}
