import { anyToken, assignments, harmlessValue, secretArgument, secretName, secretOption } from "../../secrets/patterns";
import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";

const text = (pattern: string): string => JSON.stringify(pattern);
const withoutCase = (pattern: string): string => text(`(?i)${pattern}`);

const value = `variable.?value.orValue("")`;
const container = [
	`container.?env.orValue([]).all(variable, !variable.name.matches(${withoutCase(secretName)}) || ${value}.matches(${withoutCase(harmlessValue)}))`,
	`container.?env.orValue([]).all(variable, !${value}.matches(${text(anyToken)}))`,
	...["command", "args"].map(
		(list) =>
			`container.?${list}.orValue([]).all(argument, !argument.matches(${withoutCase(secretArgument)}) || argument.matches("=(true|false)$"))`,
	),
	...["command", "args"].map(
		(list) => `container.?${list}.orValue([]).all(argument, !argument.matches(${text(anyToken)}))`,
	),
	// A variable may hold a connection's settings, and an argument a whole script.
	...assignments.flatMap(({ form }) => [
		`container.?env.orValue([]).all(variable, !${value}.matches(${text(`(?im)${form}`)}))`,
		...["command", "args"].map(
			(list) => `container.?${list}.orValue([]).all(argument, !argument.matches(${text(`(?im)${form}`)}))`,
		),
	]),
	...["command", "args"].map(
		(list) => `!container.?${list}.orValue([]).join(" ").matches(${withoutCase(secretOption)})`,
	),
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
