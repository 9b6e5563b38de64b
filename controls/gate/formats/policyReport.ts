import { stringify } from "yaml";
import type { GateResult, Placed } from "../result";

/**
 * A PolicyReport (wgpolicyk8s.io/v1alpha2; kubernetes-sigs/wg-policy-prototypes, policy-report): mandatory findings fail, advisory ones
 * warn, what is waived or not evaluated is skipped, and what could not be read is an error. The Kyverno and Trivy report
 * readers take it as it is.
 */
export function toPolicyReport({ findings, notEvaluated, waived, faults }: GateResult, now: Date): string {
	const timestamp = { seconds: Math.floor(now.getTime() / 1000), nanos: 0 };
	const result = (one: Placed, outcome: "fail" | "warn" | "skip", severity: "high" | "low" | "info"): object => ({
		source: "gxp-lab",
		policy: one.control ?? "input",
		...(one.path !== "" && { rule: one.path }),
		...(one.control !== null && { category: one.control.slice(0, 3) }),
		severity,
		result: outcome,
		scored: outcome !== "skip",
		timestamp,
		message: one.message,
		...(one.kind !== null && {
			resources: [
				{
					apiVersion: one.apiVersion,
					kind: one.kind,
					...(one.namespace !== null && { namespace: one.namespace }),
					...(one.name !== null && { name: one.name }),
				},
			],
		}),
		...(one.file !== null && {
			properties: { file: one.file, ...(one.line !== null && { line: String(one.line) }) },
		}),
	});
	const mandatory = findings.filter(({ level }) => level === "mandatory");
	const advisory = findings.filter(({ level }) => level === "advisory");
	const results = [
		...mandatory.map((one) => result(one, "fail", "high")),
		...advisory.map((one) => result(one, "warn", "low")),
		...[...waived, ...notEvaluated].map((one) => result(one, "skip", "info")),
		...faults.map(({ file, line, text }) => ({
			source: "gxp-lab",
			policy: "input",
			result: "error",
			scored: false,
			timestamp,
			message: text,
			properties: { file, line: String(line) },
		})),
	];
	const summary = {
		// What held is not listed: the report of 10,000 objects would be longer than they are.
		pass: 0,
		fail: mandatory.length,
		warn: advisory.length,
		error: faults.length,
		skip: waived.length + notEvaluated.length,
	};
	const report = {
		apiVersion: "wgpolicyk8s.io/v1alpha2",
		kind: "PolicyReport",
		metadata: { name: "gxp-lab-controls", labels: { "app.kubernetes.io/managed-by": "gxp-lab" } },
		summary,
		results,
	};
	return stringify(report, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd();
}
