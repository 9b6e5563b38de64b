import { kubernetesRules } from "../controls/kubernetes";
import { policyName } from "../controls/policyNames";
import { configurationRules } from "../controls/repository";
import { resourceRules, stackRules } from "./rules";

/** The tests of a control are named after its rules: this is their names, in the pack and over the repository. */
export function testsOf(control: string): string[] {
	return [...kubernetesRules, ...resourceRules, ...stackRules, ...configurationRules]
		.filter(({ id }) => id === control)
		.map(({ id, slug }) => policyName(id, slug));
}
