import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { controlById } from "../controls/catalogue";
import { daysLeft, describeResource, type Exception, type Maker } from "../controls/exceptions";
import { formatFinding } from "../controls/finding";
import { environmentClasses } from "../controls/types";
import { type Report, send } from "./assess";
import { type Context, stackOf } from "./context";
import { toResource } from "./resource";
import type { Resource } from "./rule";
import { isPulumiUnknown, unwrap } from "./unknown";

/** What the pack says about itself; not controls, so that they count as none. */
const environmentId = "PACK-ENVIRONMENT";
const exceptionsId = "PACK-EXCEPTIONS";

/**
 * The stack is bound to a class, and its own configuration says the same: a change cannot lower its class. No variable of the
 * environment changes what is judged.
 */
export function checkEnvironment(urn: string, context: Context): Report[] {
	const misused = context.misused.flatMap((fault) => {
		const split = fault.lastIndexOf("; ");
		return refusal(urn, fault.slice(0, split), fault.slice(split + 2));
	});
	return [...misused, ...checkClass(urn, context)];
}

function checkClass(urn: string, context: Context): Report[] {
	const stack = stackOf(urn);
	const bound = context.environments.get(stack);
	const report = (finding: string, fix: string): Report[] => refusal(urn, finding, fix);
	if (bound === undefined)
		return report(
			"the stack is not bound to an environment class",
			"add it to policy-pack/environments.yaml in a change of its own",
		);
	const stated = context.statedClass(stack);
	if (stated === undefined)
		return report(
			"gxp-lab:environment.class is not stated",
			`state it in Pulumi.${stack}.yaml, beside the policy pack`,
		);
	if (stated !== bound)
		return report(
			`gxp-lab:environment.class is ${stated}, but policy-pack/environments.yaml binds the stack to ${bound}`,
			"make both say the same, the binding in a change of its own",
		);
	return [];
}

/**
 * What the program was really configured with: with `--config-file` it is another file than the one that the pack reads. Every
 * stack has the machines, and they state the class as an input.
 */
export function checkProgram({ urn, properties }: Pick<Resource, "urn" | "properties">, context: Context): Report[] {
	const bound = context.environments.get(stackOf(urn));
	const { environmentClass } = properties;
	if (bound === undefined || environmentClass === bound) return [];
	const stated = controlClasses.has(environmentClass) ? `of class ${String(environmentClass)}` : "of no known class";
	return refusal(
		urn,
		`the program runs with a configuration ${stated}, but policy-pack/environments.yaml binds the stack to ${bound}`,
		"run it with the stack's own configuration file",
	);
}

const controlClasses: ReadonlySet<unknown> = new Set(environmentClasses);

function refusal(urn: string, finding: string, fix: string): Report[] {
	const message = formatFinding({ id: environmentId, outcome: "FAIL", resource: stackOf(urn), finding, fix });
	return [{ message, enforcementLevel: "mandatory" }];
}

export function environmentPolicy(context: Context): ResourceValidationPolicy {
	return {
		name: "pack-environment",
		description: "The stack has the environment class that it is bound to.",
		enforcementLevel: "mandatory",
		validateResource: (args, report) => {
			if (args.type === "pulumi:pulumi:Stack") for (const one of checkEnvironment(args.urn, context)) send(report, one);
			else if (args.type === "lab:machines:Machines")
				for (const one of checkProgram({ urn: args.urn, properties: unwrap(args.props) }, context)) send(report, one);
			else args.notApplicable("it is judged on the stack itself, and on its machines");
		},
	};
}

/** What the stack holds, as far as an exception may refer to it. */
export interface StackContents {
	/** The stack's name, without its organisation. */
	stack: string;
	/** Names of the Helm releases, undefined where one is not known yet. */
	releases: ReadonlySet<string | undefined>;
	/** Charts that a stack may choose or leave. */
	choices: ReadonlySet<string>;
	hasCluster: boolean;
}

/**
 * An exception that matches nothing is reported: it would wait for something that it was not meant for. Where something of its
 * resource is not known yet, it may still match.
 */
export function unusedExceptions(context: Context, stack: StackContents): Report[] {
	return context.ledger.exceptions
		.filter((exception) => isHere(exception, stack) && !context.ledger.isUsed(exception))
		.filter((exception) => !isForWhatIsNotSeen(exception, stack))
		.map((exception) => {
			const open = context.ledger.isOpen(exception);
			const what = `the exception for ${describeResource(exception.resource)} ${exception.finding}`;
			return {
				message: formatFinding({
					id: exceptionsId,
					outcome: open ? "NOT EVALUATED" : "FAIL",
					resource: exception.control,
					finding: open ? `whether ${what} matches is seen when it is known` : `${what} matches nothing`,
					fix: open
						? "leave it until `up`, which knows it"
						: "remove it from policy-pack/exceptions.yaml, or correct it",
				}),
				enforcementLevel: "advisory" as const,
			};
		});
}

/**
 * One for another stack, for what `lab controls check --repository` judges, or for what a chart makes that this stack left, is not
 * this run's.
 */
