/**
 * Shows the rules over resources of the program and over whole stacks to the real engine: a program that declares the cases'
 * resources is previewed with the policy pack, in class production. A provider that accepts everything stands in for all
 * others, so that nothing but the pack refuses.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Stack } from "@pulumi/pulumi/automation";
import { REHEARSAL_VARIABLE } from "../../controls/clock";
import { failures, parseFinding } from "../../controls/finding";
import { policyName } from "../../controls/policyNames";
import type { Resource } from "../../policy-pack/rule";
import { resourceRules, stackRules } from "../../policy-pack/rules";
import { allStackCases } from "../../tests/policy-pack/cases";
import { root as caseRoot, type StackCase, unknown } from "../../tests/policy-pack/cases/case";
import { handedBy } from "../../tests/policy-pack/cases/handed";
import { EventCollector, engineEvent, isDebug, type PolicyFinding } from "../engine/events";
import { openStack } from "../engine/workspace";
import { casesOf, decided, expectation } from "./fixtures";
import { type AcceptingProvider, serveAcceptingProvider } from "./provider";
import type { ProofRecord } from "./record";

const STACK = "prod";
const ROOT = `gxp-lab-${STACK}`;

/** A case to declare: its resources, and what the rule says of them. */
export interface Fixture {
	says: string;
	resources: readonly Resource[];
	messages: readonly string[];
}

export interface Shown {
	control: string;
	policy: string;
	/** Judges the whole stack. */
	whole: boolean;
	/** Each is declared beside the others, and all that are refused in one preview; a whole stack is a preview of its own. */
	previews: Fixture[][];
}

/** What is previewed of each rule. */
export function shownRules(): Shown[] {
	const ofResources = resourceRules.map(({ id, slug }): Shown => {
		const fixtures = decided(casesOf(id, slug))
			.filter(({ environmentClass = "production" }) => environmentClass === "production")
			.map(({ says, resource, messages }) => ({ says, resources: [resource], messages }));
		const refused = fixtures.filter(isRefused);
		return {
			control: id,
			policy: policyName(id, slug),
			whole: false,
			previews: [refused, fixtures.filter((one) => !isRefused(one))],
		};
	});
	const ofStacks = stackRules.map(({ id, slug }): Shown => {
		const policy = policyName(id, slug);
		const cases = allStackCases.find((one) => one.policy === policy);
		if (cases === undefined) throw new Error(`${policy}: has no cases`);
		const known = (one: StackCase): boolean =>
			(one.environmentClass ?? "production") === "production" && !JSON.stringify(one.resources).includes(unknown);
		// Absence is what most of these rules are about, so the first violating case and the near misses say most.
		const chosen = [...cases.violating.filter(known).slice(0, 2), ...cases.nearMiss.filter(known).slice(0, 1)];
		return { control: id, policy, whole: true, previews: chosen.map((one) => [one]) };
	});
	return [...ofResources, ...ofStacks];
}

function isRefused({ messages }: Pick<Fixture, "messages">): boolean {
	return expectation(messages) === "refused";
}

/**
 * Several cases in one program: each resource gets a name of its own, in its messages too. A second one of a type and name gets
 * another, as the engine takes no two; what is said of both is said of the first.
 */
export function renamed({ resources, messages, says }: Fixture, i: number): Fixture {
	const names = new Map(resources.map(({ name }) => [name, `${name}-${i}`]));
	const taken = new Set<string>();
	const nameOf = ({ type, name }: Resource, j: number): string => {
		const first = !taken.has(`${type} ${name}`);
		taken.add(`${type} ${name}`);
		return first ? `${name}-${i}` : `${name}-${i}-${j}`;
	};
	return {
		says,
		resources: resources.map((one, j) => ({ ...one, name: nameOf(one, j) })),
		messages: messages.map((message) => {
			const finding = parseFinding(message);
			if (finding === undefined) return message;
			const name = finding.resource === caseRoot.name ? ROOT : (names.get(finding.resource) ?? finding.resource);
			return message.replace(`${finding.outcome} ${finding.resource}:`, `${finding.outcome} ${name}:`);
		}),
	};
}

/** Declares the resources with explicit providers: the stacks' configuration lets no other be used. */
function program(fixtures: readonly Fixture[]): () => Promise<void> {
	return async () => {
		const providers = new Map<string, pulumi.ProviderResource>();
		const providerOf = (name: string): pulumi.ProviderResource => {
			const found = providers.get(name) ?? new Provider(name, `provider-${name}`, {});
			providers.set(name, found);
			return found;
		};
		for (const { type, name, properties, options } of fixtures.flatMap(({ resources }) => resources)) {
			const { protect, ignoreChanges = [] } = options;
			const given = { protect, ignoreChanges };
			const [packageName = "", module = ""] = type.split(":");
			if (type.startsWith("pulumi:providers:")) new Provider(type.split(":")[2] ?? "", name, properties, given);
			else if (packageName === "lab" && module !== "index") new Component(type, name, properties, given);
			else new Custom(type, name, properties, { ...given, provider: providerOf(packageName) });
		}
	};
}

class Provider extends pulumi.ProviderResource {}

class Custom extends pulumi.CustomResource {}

class Component extends pulumi.ComponentResource {}

function packagesOf(shown: readonly Shown[]): string[] {
	return shown.flatMap(({ previews }) =>
		previews
			.flat()
			.flatMap(({ resources }) =>
				resources.map(
					({ type }) => (type.startsWith("pulumi:providers:") ? type.split(":")[2] : type.split(":")[0]) ?? "",
				),
			),
	);
}

