import { controlPlaneItems } from "./controlPlane";
import type { BenchmarkItem } from "./item";
import { nodeItems } from "./nodes";
import { policyItems } from "./policies";

/** Where the numbers are from: aquasecurity/kube-bench, cfg/cis-1.12 (commit a73ce378), which follows the benchmark's sections. */
export const benchmark = { name: "CIS Kubernetes Benchmark", version: "1.12" } as const;

/** Every item of the benchmark: what a control here is about, what Talos settles by itself, and what is left open. */
export const benchmarkItems: readonly BenchmarkItem[] = [...controlPlaneItems, ...nodeItems, ...policyItems];

/** The items that a control is about, each with what it does about it. */
export function benchmarkItemsOf(id: string): { number: string; rationale: string }[] {
	return benchmarkItems.flatMap(({ number, rationales }) => {
		const rationale = rationales[id];
		return rationale === undefined ? [] : [{ number, rationale }];
	});
}
