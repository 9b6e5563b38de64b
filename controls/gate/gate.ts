import { subjectOf } from "../../policy-pack/assess";
import { rules, stackRules } from "../../policy-pack/pack";
import type { Resource, ResourceRule, StackRule, Surroundings } from "../../policy-pack/rule";
import { manifestRules } from "../../policy-pack/rules/security";
import { isPulumiUnknown } from "../../policy-pack/unknown";
import { controlById } from "../catalogue";
import { isRecord } from "../cel/bind";
import { describeResource, type Exception } from "../exceptions";
import { parseFinding } from "../finding";
import type { Judgement } from "../judgement";
import { kubernetesRules } from "../kubernetes";
import type { Ledger } from "../ledger";
import { policyName } from "../policyNames";
import { type Bench, type Judge, reportOf } from "../report";
import type { EnvironmentClass } from "../types";
import { visible } from "../visible";
import { type Fault, formatFault } from "./fault";
import { kindKey, scopeOfKind } from "./kinds";
import type { GateObject } from "./objects";
import { type GateResult, type Placed, placed, type UnusedException } from "./result";

export interface GateOptions {
	environmentClass: EnvironmentClass;
	ledger: Ledger;
	/** The stack whose exceptions hold; undefined where the manifests are of none. */
	stack?: string | undefined;
	/** The manifests are all that a cluster runs: only then is something that is missing among them a finding. */
	whole?: boolean;
	/** The manifests are charts as they are rendered: what an object of one needs beside it is missing if it is not there. */
	rendered?: boolean;
	/** Other rules than the pack's. */
	judges?: { rules: readonly ResourceRule[]; stackRules: readonly StackRule[] };
}

/** Where a judged object stands: all that is kept of it besides its contents. The tree of its file's text would be ten times as much. */
type Standing = Pick<GateObject, "file" | "line">;

/** Finds the lines of paths of objects that were read before, by reading their files again. */
export type Relocate = (
	places: readonly { file: string; line: number; path: string }[],
) => Promise<(number | undefined)[]>;

/** The pack's own rules, and those over what only a file shows. */
const ofFiles = { rules: [...rules, ...manifestRules], stackRules };

