import { z } from "zod";

/** What Kyverno's CLI found of one policy and one object that it matches. An error and a violation both refuse the object. */
export interface KyvernoResult {
	readonly policy: string;
	readonly result: "pass" | "fail" | "warn" | "error" | "skip";
	readonly message: string;
	readonly object: { readonly name: string; readonly uid?: string | undefined };
}

const report = z.object({
	kind: z.literal("ClusterReport"),
	results: z.array(
		z.object({
			policy: z.string(),
			result: z.enum(["pass", "fail", "warn", "error", "skip"]),
			message: z.string().default(""),
			resources: z.tuple([z.object({ name: z.string(), uid: z.string().optional() })]),
		}),
	),
});

/**
 * The results of `kyverno apply --policy-report --output-format json` (1.19.1: commands/apply/print.go, report/report.go): one
 * line of JSON. It exits with 1 for a violation as for what it could not read, and passes over a policy that it cannot read
 * without a word: who compares must expect a result of each policy.
 */
export function kyvernoResults(stdout: string): KyvernoResult[] {
	const lines = stdout.split("\n").filter((line) => line !== "");
	const [line] = lines;
	if (line === undefined || lines.length > 1 || !line.startsWith("{"))
		throw new Error(`kyverno apply: wrote ${JSON.stringify(stdout.slice(0, 300))}; it must be one report in JSON`);
	return report
		.parse(JSON.parse(line))
		.results.map(({ policy, result, message, resources: [object] }) => ({ policy, result, message, object }));
}

/** `kyverno apply` of policies (files, or a folder of them) over the objects of a file. */
export function kyvernoArguments(policies: readonly string[], objects: string): string[] {
	return ["apply", ...policies, "--resource", objects, "--policy-report", "--output-format", "json"];
}
