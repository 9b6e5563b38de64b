import type { ReportViolation } from "@pulumi/policy";
import { controlById } from "../controls/catalogue";
import { coversPath, type ExceptedResource, type Exception } from "../controls/exceptions";
import { formatFinding, type Outcome } from "../controls/finding";
import type { Context } from "./context";
import type { Judgement, KubernetesIdentity, Resource, ResourceRule } from "./rule";

/** What is reported to the engine. */
export interface Report {
	message: string;
	enforcementLevel: "mandatory" | "advisory";
}

/**
 * Hands a report to @pulumi/policy with a level of its own. Its server takes such an object (1.21.0, server.js,
 * makeReportViolationFun); its declarations know the text only.
 */
export function send(report: ReportViolation, one: Report): void {
	(report as unknown as (report: Report) => void)(one);
}

/**
 * Judges a resource by a rule: the class decides the level, a dated exception waives, an undecided part is reported as NOT
 * EVALUATED and judged again in `up`. A string is the reason why the rule does not apply.
 */
export function assess(rule: ResourceRule, resource: Resource, context: Context): Report[] | string {
	const environmentClass = context.classOf(resource.urn);
	const enforcement = controlById(rule.id).enforcement[environmentClass];
	if (enforcement === "none") return `${rule.id} is not applied in class ${environmentClass}`;
	const judgements = rule.judge(resource);
	if (judgements === undefined) return `${rule.id} does not apply to ${resource.type}`;
	const identity = rule.identify?.(resource);
	return judgements.map((judgement) => {
		const report = (outcome: Outcome, finding: string, enforcementLevel: Report["enforcementLevel"]): Report => ({
			message: formatFinding({ id: rule.id, outcome, resource: resource.name, finding, fix: rule.fix }),
			enforcementLevel,
		});
		if (judgement.outcome === "undecided") return report("NOT EVALUATED", judgement.finding, "advisory");
		const exception = exceptionFor(rule, resource, identity, judgement, context);
		const level = enforcement === "advisory" ? "advisory" : "mandatory";
		if (exception === undefined) return report("FAIL", judgement.finding, level);
		context.use(exception);
		const objection = context.objection(exception);
		if (objection !== undefined) return report("FAIL", `${judgement.finding} (${objection})`, level);
		return report(
			"WAIVED",
			`${judgement.finding} (excepted until ${exception.until}, ${exception.approver})`,
			"advisory",
		);
	});
}

function exceptionFor(
	rule: ResourceRule,
	resource: Resource,
	identity: KubernetesIdentity | undefined,
	judgement: Judgement,
	context: Context,
): Exception | undefined {
	const matching = context.exceptions.filter(
		(exception) =>
			exception.control === rule.id &&
			isSame(exception.resource, resource, identity) &&
			coversPath(exception, judgement.path),
	);
	return matching.find((exception) => context.objection(exception) === undefined) ?? matching[0];
}

function isSame(excepted: ExceptedResource, resource: Resource, identity: KubernetesIdentity | undefined): boolean {
	if ("type" in excepted) return excepted.type === resource.type && excepted.name === resource.name;
	if (!("kind" in excepted) || identity === undefined) return false;
	return (
		excepted.apiVersion === identity.apiVersion &&
		excepted.kind === identity.kind &&
		excepted.namespace === identity.namespace &&
		excepted.name === identity.name
	);
}