/** Said instead of the control's statement, which would read as if it held; the same of every control, so that it can be said once. */
const notShownByAPart = "a part of a cluster does not show whether this holds; give all of its manifests with --whole";

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
	private readonly whole: boolean;
	private readonly rendered: boolean;
	private readonly kept: Resource[] = [];
	private readonly standing = new Map<Resource, Standing>();
	/** The kinds that rules judged, and those that a CustomResourceDefinition among the manifests defines. */
	private readonly known = new Set<string>();
	private readonly unknown = new Map<string, Omit<GateObject, "properties" | "lineAt">[]>();
	/** Rules about objects of every kind: that one of them judged an object does not make its kind a known one. */
	private readonly general: ReadonlySet<ResourceRule>;
	/** Rules that could not judge, which is said once a rule. */
	private readonly broken = new Set<string>();
	private readonly files = new Set<string>();
	private readonly told = new Set<string>();
	private objects = 0;
	private readonly result: Pick<GateResult, "findings" | "notEvaluated" | "waived" | "faults"> = {
		findings: [],
		notEvaluated: [],
		waived: [],
		faults: [],
	};

	constructor({ environmentClass, ledger, stack, whole = false, rendered = false, judges = ofFiles }: GateOptions) {
		this.bench = { environmentClass, ledger, stack };
		this.whole = whole;
		this.rendered = rendered;
		this.surroundings = { environmentClass, stack: stack ?? "", now: ledger.now };
		const applied = ({ id }: Judge): boolean => controlById(id).enforcement[environmentClass] !== "none";
		this.rules = judges.rules.filter((rule) => rule.programOnly !== true && applied(rule));
		this.stackRules = judges.stackRules.filter((rule) => rule.overObjects && applied(rule));
		this.general = new Set(this.rules.filter((rule) => judgesAnything(rule, this.surroundings)));
		this.root = resource("pulumi:pulumi:Stack", stack === undefined ? "manifests" : `gxp-lab-${stack}`, {}, stack);
		for (const { applies } of kubernetesRules)
			for (const { kinds } of applies.families)
				for (const { apiGroup, kind } of kinds) this.known.add(`${apiGroup}/${kind}`);
	}

	/** Tells a fault once: several rules may run into the same one. */
	fault(fault: Fault): void {
		const line = formatFault(fault);
		if (this.told.has(line)) return;
		this.told.add(line);
		this.result.faults.push({ ...fault, file: visible(fault.file), text: visible(fault.text) });
	}

	/** A file was read, whatever it held. */
	read(file: string): void {
		this.files.add(file);
	}

	/** How many objects were judged up to now. */
	get judged(): number {
		return this.objects;
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
			// A kind `…Patch` is Pulumi's way to write a part of an object. In a manifest it is no kind at all.
			judged ||= !this.general.has(rule) && judgements.every(({ outcome }) => outcome !== "undecided");
			for (const judgement of judgements)
				this.take(rule, one, judgement, object.file, object.lineAt(judgement.path), rule);
		}
		const key = kindKey(apiVersion, kind);
		if (judged) this.known.add(key);
		else if (scopeOfKind(apiVersion, kind) === undefined && !this.known.has(key)) {
			const list = this.unknown.get(key) ?? [];
			list.push({ file: object.file, line: object.line, apiVersion, kind, namespace, name });
			this.unknown.set(key, list);
		}
		if (this.stackRules.length === 0) return;
		this.kept.push(one);
		this.standing.set(one, { file: object.file, line: object.line });
	}

	/** Judges the whole set, and what came of it all. */
	async end(relocate: Relocate): Promise<GateResult> {
		await this.judgeSet(relocate);
		const { faults, notEvaluated } = this.result;
		// Files of comments alone, in a folder: none was named, and still somebody asked for a judgement.
		if (this.objects === 0 && faults.length === 0 && notEvaluated.length === 0)
			for (const file of this.files)
				this.fault({ file, line: 1, text: "holds no Kubernetes object; nothing was judged" });
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

	private async judgeSet(relocate: Relocate): Promise<void> {
		if (this.kept.length === 0) return;
		const found = this.stackRules.flatMap((rule) => {
			const judge = () => rule.judge([this.root, ...this.kept], this.root, this.surroundings);
			const judgements = (this.attempt(rule, undefined, judge) ?? []).map((judgement) => ({ rule, judgement }));
			// What is missing is said of the stack itself, or of what needs it.
			const missing = judgements.filter(
				({ judgement }) => judgement.resource === this.root || (judgement.missing === true && !this.rendered),
			);
			if (this.whole || missing.length === 0) return judgements;
			const where = { file: null, line: null, object: undefined };
			this.result.notEvaluated.push(placed(rule.id, where, "", notShownByAPart));
			return judgements.filter((one) => !missing.includes(one));
		});
		const standings = found.map(({ judgement }) => this.standing.get(judgement.resource));
		const places = standings.flatMap((at, i) =>
			at === undefined ? [] : [{ ...at, path: found[i]?.judgement.path ?? "", i }],
		);
		const lines = await relocate(places);
		const lineOf = new Map(places.map(({ i }, at) => [i, lines[at]]));
		for (const [i, { rule, judgement }] of found.entries()) {
			const at = standings[i];
			this.take(rule, judgement.resource, judgement, at?.file ?? null, lineOf.get(i) ?? at?.line ?? null, {});
		}
	}

	/** A rule that cannot judge is a fault, not a pass: the manifests are not shown to hold. */
	private attempt<T>(rule: Judge & { slug: string }, object: GateObject | undefined, judge: () => T): T | undefined {
		try {
			return judge();
		} catch (cause) {
			const name = policyName(rule.id, rule.slug);
			if (this.broken.has(name)) return undefined;
			this.broken.add(name);
			const kind = object === undefined ? "the whole set" : `${object.apiVersion} ${object.kind}`;
			const what = cause instanceof Error ? cause.name : "an error";
			const text = `${name} could not judge ${kind} (${what}); report it, because nothing was judged by this rule`;
			this.fault({ file: object?.file ?? "the whole set", line: object?.line ?? 0, text });
			return undefined;
		}
	}

	private take(
		rule: Judge,
		one: Resource,
		{ outcome, path, finding }: Judgement,
		file: string | null,
		line: number | null,
		identify: Pick<ResourceRule, "identify">,
	): void {
		const subject = subjectOf(one, identify);
		// Nothing is unknown in a manifest: one that holds the mark of an unknown value would never be decided.
		if (outcome === "undecided" && holdsMark(one.properties)) this.mark(file ?? "the whole set", line ?? 0, path);
		const report = reportOf(rule, subject, { outcome, path, finding }, this.bench);
		if (report === undefined) return;
		const parsed = parseFinding(report.message);
		const message = parsed === undefined ? report.message : `${parsed.finding}; ${parsed.fix}`;
		const found = placed(rule.id, { file, line, object: subject.object }, path, message);
		if (report.outcome === "FAIL") this.result.findings.push({ ...found, level: report.enforcementLevel });
		else this.result[report.outcome === "WAIVED" ? "waived" : "notEvaluated"].push(found);
	}

	/** Once a line: the path of one place is not written alike by every rule. */
	private mark(file: string, line: number, path: string): void {
		const place = formatFault({ file, line, text: "mark" });
		if (this.told.has(place)) return;
		this.told.add(place);
		const text = `${path} holds Pulumi's mark of an unknown value; a manifest holds the value itself`;
		this.fault({ file, line, text });
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
				resource: visible(describeResource(resource)),
				path: visible(finding),
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

/** Whether a rule judges even a kind that nobody has heard of. */
function judgesAnything(rule: ResourceRule, surroundings: Surroundings): boolean {
	const nothing = resource("kubernetes:probe.invalid/v1:Probe", "probe", {}, undefined);
	try {
		return rule.judge(nothing, surroundings) !== undefined;
	} catch {
		return true;
	}
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
