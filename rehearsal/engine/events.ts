/**
 * Reads the engine's event stream. The SDK's `EngineEvent` type leaves out the policy summaries, so the events are
 * parsed here for what a rehearsal and its evidence need (shapes: pulumi/pulumi sdk/go/common/apitype/events.go).
 */
import { z } from "zod";

const names = z.array(z.string()).nullish();

const policySummary = z.object({
	resourceUrn: z.string().optional(),
	policyPackName: z.string(),
	policyPackVersion: z.string(),
	passed: names,
	failed: names,
});

const step = z.object({
	metadata: z.object({
		op: z.string(),
		urn: z.string(),
		type: z.string(),
		diffs: names,
		/** What makes a replacement necessary. */
		keys: names,
		/** By the property's path. */
		detailedDiff: z.record(z.string(), z.object({ diffKind: z.string() })).nullish(),
	}),
});

export const engineEvent = z.looseObject({
	diagnosticEvent: z
		.object({
			urn: z.string().optional(),
			message: z.string(),
			severity: z.string(),
			ephemeral: z.boolean().optional(),
		})
		.optional(),
	summaryEvent: z
		.looseObject({
			resourceChanges: z.record(z.string(), z.number()).nullish(),
			PolicyPacks: z.record(z.string(), z.string()).nullish(),
		})
		.optional(),
	resourcePreEvent: step.optional(),
	resOutputsEvent: step.optional(),
	resOpFailedEvent: step.optional(),
	policyEvent: z
		.object({
			resourceUrn: z.string().optional(),
			message: z.string(),
			policyName: z.string(),
			policyPackName: z.string(),
			policyPackVersion: z.string(),
			enforcementLevel: z.string(),
		})
		.optional(),
	policyRemediationEvent: z
		.object({
			resourceUrn: z.string().optional(),
			policyName: z.string(),
			policyPackName: z.string(),
			policyPackVersion: z.string(),
			before: z.unknown(),
			after: z.unknown(),
		})
		.optional(),
	policyAnalyzeSummaryEvent: policySummary.optional(),
	policyAnalyzeStackSummaryEvent: policySummary.optional(),
});

type Metadata = z.output<typeof step>["metadata"];

export type EngineEvent = z.output<typeof engineEvent>;

const debugMessage = z.looseObject({ diagnosticEvent: z.looseObject({ severity: z.literal("debug") }) });

/** Debug messages of the engine and the SDK; unlike every other event they are not blinded. */
export const isDebug = (event: unknown): boolean => debugMessage.safeParse(event).success;

/** One finding as the pack reported it. `message` names paths, never values: that is the pack's promise. */
export interface PolicyFinding {
	readonly policy: string;
	readonly level: string;
	readonly urn: string;
	readonly message: string;
}

/** What a policy set in a resource's properties, where its class remediates. Paths, never values. */
export interface PolicyCorrection {
	readonly policy: string;
	readonly urn: string;
	readonly paths: string[];
}

/** What one policy pack said in one step. A policy is in `passed` when at least one resource passed it. */
export interface PackReport {
	readonly pack: string;
	readonly version: string;
	readonly findings: PolicyFinding[];
	readonly corrections: PolicyCorrection[];
	readonly passed: string[];
	readonly failed: string[];
}

/** One operation on one resource, as planned (preview) or done (up). */
export interface Operation {
	readonly op: string;
	readonly urn: string;
	readonly type: string;
	readonly diffs: string[];
	/** The paths that change, as deep as the provider told them; never a value. Those of a creation are not told. */
	readonly paths: string[];
	/** Those of them that make a replacement necessary. */
	readonly replacing: string[];
}

/** An error of the engine, or of a provider that the engine passes on. */
export interface Diagnosed {
	readonly urn: string | undefined;
	readonly message: string;
}

/** Collects one step's events; memory grows with the stack, not with the number of events. */
export class EventCollector {
	readonly operations = new Map<string, Operation>();
	/** URN to type of what an operation failed on. */
	readonly failed = new Map<string, string>();
	readonly errors: string[] = [];
	/** The same errors, each with the URN that the engine gave it. */
	readonly diagnosed: Diagnosed[] = [];
	readonly warnings: string[] = [];
	changes: Record<string, number> = {};
	/** Pack name to version, from the engine's own closing event: the proof that the pack ran. */
	packs: Record<string, string> = {};
	private readonly finished = new Set<string>();
	private readonly reports = new Map<string, { report: PackReport; passed: Set<string>; failed: Set<string> }>();

	constructor(private readonly progress: (text: string) => void) {}

