import { controlById } from "../../../controls/catalogue";
import type { Judgement } from "../../../controls/judgement";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { memberOf } from "../member";

const control = controlById("SEC-001");
const label = "pod-security.kubernetes.io/enforce";

/** SEC-001's second half: a namespace that lets privileged pods in is a dated exception. Admission judges the pods. */
export const privilegedNamespaces: ResourceRule = {
	id: control.id,
	slug: "privileged-namespaces",
	says: "A namespace whose Pod Security level is privileged is a dated exception.",
	fix: `Label the namespace ${label}: restricted, or request a dated exception.`,
	judge,
	identify: ({ properties }) => {
		const name = memberOf(properties.metadata, "name");
		return {
			apiVersion: "v1",
			kind: "Namespace",
			namespace: undefined,
			name: typeof name === "string" ? name : undefined,
		};
	},
};

function judge({ type, properties }: Resource): Judgement[] | undefined {
	if (type !== "kubernetes:core/v1:Namespace" && type !== "kubernetes:core/v1:NamespacePatch") return undefined;
	const steps: [string, unknown][] = [["metadata", properties.metadata]];
	steps.push(["metadata.labels", memberOf(properties.metadata, "labels")]);
	steps.push([`metadata.labels[${label}]`, memberOf(steps[1]?.[1], label)]);
	for (const [path, value] of steps) {
		if (isPulumiUnknown(value)) return [{ outcome: "undecided", path, finding: `${path} is not known yet` }];
	}
	const [path, level] = steps[2] ?? ["", undefined];
	// Absent is the cluster's default, which SEC-011 holds to baseline or restricted (podSecurityDefaults).
	if (level === undefined || level === null || level === "baseline" || level === "restricted") return [];
	return [{ outcome: "violated", path, finding: `${path} lets pods in that are not restricted` }];
}