function isHere({ control, stack, resource }: Exception, contents: StackContents): boolean {
	if ("file" in resource || controlById(control).where.every((where) => where === "configuration")) return false;
	if ("madeBy" in resource && typeof resource.madeBy === "object" && !isMadeHere(resource.madeBy, contents))
		return false;
	return stack === undefined || stack === contents.stack;
}

function isMadeHere(maker: Exclude<Maker, "talos">, { choices, releases }: StackContents): boolean {
	if ("talosWithout" in maker) return !releases.has(maker.talosWithout);
	return !choices.has(maker.release) || releases.has(maker.release) || releases.has(undefined);
}

/** What a chart, a node or a controller makes is no resource of the program: admission judges it, if what makes it is here. */
function isForWhatIsNotSeen({ resource }: Exception, stack: StackContents): boolean {
	if ("staticPod" in resource) return stack.hasCluster;
	if (!("madeBy" in resource) || resource.madeBy === undefined) return false;
	if (resource.madeBy === "talos" || "talosWithout" in resource.madeBy) return stack.hasCluster;
	return stack.releases.has(resource.madeBy.release) || stack.releases.has(undefined);
}

/**
 * An exception for what the program does not see, and that does not hold: admission is rendered without it and would refuse
 * the objects in the middle of `up`, so its preview is refused. One for a resource of the program is that rule's finding.
 */
export function refusedExceptions(context: Context, stack: StackContents, urn: string): Report[] {
	return context.ledger.exceptions.flatMap((exception) => {
		const objection = context.ledger.objection(exception);
		if (objection === undefined || context.ledger.isUsed(exception) || !isHere(exception, stack)) return [];
		if (!isForWhatIsNotSeen(exception, stack)) return [];
		const what = `the exception for ${describeResource(exception.resource)} ${exception.finding}`;
		return {
			message: formatFinding({
				id: exceptionsId,
				outcome: "FAIL",
				resource: exception.control,
				finding: objection.replace("its exception", what),
				fix: "name its approver and its last day in policy-pack/exceptions.yaml after a review, or remove it",
			}),
			enforcementLevel:
				controlById(exception.control).enforcement[context.classOf(urn)] === "mandatory" ? "mandatory" : "advisory",
		};
	});
}

/**
 * The exceptions that hold and that no rule reported: those for what charts, nodes and Talos make. With the waived findings of
 * the others, every run prints every exception that it stands on.
 */
export function standingExceptions(context: Context, stack: StackContents): Report[] {
	return context.ledger.exceptions
		.filter((exception) => isHere(exception, stack) && isForWhatIsNotSeen(exception, stack))
		.filter((exception) => !context.ledger.isUsed(exception) && context.ledger.objection(exception) === undefined)
		.map(({ control, resource, finding, until, approver }) => ({
			message: formatFinding({
				id: exceptionsId,
				outcome: "WAIVED",
				resource: control,
				finding: `${describeResource(resource)} ${finding} is excepted until ${until}, ${approver}`,
				fix: "it is in policy-pack/exceptions.yaml, and admission lets exactly this go",
			}),
			enforcementLevel: "advisory",
		}));
}

const noticeDays = 30;

/** Early enough to review it: from the day after its last one an exception is a violation. */
export function endingExceptions(context: Context): Report[] {
	return context.ledger.exceptions.flatMap((exception) => {
		const days = daysLeft(exception, context.ledger.now);
		if (days < 0 || days > noticeDays) return [];
		const left = days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`;
		return {
			message: formatFinding({
				id: exceptionsId,
				outcome: "WAIVED",
				resource: exception.control,
				finding: `the exception for ${describeResource(exception.resource)} ${exception.finding} ends on ${exception.until}, ${left}`,
				fix: "remove what it excepts, or renew it after a review",
			}),
			enforcementLevel: "advisory",
		};
	});
}

export function exceptionsPolicy(context: Context): StackValidationPolicy {
	return {
		name: "pack-exceptions",
		description: "Every exception is for something that is there, and somebody approved it.",
		enforcementLevel: "advisory",
		validateStack: (args, report) => {
			const releases = args.resources
				.filter((resource) => resource.type === "kubernetes:helm.sh/v3:Release")
				.map((resource) => {
					const { name } = context.complete(toResource(resource)).properties;
					return typeof name === "string" && !isPulumiUnknown(name) ? name : undefined;
				});
			const hasCluster = args.resources.some((resource) => resource.type === "talos:machine/bootstrap:Bootstrap");
			const [{ urn } = { urn: "" }] = args.resources;
			const chosen =
				context.handed?.inventory.filter(({ kind, choice }) => kind === "chart" && choice !== undefined) ?? [];
			const choices = new Set(chosen.map(({ name }) => name));
			const stack = { stack: stackOf(urn), releases: new Set(releases), choices, hasCluster };
			const unused = unusedExceptions(context, stack);
			const refused = refusedExceptions(context, stack, urn);
			const standing = standingExceptions(context, stack);
			for (const one of [...unused, ...refused, ...standing, ...endingExceptions(context)]) send(report, one);
		},
	};
}