/** What one preview came to. */
export interface Previewed {
	refused: boolean;
	findings: PolicyFinding[];
	error: string;
	/** Names of the resources that the engine showed to the pack, and whether it showed it the whole stack. */
	shown: ReadonlySet<string>;
	wholeShown: boolean;
}

async function preview(stack: Stack, fixtures: readonly Fixture[]): Promise<Previewed> {
	const collector = new EventCollector(() => {});
	const names = new Set<string>();
	let wholeShown = false;
	let error = "";
	try {
		await stack.preview({
			program: program(fixtures),
			policyPacks: [path.resolve(__dirname, "../../policy-pack")],
			onEvent: (event) => {
				if (isDebug(event)) return;
				collector.accept(event);
				const { policyAnalyzeSummaryEvent: one, policyAnalyzeStackSummaryEvent: whole } = engineEvent.parse(event);
				if (one?.resourceUrn !== undefined) names.add(one.resourceUrn.split("::").slice(3).join("::"));
				wholeShown ||= whole !== undefined;
			},
		});
	} catch (cause) {
		error = collector.errors[0] ?? (cause instanceof Error ? cause.message.slice(0, 2000) : String(cause));
	}
	const findings = collector.packReports().flatMap((report) => report.findings);
	return { refused: error !== "", findings, error, shown: names, wholeShown };
}

export function recordsOf(
	{ control, policy, whole }: Pick<Shown, "control" | "policy" | "whole">,
	fixtures: readonly Fixture[],
	seen: Previewed,
): ProofRecord[] {
	const own = seen.findings.filter((finding) => finding.policy === policy);
	const failed = (name: string): boolean =>
		own.some(({ message }) => {
			const finding = parseFinding(message);
			return finding?.outcome === "FAIL" && finding.resource === name;
		});
	return fixtures.map((fixture): ProofRecord => {
		const common = { control, rule: policy, fixture: fixture.says, where: "preview" as const };
		const wanted = failures(fixture.messages);
		if (wanted.length === 0) {
			const names = [...fixture.resources.map(({ name }) => name), ROOT];
			const found = names.some(failed);
			// A run in which nothing was judged admits everything: the engine must say that the pack was shown what is admitted.
			const unseen = fixture.resources.find(({ name }) => !seen.shown.has(name));
			const judged = unseen === undefined && (!whole || seen.wholeShown);
			const actual = found
				? "refused"
				: judged
					? "admitted"
					: `${unseen?.name ?? "the whole stack"} was not judged: ${seen.error}`;
			return { ...common, expected: "admitted", actual, held: judged && !found };
		}
		const missing = wanted.find(
			(message) => !own.some((one) => one.level === "mandatory" && one.message.trim().endsWith(message)),
		);
		const held = missing === undefined && seen.refused;
		const actual = held
			? `refused by ${control}, and the preview failed`
			: missing === undefined
				? "found, but the preview went on"
				: `not found: ${missing}; the rule said: ${own.map(({ level, message }) => `${level} ${message}`).join(" / ")}${seen.findings.length === 0 ? `; the preview said: ${seen.error}` : ""}`;
		return { ...common, expected: "refused", actual, held };
	});
}

/** The records of all rules that a preview can show. `pulumi` is the engine's executable. */
export async function provePreviews(
	pulumiExecutable: string,
	wanted: ReadonlySet<string>,
	progress: (text: string) => void,
): Promise<ProofRecord[]> {
	const shown = shownRules().filter(({ control }) => wanted.size === 0 || wanted.has(control));
	if (shown.length === 0) return [];
	const folder = mkdtempSync(path.join(tmpdir(), "gxp-lab-proof-"));
	let provider: AcceptingProvider | undefined;
	try {
		provider = await serveAcceptingProvider();
		mkdirSync(path.join(folder, "state"), { recursive: true });
		writeFileSync(path.join(folder, "passphrase"), "proof", { mode: 0o600 });
		process.env.PULUMI_DEBUG_PROVIDERS = provider.debugProviders(packagesOf(shown));
		Object.assign(process.env, handedBy, { [REHEARSAL_VARIABLE]: folder });
		// The project's own exceptions are for what is not built yet: they would waive what these cases leave out.
		process.env.GXP_LAB_EXCEPTIONS = path.join(folder, "exceptions.yaml");
		writeFileSync(process.env.GXP_LAB_EXCEPTIONS, "exceptions: []\n");
		const stack = await openStack({
			folder,
			root: path.resolve(__dirname, "../.."),
			stack: STACK,
			pulumi: pulumiExecutable,
			ownLanguageHost: true,
			providers: "stand-in",
		});
		const records: ProofRecord[] = [];
		for (const one of shown) {
			progress(`${one.policy} in a preview`);
			for (const fixtures of one.previews.filter(({ length }) => length > 0)) {
				const declared = fixtures.map(renamed);
				records.push(...recordsOf(one, declared, await preview(stack, declared)));
			}
		}
		return records;
	} finally {
		provider?.stop();
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

async function main(): Promise<void> {
	const [pulumiExecutable = "", ...ids] = process.argv.slice(2);
	const records = await provePreviews(pulumiExecutable, new Set(ids), (text) => process.stderr.write(`${text}\n`));
	process.stdout.write(`${JSON.stringify(records)}\n`);
}

if (require.main === module) void main();
