import {
	anyToken,
	anyTokenHint,
	assignments,
	harmlessArgument,
	harmlessValue,
	secretArgument,
	secretHeader,
	secretOption,
} from "../../secrets/patterns";
import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";
import { noSecretByName, withoutCase } from "./plaintextNames";

const text = (pattern: string): string => JSON.stringify(pattern);

/** What a text is searched for: where the hint is, for the form, up to the longest text in which it may cost that. */
interface Search {
	hint: string;
	form: string;
	/** The API server charges a tenth of the text's length times a quarter of the pattern's, and has 1,000,000 to spend. */
	longest: number;
}

const searches: readonly Search[] = [
	{ hint: text(anyTokenHint), form: text(anyToken), longest: 32_768 },
	...assignments.map(({ hint, form }) => ({
		hint: withoutCase(hint),
		form: text(`(?im)${form}`),
		longest: 65_536,
	})),
];
const without = (one: string): string[] =>
	searches.map(
		({ hint, form, longest }) => `(!${one}.matches(${hint}) || ${one}.size() > ${longest} || !${one}.matches(${form}))`,
	);
const searched = (one: string): string[] =>
	searches.map(({ hint, longest }) => `(${one}.size() <= ${longest} || !${one}.matches(${hint}))`);

const value = `variable.?value.orValue("")`;
/** What the kubelet runs or asks for beside the container's own command. */
const handlers = [
	...["livenessProbe", "readinessProbe", "startupProbe"],
	...["lifecycle.?postStart", "lifecycle.?preStop"],
] as const;
const lists = ["command", "args", ...handlers.map((handler) => `${handler}.?exec.?command`)];
const every = (list: string, condition: string): string => `container.?${list}.orValue([]).all(argument, ${condition})`;
const everyText = (conditions: (one: string) => string[]): string[] => [
	...conditions(value).map((condition) => `container.?env.orValue([]).all(variable, ${condition})`),
	...lists.flatMap((list) => conditions("argument").map((condition) => every(list, condition))),
];
const container = [
	`container.?env.orValue([]).all(variable, ${noSecretByName("variable.name", value)})`,
	...lists.map((list) =>
		every(
			list,
			`!argument.matches(${withoutCase(secretArgument)}) || argument.matches(${withoutCase(harmlessArgument)})`,
		),
	),
	// A variable may hold a connection's settings, and an argument a whole script.
	...everyText(without),
	...handlers.map(
		(handler) =>
			`container.?${handler}.?httpGet.?httpHeaders.orValue([]).all(header, !header.name.matches(${withoutCase(secretHeader)}) || header.value.matches(${withoutCase(harmlessValue)}))`,
	),
	...lists.map((list) => `!container.?${list}.orValue([]).join(" ").matches(${withoutCase(secretOption)})`),
].join(" && ");

/** SEC-007 over the environment and the arguments of every container, its probes and its lifecycle's hooks. */
export const plaintextSecrets: KubernetesRule = {
	id: "SEC-007",
	slug: "plaintext-secrets",
	says: "No environment variable, no argument, probe or hook of a container holds a secret in plain text.",
	why: "Whoever may read pods reads it, and it is in every backup of etcd and in the audit log of whoever logs requests.",
	fix: "Use valueFrom.secretKeyRef, or a file from a Secret; replace the secret that was written down, it is known now.",
	applies: workloads,
	cel: `containers.all(container, ${container})`,
	finding: (path) => `${path} holds what looks like a secret in plain text`,
};

/** SEC-007 where a text is longer than the API server can search: with a hint of a secret, the rest of it would be judged by nobody. */
export const unsearchedTexts: KubernetesRule = {
	id: "SEC-007",
	slug: "unsearched-texts",
	says: "No variable and no argument in which a secret may be is too long to be searched for it.",
	why: "The API server has only so much to spend on one request: what it does not search may hold a secret that nobody sees.",
	fix: "Put the script or the settings in a ConfigMap, which is searched whole, and mount it, or split it.",
	applies: workloads,
	cel: `containers.all(container, ${everyText(searched).join(" && ")})`,
	finding: (path) => `${path} is too long to be searched, and has what a secret may begin with`,
};
