import { subjectOf } from "../../policy-pack/assess";
import { rules, stackRules } from "../../policy-pack/pack";
import type { Resource, ResourceRule, StackRule, Surroundings } from "../../policy-pack/rule";
import { isPulumiUnknown } from "../../policy-pack/unknown";
import { controlById } from "../catalogue";
import { isRecord } from "../cel/bind";
import { describeResource, type Exception } from "../exceptions";
import { parseFinding } from "../finding";
import type { Judgement } from "../judgement";
import { kubernetesRules } from "../kubernetes";
import type { Ledger } from "../ledger";
import { type Bench, type Judge, reportOf } from "../report";
import type { EnvironmentClass } from "../types";
import type { Fault } from "./fault";
import { kindKey, scopeOfKind } from "./kinds";
import type { GateObject } from "./objects";
import { type GateResult, type Placed, placed, type UnusedException } from "./result";

export interface GateOptions {
	environmentClass: EnvironmentClass;
	ledger: Ledger;
	/** The stack whose exceptions hold; undefined where the manifests are of none. */
	stack?: string | undefined;
}

/** Where a judged object stands: all that is kept of it besides the object itself, which whole-set rules read. */
interface Standing {
	file: string;
	line: number;
	lineAt: GateObject["lineAt"];
}

/**
 * Judges Kubernetes objects by the pack's own rules: give it each object once, then end it. What it keeps of an object that
 * held is its contents, for the rules over the whole set, and nothing where there is no such rule.
 */
export class Gate {
	private readonly bench: Bench;
	private readonly surroundings: Surroundings;
	private readonly rules: readonly ResourceRule[];
	private readonly stackRules: readonly StackRule[];
	private readonly root: Resource;
	private readonly kept: Resource[] = [];
	private readonly standing = new Map<Resource, Standing>();
	/** The kinds that rules judged, and those that a CustomResourceDefinition among the manifests defines. */
	private readonly known = new Set<string>();
	private readonly unknown = new Map<string, GateObject[]>();
	private readonly files = new Set<string>();
	private objects = 0;
	private readonly result: Pick<GateResult, "findings" | "notEvaluated" | "waived" | "faults"> = {
		findings: [],
		notEvaluated: [],
		waived: [],
		faults: [],
	};

	constructor({ environmentClass, ledger, stack }: GateOptions) {
		this.bench = { environmentClass, ledger, stack };
		this.surroundings = { environmentClass, stack: stack ?? "", now: ledger.now };
		const applied = ({ id }: Judge): boolean => controlById(id).enforcement[environmentClass] !== "none";
		this.rules = rules.filter((rule) => rule.programOnly !== true && applied(rule));
		this.stackRules = stackRules.filter((rule) => rule.overObjects && applied(rule));
		this.root = resource("pulumi:pulumi:Stack", stack === undefined ? "manifests" : `gxp-lab-${stack}`, {}, stack);
		for (const { applies } of kubernetesRules)
			for (const { kinds } of applies.families)
				for (const { apiGroup, kind } of kinds) this.known.add(`${apiGroup}/${kind}`);
	}

	fault(fault: Fault): void {
		this.result.faults.push(fault);
	}

	/** A file was read, whatever it held. */
	read(file: string): void {
		this.files.add(file);
	}

	/** Something that was not judged, and why. */
	leave(file: string | null, message: string): void {
		this.result.notEvaluated.push(placed(null, { file, line: null, object: undefined }, "", message));
	}

	judge(object: GateObject): void {
		this.objects++;
		const { apiVersion, kind, namespace, name, properties } = object;
		this.defines(object);
		const type = `kubernetes:${apiVersion.includes("/") ? "" : "core/"}${apiVersion}:${kind}`;
		const shown = `${namespace === undefined ? "" : `${namespace}/`}${name ?? "(without a name)"}`;
		const one = resource(type, shown, properties, this.bench.stack);
		let judged = false;
		for (const rule of this.rules) {
			const judgements = this.attempt(rule, object, () => rule.judge(one, this.surroundings));
			if (judgements === undefined) continue;
			judged = true;
			for (const judgement of judgements) this.take(rule, one, judgement, object, rule);
		}
		const key = kindKey(apiVersion, kind);
		if (judged) this.known.add(key);
		else if (scopeOfKind(apiVersion, kind) === undefined && !this.known.has(key)) {
			const list = this.unknown.get(key) ?? [];
			list.push({ ...object, properties: {} });
			this.unknown.set(key, list);
		}
		if (this.stackRules.length === 0) return;
		this.kept.push(one);
		this.standing.set(one, object);
	}

