import type { Judgement } from "../controls/judgement";
import type { Resource, ResourceRule, Surroundings } from "./rule";
import { machineConfigurationType } from "./rules/machineConfiguration";
import { settledObjects } from "./rules/talosObjects";

/**
 * The rule over what a machine configuration makes in the cluster too: each static pod and each object of an inline manifest is judged
 * as a resource of the program is, and found under its place in the configuration. What cannot be read of a configuration, or is not
 * known yet, CHG-006 (`talos-manifests`) says once for all rules.
 */
export function overTalosObjects(rule: ResourceRule): ResourceRule {
	// The options of a resource, and that the program declares it, are no object's of a text.
	if (rule.programOnly === true) return rule;
	const { identify } = rule;
	return {
		...rule,
		judge: (resource, surroundings) => {
			const own = rule.judge(resource, surroundings);
			const found = judgeObjects(rule, resource, surroundings);
			return found.length === 0 ? own : [...(own ?? []), ...found];
		},
		...(identify && {
			identify: (resource: Resource) => (resource.type === machineConfigurationType ? undefined : identify(resource)),
		}),
	};
}

function judgeObjects({ judge }: ResourceRule, resource: Resource, surroundings: Surroundings): Judgement[] {
	if (resource.type !== machineConfigurationType) return [];
	return settledObjects(resource).flatMap(({ place, resource: object }) =>
		(judge(object, surroundings) ?? []).map((judgement) => placed(judgement, place)),
	);
}

/** A finding starts with its path; one about an object as a whole has none. */
function placed({ outcome, path, finding }: Judgement, place: string): Judgement {
	if (path === "") return { outcome, path: place, finding: `${place}: ${finding}` };
	const at = `${place}.${path}`;
	return { outcome, path: at, finding: finding.startsWith(path) ? `${place}.${finding}` : `${at}: ${finding}` };
}
