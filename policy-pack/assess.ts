import type { ReportViolation } from "@pulumi/policy";
import { controlById } from "../controls/catalogue";
import type { Judgement, Subject } from "../controls/judgement";
import { type Bench, reportOf } from "../controls/report";
import { type Context, stackOf } from "./context";
import { kubernetesIdentity } from "./kubernetes";
import type { Resource, ResourceRule, StackRule, Surroundings } from "./rule";

/** What is reported to the engine. */
export interface Report {
	message: string;
	enforcementLevel: "mandatory" | "advisory";
	/** The resource that a whole-stack rule found it on. */
	urn?: string;
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
	const surroundings = surroundingsOf(resource.urn, context);
	const reason = notApplied(rule.id, surroundings);
	if (reason !== undefined) return reason;
	const judgements = rule.judge(resource, surroundings);
	if (judgements === undefined) return `${rule.id} does not apply to ${resource.type}`;
	const bench = benchOf(context, surroundings);
	return judgements.flatMap((judgement) => reports(rule, subjectOf(resource, rule), judgement, bench));
}

/** Judges a whole stack by a rule over it; as `assess` does otherwise. */
export function assessStack(rule: StackRule, resources: readonly Resource[], context: Context): Report[] | string {
	const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
	if (stack === undefined) return `${rule.id} judges a whole stack, and there is none`;
	const surroundings = surroundingsOf(stack.urn, context);
	const reason = notApplied(rule.id, surroundings);
	if (reason !== undefined) return reason;
	const judgements = rule.judge(resources, stack, surroundings);
	if (judgements === undefined) return `${rule.id} does not apply to this stack`;
	const bench = benchOf(context, surroundings);
	return judgements.flatMap(({ resource, ...judgement }) =>
		reports(rule, subjectOf(resource), judgement, bench).map((one) => ({ ...one, urn: resource.urn })),
	);
}

function reports(rule: ResourceRule | StackRule, subject: Subject, judgement: Judgement, bench: Bench): Report[] {
	const report = reportOf(rule, subject, judgement, bench);
	return report === undefined ? [] : [{ message: report.message, enforcementLevel: report.enforcementLevel }];
}

const known = new WeakMap<Context, Map<string, Surroundings>>();

/** What is the same for every resource of a stack, worked out once: every rule asks for it, of every resource. */
export function surroundingsOf(urn: string, context: Context): Surroundings {
	const stacks = known.get(context) ?? new Map<string, Surroundings>();
	known.set(context, stacks);
	const stack = stackOf(urn);
	let surroundings = stacks.get(stack);
	if (surroundings === undefined) {
		const { handed } = context;
		const environment = context.statedEnvironment(stack);
		surroundings = {
			environmentClass: context.classOf(urn),
			stack,
			now: context.ledger.now,
			...(handed && { handed }),
			...(environment && { environment }),
		};
		stacks.set(stack, surroundings);
	}
	return surroundings;
}

function benchOf({ ledger }: Context, { environmentClass, stack }: Surroundings): Bench {
	return { environmentClass, ledger, stack };
}

function notApplied(id: string, { environmentClass }: Surroundings): string | undefined {
	if (controlById(id).enforcement[environmentClass] !== "none") return undefined;
	return `${id} is not applied in class ${environmentClass}`;
}

export function subjectOf(resource: Resource, rule: Pick<ResourceRule, "identify"> = {}): Subject {
	const object = rule.identify?.(resource) ?? kubernetesIdentity(resource);
	return { shown: resource.name, resource: { type: resource.type, name: resource.name }, ...(object && { object }) };
}
