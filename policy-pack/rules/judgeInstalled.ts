import { type Judgement, undecided, violated } from "../../controls/judgement";
import type { Resource, StackJudgement } from "../rule";
import { isPulumiUnknown } from "../unknown";
import { at, imageName, kindOf, podSpecOf, unknownRelease } from "./installed";
import { elements, every, type Known, some } from "./known";

/** Whether a resource is what is looked for; where that is not known yet, what decides it. */
export type IsOne = boolean | { unknown: string };

/**
 * Judges whether something is in the stack, and at least one of it as it must be: one that is everywhere is enough, and one that
 * is not known yet may be it. What is absent is reported on the stack.
 */
export function judgeInstalled(
	resources: readonly Resource[],
	stack: Resource,
	{ name, isOne, judge }: { name: string; isOne: (one: Resource) => IsOne; judge: (one: Resource) => Judgement[] },
): StackJudgement[] {
	const all = resources.map((resource) => ({ resource, is: isOne(resource) })).filter(({ is }) => is !== false);
	const judged = all
		.filter(({ is }) => is === true)
		.map(({ resource }) => judge(resource).map((one) => ({ resource, ...one })));
	if (judged.some((found) => found.length === 0)) return [];
	const release = unknownRelease(resources);
	const open = [
		...judged.filter((found) => found.every(({ outcome }) => outcome === "undecided")).flat(),
		...all.flatMap(({ resource, is }) => (typeof is === "object" ? [{ resource, ...undecided(is.unknown) }] : [])),
		...(release === undefined ? [] : [{ resource: release, ...undecided("chart") }]),
	];
	if (open.length > 0) return open;
	return judged.length > 0 ? judged.flat() : [{ resource: stack, ...violated(name, "is not in the stack") }];
}

/** Whether a resource is a DaemonSet with a container of an image, by the last part of its name, and what else it must be. */
export function isDaemonSetOf(
	resource: Resource,
	isImage: (name: string) => boolean,
	besides: (spec: unknown) => Known = () => true,
): IsOne {
	if (kindOf(resource) !== "apps/DaemonSet") return false;
	const spec = podSpecOf(resource);
	const images = elements(spec, "containers").map((container): Known => {
		const image = at(container, "image");
		return isPulumiUnknown(image) ? "unknown" : isImage(imageName(image));
	});
	const is = every(some(images), besides(spec));
	return is === "unknown" ? { unknown: "spec.template.spec" } : is;
}