	/** Judges the whole set, and what came of it all. */
	end(): GateResult {
		if (this.kept.length > 0)
			for (const rule of this.stackRules) {
				const judgements = this.attempt(rule, undefined, () =>
					rule.judge([this.root, ...this.kept], this.root, this.surroundings),
				);
				for (const { resource: found, ...judgement } of judgements ?? [])
					this.take(rule, found, judgement, this.standing.get(found), {});
			}
		for (const [key, objects] of this.unknown) {
			if (this.known.has(key)) continue;
			for (const { file, line, apiVersion, kind, namespace, name } of objects) {
				const text = `${apiVersion} ${kind} is a kind that nothing here knows`;
				this.fault({ file, line, text: `${text}; correct it, or give its CustomResourceDefinition beside it` });
				const where = { file, line, object: { apiVersion, kind, namespace, name } };
				this.result.notEvaluated.push(placed(null, where, "kind", `${text}, so no rule judged it`));
			}
		}
		for (const list of [this.result.findings, this.result.notEvaluated, this.result.waived]) list.sort(byPlace);
		return { files: this.files.size, objects: this.objects, ...this.result, unused: this.unused() };
	}

	/** A rule that cannot judge is a fault, not a pass: the manifests are not shown to hold. */
	private attempt<T>(rule: Judge, object: GateObject | undefined, judge: () => T): T | undefined {
		try {
			return judge();
		} catch (cause) {
			const text = `${rule.id} could not judge it (${cause instanceof Error ? cause.name : "error"}); report it with the kind at fault`;
			this.fault({ file: object?.file ?? "-", line: object?.line ?? 0, text });
			return undefined;
		}
	}

	private take(
		rule: Judge,
		one: Resource,
		judgement: Judgement,
		at: Standing | undefined,
		identify: Pick<ResourceRule, "identify">,
	): void {
		const subject = subjectOf(one, identify);
		// Nothing is unknown in a manifest: one that holds the mark of an unknown value would never be decided.
		if (judgement.outcome === "undecided" && holdsMark(one.properties)) {
			const text = `${judgement.path} holds Pulumi's mark of an unknown value; a manifest holds the value itself`;
			this.fault({ file: at?.file ?? "-", line: at?.lineAt(judgement.path) ?? 0, text });
		}
		const report = reportOf(rule, subject, judgement, this.bench);
		if (report === undefined) return;
		const parsed = parseFinding(report.message);
		const message = parsed === undefined ? report.message : `${parsed.finding}; ${parsed.fix}`;
		const where = { file: at?.file ?? null, line: at?.lineAt(judgement.path) ?? null, object: subject.object };
		const found = placed(rule.id, where, judgement.path, message);
		if (report.outcome === "FAIL") this.result.findings.push({ ...found, level: report.enforcementLevel });
		else this.result[report.outcome === "WAIVED" ? "waived" : "notEvaluated"].push(found);
	}

	private defines({ apiVersion, kind, properties }: GateObject): void {
		if (kindKey(apiVersion, kind) !== "apiextensions.k8s.io/CustomResourceDefinition") return;
		const { group, names } = isRecord(properties.spec) ? properties.spec : {};
		if (typeof group === "string" && isRecord(names) && typeof names.kind === "string")
			this.known.add(`${group}/${names.kind}`);
	}

	/** Of the exceptions that manifests can match at all, those that none did. */
	private unused(): UnusedException[] {
		const { ledger, stack } = this.bench;
		const here = ({ resource, stack: of }: Exception): boolean =>
			"kind" in resource && (of === undefined || of === stack);
		return ledger.exceptions
			.filter((exception) => here(exception) && !ledger.isUsed(exception))
			.map(({ control, resource, finding, until }) => ({
				control,
				resource: describeResource(resource),
				path: finding,
				until,
			}));
	}
}

function resource(
	type: string,
	name: string,
	properties: Record<string, unknown>,
	stack: string | undefined,
): Resource {
	const urn = `urn:pulumi:${stack ?? ""}::gxp-lab::${type}::${name}`;
	return { type, name, urn, properties, options: { protect: false } };
}

function holdsMark(value: unknown): boolean {
	if (isPulumiUnknown(value)) return true;
	return typeof value === "object" && value !== null && Object.values(value).some(holdsMark);
}

function byPlace(a: Placed, b: Placed): number {
	return (
		compare(a.file ?? "", b.file ?? "") ||
		(a.line ?? 0) - (b.line ?? 0) ||
		compare(a.control ?? "", b.control ?? "") ||
		compare(a.path, b.path)
	);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
