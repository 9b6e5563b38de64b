import { controlById } from "../../../controls/catalogue";
import { violated } from "../../../controls/judgement";
import { kindOfToken } from "../../kubernetes";
import type { ResourceRule } from "../../rule";

const control = controlById("CHG-008");

/**
 * What may change outside the program; all else is controlled, whatever a provider calls it. Controllers and the API server
 * write the status and the bookkeeping of an object; an autoscaler its number of replicas; and annotations, where no control
 * reads them: those of a pod may hold its AppArmor profile.
 */
const uncontrolled = ["description", "comment", "notes"];
const ofObjects = [
	"status",
	"metadata.annotations",
	"metadata.managedFields",
	"metadata.resourceVersion",
	"metadata.generation",
	"metadata.creationTimestamp",
	"metadata.uid",
	"spec.replicas",
];

/** CHG-008: what `ignoreChanges` holds is uncontrolled. */
export const controlledProperties: ResourceRule = {
	id: control.id,
	slug: "controlled-properties",
	says: control.says,
	fix: control.fix,
	programOnly: true,
	judge: ({ type, options }) => {
		if (type === "pulumi:pulumi:Stack") return undefined;
		const kind = kindOfToken(type)?.kind;
		const allowed = kind === undefined ? uncontrolled : ofObjects;
		return (options.ignoreChanges ?? []).flatMap((path) => {
			const segments = segmentsOf(path);
			const free = allowed.some((one) => startsWith(segments, one.split(".")));
			if (free && !(kind === "Pod" && segments[1] === "annotations")) return [];
			return [violated(`ignoreChanges[${path}]`, "leaves a controlled property out of change control")];
		});
	},
};

/** `a.b`, `a["b"]` and `["a"].b` are one path (pulumi/pulumi, sdk/go/common/resource: ParsePropertyPath). */
function segmentsOf(path: string): string[] {
	return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]|([^.[\]]+)/g)].map(
		([, quoted, index, name]) => quoted ?? index ?? name ?? "",
	);
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
	return prefix.every((segment, i) => path[i] === segment);
}
