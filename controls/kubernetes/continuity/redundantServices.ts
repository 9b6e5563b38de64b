import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const control = controlById("BCM-005");

/** What says that a workload may be down for a while; the annotation holds the reason, and is not empty. */
export const interruptible = {
	label: "gxp-lab.io/availability",
	value: "interruptible",
	annotation: "gxp-lab.io/interruptible-because",
} as const;

const excused = [
	`object.metadata.?labels[?"${interruptible.label}"].orValue("") == "${interruptible.value}"`,
	`object.metadata.?annotations[?"${interruptible.annotation}"].orValue("").matches("[^ ]")`,
].join(" && ");
const pod = "object.?spec.?template.?spec";
const apart = `["kubernetes.io/hostname", "topology.kubernetes.io/zone"]`;
const affinity = `${pod}.?affinity.?podAntiAffinity`;
// A constraint without a selector counts no pod, and one that selects other pods does not count these.
const bears = (of: string) =>
	`${of}.?labelSelector.?matchLabels.orValue({}).all(key, object.?spec.?template.?metadata.?labels[?key].orValue("") == ${of}.labelSelector.matchLabels[key])`;
const selecting = (of: string) =>
	`(size(${of}.?labelSelector.?matchLabels.orValue({})) > 0 || size(${of}.?labelSelector.?matchExpressions.orValue([])) > 0) && ${bears(of)}`;
const spread = [
	`${affinity}.?requiredDuringSchedulingIgnoredDuringExecution.orValue([]).exists(term, term.?topologyKey.orValue("") in ${apart} && ${selecting("term")})`,
	`${affinity}.?preferredDuringSchedulingIgnoredDuringExecution.orValue([]).exists(one, one.?podAffinityTerm.?topologyKey.orValue("") in ${apart} && ${selecting("one.podAffinityTerm")})`,
	`${pod}.?topologySpreadConstraints.orValue([]).exists(constraint, constraint.?topologyKey.orValue("") in ${apart} && (constraint.?maxSkew.orValue(1) <= 1 || constraint.?maxSkew.orValue(1) < object.?spec.?replicas.orValue(1)) && ${selecting("constraint")})`,
].join(" || ");

/**
 * BCM-005: replicas and their spread. A production service is every Deployment and StatefulSet that does not say, with a reason,
 * that it may be down; a chart's that cannot say so is a dated exception. That there is a budget, a second object says.
 */
export const redundantServices: KubernetesRule = {
	id: control.id,
	slug: "redundant-services",
	says: control.says,
	why: control.why,
	fix: control.fix,
	applies: objects({
		services: [kind("apps/v1", "Deployment", "deployments"), kind("apps/v1", "StatefulSet", "statefulsets")],
	}),
	cel: [`((${excused}) || object.?spec.?replicas.orValue(1) >= 2)`, `((${excused}) || ${spread})`].join(" && "),
	finding: (path) =>
		path === "spec.replicas" ? `${path} must be 2 or more` : `${path} must spread the pods over hosts or zones`,
};
