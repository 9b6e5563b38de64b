import {
	anyToken,
	anyTokenHint,
	assignments,
	harmlessValue,
	secretArgument,
	secretName,
	secretOption,
} from "../../secrets/patterns";
import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";

const text = (pattern: string): string => JSON.stringify(pattern);
const withoutCase = (pattern: string): string => text(`(?i)${pattern}`);

/**
 * A text has no form, which is looked for where a hint of it is. With a hint a text may not be longer than what the API server searches
 * within its cost (a tenth of the text's length times a quarter of the pattern's, of 1,000,000): the rest of it would be judged by nobody.
 */
const without = (one: string, hint: string, form: string, longest: number): string =>
	`(!${one}.matches(${text(hint)}) || (${one}.size() <= ${longest} && !${one}.matches(${text(form)})))`;

const withoutTokens = (one: string): string => without(one, anyTokenHint, anyToken, 32_768);
const withoutAssignments = (one: string): string[] =>
	assignments.map(({ hint, form }) => without(one, `(?i)${hint}`, `(?im)${form}`, 65_536));

const value = `variable.?value.orValue("")`;
const lists = ["command", "args"];
const every = (list: string, condition: string): string => `container.?${list}.orValue([]).all(argument, ${condition})`;
const container = [
	`container.?env.orValue([]).all(variable, !variable.name.matches(${withoutCase(secretName)}) || ${value}.matches(${withoutCase(harmlessValue)}))`,
	`container.?env.orValue([]).all(variable, ${withoutTokens(value)})`,
	...lists.map((list) =>
		every(list, `!argument.matches(${withoutCase(secretArgument)}) || argument.matches("=(true|false)$")`),
	),
	...lists.map((list) => every(list, withoutTokens("argument"))),
	// A variable may hold a connection's settings, and an argument a whole script.
	...withoutAssignments(value).map((condition) => `container.?env.orValue([]).all(variable, ${condition})`),
	...lists.flatMap((list) => withoutAssignments("argument").map((condition) => every(list, condition))),
	...lists.map((list) => `!container.?${list}.orValue([]).join(" ").matches(${withoutCase(secretOption)})`),
].join(" && ");

/** SEC-007 over the environment and the arguments of every container. */
export const plaintextSecrets: KubernetesRule = {
	id: "SEC-007",
	slug: "plaintext-secrets",
	says: "No environment variable and no argument of a container holds a secret in plain text.",
	why: "Whoever may read pods reads it, and it is in every backup of etcd and in the audit log of whoever logs requests.",
	fix: "Use valueFrom.secretKeyRef, or a file from a Secret; replace the secret that was written down, it is known now.",
	applies: workloads,
	cel: `containers.all(container, ${container})`,
	finding: (path) => `${path} holds what looks like a secret in plain text`,
};
