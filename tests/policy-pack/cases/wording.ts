import type { Resource } from "../../../policy-pack/rule";
import { type RuleCases, root, type StackRuleCases } from "./case";
import { exceptedOf, messagesOf } from "./messages";

/** What a rule says of resources by any name, and its excepted case. */
export function wordingOf(rule: { id: string; fix: string }) {
	const excepted = ({ type, name }: Resource, path: string, found: string) =>
		exceptedOf(rule, name, { type, name }, path, found);
	return {
		fail: (found: string, name?: string) => messagesOf(rule, name).fail(found),
		notKnown: (path: string, name?: string) => messagesOf(rule, name).undecided(path),
		/** A resource with one finding, and its exception by type and name. */
		excepted: (resource: Resource, path: string, found: string): RuleCases["excepted"] => ({
			resource,
			...excepted(resource, path, found),
		}),
		/** A stack with one finding, on the stack itself or on one of its resources. */
		exceptedStack: (
			resources: Resource[],
			path: string,
			found: string,
			on: Resource = root,
		): StackRuleCases["excepted"] => ({ resources, ...excepted(on, path, found) }),
	};
}

const groups: Readonly<Record<string, string>> = {
	Pod: "core",
	ReplicationController: "core",
	PodTemplate: "core",
	Job: "batch",
	CronJob: "batch",
};

/** The type token of a kind that carries a pod. */
export function workloadToken(kind: string): string {
	return `kubernetes:${groups[kind] ?? "apps"}/v1:${kind}`;
}