	accept(raw: unknown): void {
		const event = engineEvent.parse(raw);
		if (event.resourcePreEvent !== undefined) this.note(event.resourcePreEvent.metadata);
		if (event.resOpFailedEvent !== undefined) {
			const { urn, type } = event.resOpFailedEvent.metadata;
			this.failed.set(urn, type);
			this.progress(`failed ${short(urn)}`);
		}
		if (event.resOutputsEvent !== undefined && event.resOutputsEvent.metadata.op !== "same")
			this.finish(event.resOutputsEvent.metadata);
		if (event.summaryEvent !== undefined) {
			this.changes = event.summaryEvent.resourceChanges ?? {};
			this.packs = event.summaryEvent.PolicyPacks ?? {};
		}
		if (event.diagnosticEvent !== undefined && event.diagnosticEvent.ephemeral !== true) {
			const { severity, message, urn } = event.diagnosticEvent;
			const text = urn === undefined ? message.trim() : `${short(urn)}: ${message.trim()}`;
			if (severity === "error") {
				this.errors.push(text);
				this.diagnosed.push({ urn, message: message.trim() });
			}
			if (severity === "warning") this.warnings.push(text);
		}
		if (event.policyEvent !== undefined) {
			const { policyName, enforcementLevel, resourceUrn, message, policyPackName, policyPackVersion } =
				event.policyEvent;
			this.reportOf(policyPackName, policyPackVersion).report.findings.push({
				policy: policyName,
				level: enforcementLevel,
				urn: resourceUrn ?? "",
				message,
			});
		}
		if (event.policyRemediationEvent !== undefined) {
			const { policyName, resourceUrn, policyPackName, policyPackVersion, before, after } =
				event.policyRemediationEvent;
			this.reportOf(policyPackName, policyPackVersion).report.corrections.push({
				policy: policyName,
				urn: resourceUrn ?? "",
				paths: changedPaths(before, after),
			});
		}
		for (const summary of [event.policyAnalyzeSummaryEvent, event.policyAnalyzeStackSummaryEvent]) {
			if (summary === undefined) continue;
			const { passed, failed } = this.reportOf(summary.policyPackName, summary.policyPackVersion);
			for (const name of summary.passed ?? []) passed.add(name);
			for (const name of summary.failed ?? []) failed.add(name);
		}
	}

	packReports(): PackReport[] {
		return [...this.reports.values()].map(({ report, passed, failed }) => ({
			...report,
			passed: [...passed].sort(),
			failed: [...failed].sort(),
		}));
	}

	private reportOf(pack: string, version: string) {
		const found = this.reports.get(pack);
		if (found !== undefined) return found;
		const made = {
			report: { pack, version, findings: [], corrections: [], passed: [], failed: [] } as PackReport,
			passed: new Set<string>(),
			failed: new Set<string>(),
		};
		this.reports.set(pack, made);
		return made;
	}

	private note({ op, urn, type, diffs, keys, detailedDiff }: Metadata): void {
		const detailed = Object.entries(detailedDiff ?? {});
		const replacing = detailed.filter(([, { diffKind }]) => diffKind.endsWith("-replace")).map(([path]) => path);
		this.operations.set(`${op} ${urn}`, {
			op,
			urn,
			type,
			diffs: diffs ?? [],
			paths: detailed.length > 0 ? detailed.map(([path]) => path).sort() : (diffs ?? []),
			replacing: replacing.length > 0 ? replacing.sort() : (keys ?? []),
		});
	}

	/** A component is finished twice: when it is registered, and with its outputs. */
	private finish(metadata: Metadata): void {
		const { op, urn } = metadata;
		if (this.finished.has(`${op} ${urn}`)) return;
		this.finished.add(`${op} ${urn}`);
		// What a refresh found is known at its end only: it began as `refresh`.
		if (this.operations.has(`refresh ${urn}`)) this.note(metadata);
		this.progress(`${op} ${short(urn)}`);
	}
}

/** `urn:pulumi:lab::gxp-lab::a:b:C$d:e:F::name` -> `F name`: what a person watching needs. */
export function short(urn: string): string {
	const parts = urn.split("::");
	const type = parts[2]?.split("$").at(-1)?.split(":").at(-1) ?? "";
	return `${type} ${parts.slice(3).join("::")}`;
}

/** Where two values differ: the deepest members that do. */
export function changedPaths(before: unknown, after: unknown, path = ""): string[] {
	if (isTree(before) && isTree(after)) {
		const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
		return [...keys].flatMap((key) => changedPaths(before[key], after[key], inside(path, key, Array.isArray(after))));
	}
	if (JSON.stringify(before) === JSON.stringify(after)) return [];
	// What was not there is named by its members, so that one sees what was set.
	if ((before === undefined || before === null) && isTree(after) && Object.keys(after).length > 0)
		return Object.entries(after).flatMap(([key, value]) =>
			changedPaths(undefined, value, inside(path, key, Array.isArray(after))),
		);
	return [path];
}

function inside(path: string, key: string, isList: boolean): string {
	if (isList) return `${path}[${key}]`;
	return path === "" ? key : `${path}.${key}`;
}

function isTree(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null;
}
