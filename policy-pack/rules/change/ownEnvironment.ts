import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { tagPrefixes } from "../../../controls/labels";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { lookUp } from "../member";

const control = controlById("CHG-010");
const LABEL = "gxp-lab.io/environment";

/** The layers that may stand in a stack of their own, `<environment>-<layer>`. */
const layers = ["machines", "cluster", "platform", "workloads"];

/**
 * CHG-010 over a whole stack: nothing in it says that it is another environment's, and no other environment's stack is read.
 * That networks and credentials differ is seen in the stack files, side by side.
 */
export const ownEnvironment: StackRule = {
	id: control.id,
	slug: "own-environment",
	says: "What a stack holds is its own environment's, and it reads no other environment's stack.",
	fix: control.fix,
	overObjects: false,
	judge: (resources, _stack, { stack }) =>
		resources.flatMap((resource): StackJudgement[] =>
			[...judgeReference(resource, stack), ...judgeLabel(resource, stack), ...judgeTags(resource, stack)].map(
				(judgement) => ({ ...judgement, resource }),
			),
		),
};

function judgeReference({ type, properties: { name } }: Resource, stack: string): Judgement[] {
	if (type !== "pulumi:pulumi:StackReference") return [];
	if (isPulumiUnknown(name)) return [undecided("name")];
	const environment = layers.reduce(
		(text, layer) => (stack.endsWith(`-${layer}`) ? stack.slice(0, -layer.length - 1) : text),
		stack,
	);
	const referred = typeof name === "string" ? name.slice(name.lastIndexOf("/") + 1) : "";
	const own = [environment, ...layers.map((layer) => `${environment}-${layer}`)];
	return own.includes(referred) ? [] : [violated("name", "refers to another environment's stack")];
}

function judgeLabel({ properties }: Resource, stack: string): Judgement[] {
	const found = lookUp(properties, ["metadata", "labels", LABEL]);
	if ("unknown" in found) return [undecided(found.unknown.replace(`.${LABEL}`, `[${LABEL}]`))];
	if (found.value === undefined || isOwn(found.value, stack)) return [];
	return [violated(`metadata.labels[${LABEL}]`, "names another environment")];
}

function judgeTags({ properties: { tags } }: Resource, stack: string): Judgement[] {
	if (isPulumiUnknown(tags)) return [undecided("tags")];
	if (!Array.isArray(tags)) return [];
	const other = tags.some(
		(tag) =>
			typeof tag === "string" &&
			tag.startsWith(tagPrefixes.environment) &&
			!isOwn(tag.slice(tagPrefixes.environment.length), stack),
	);
	if (other) return [violated("tags", "name another environment")];
	return tags.some(isPulumiUnknown) ? [undecided("tags")] : [];
}

/** A stack of one layer belongs to the environment that its name begins with. */
function isOwn(environment: unknown, stack: string): boolean {
	return environment === stack || layers.some((layer) => `${String(environment)}-${layer}` === stack);
}
