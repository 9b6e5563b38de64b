/**
 * Where programs of fixtures are run: the real engine and the real policy host with the pack, in class production. A provider that
 * accepts everything stands in for all others, so that nothing but the pack refuses.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { REHEARSAL_VARIABLE } from "../../controls/clock";
import type { Resource } from "../../policy-pack/rule";
import { handedBy } from "../../tests/policy-pack/cases/handed";
import { EventCollector, engineEvent, isDebug, type PolicyFinding } from "../engine/events";
import { openStack } from "../engine/workspace";
import { forgetEndedEngines } from "./connections";
import { type Fixture, packagesOf, program, STACK, sourceOf } from "./declared";
import type { Tree } from "./fixtures";
import { type AcceptingProvider, serveAcceptingProvider } from "./provider";

/** What one run came to. */
export interface Seen {
	refused: boolean;
	findings: PolicyFinding[];
	error: string;
	/** Names of the resources that the engine showed to the pack, and whether it showed it the whole stack. */
	shown: ReadonlySet<string>;
	wholeShown: boolean;
	/** Names of the resources that the provider was asked to make, in earnest. */
	made: ReadonlySet<string>;
}

export interface Run {
	/** `up` is a real one, of a stack that holds nothing yet, and without a preview before it. */
	step: "preview" | "up";
	resources: readonly Resource[];
	/** Their properties are not known before a resource is made. */
	late?: boolean;
	/** Policies that would refuse the fixtures too: without them, what is seen is one rule's doing. */
	without?: Iterable<string>;
}

export class Stage {
	private constructor(
		private readonly folder: string,
		private readonly provider: AcceptingProvider,
		private readonly stack: Stack,
	) {}

	/** `pulumi` is the engine's executable; the resources are all that will be declared. */
	private static async open(pulumi: string, resources: readonly Resource[]): Promise<Stage> {
		forgetEndedEngines();
		const folder = mkdtempSync(path.join(tmpdir(), "gxp-lab-proof-"));
		const provider = await serveAcceptingProvider();
		try {
			mkdirSync(path.join(folder, "state"), { recursive: true });
			writeFileSync(path.join(folder, "passphrase"), "proof", { mode: 0o600 });
			process.env.PULUMI_DEBUG_PROVIDERS = provider.debugProviders(["proof", ...packagesOf(resources)]);
			Object.assign(process.env, handedBy, { [REHEARSAL_VARIABLE]: folder });
			// The project's own exceptions are for what is not built yet: they would waive what these cases leave out.
			process.env.GXP_LAB_EXCEPTIONS = path.join(folder, "exceptions.yaml");
			writeFileSync(process.env.GXP_LAB_EXCEPTIONS, "exceptions: []\n");
			const stack = await openStack({
				folder,
				root: path.resolve(__dirname, "../.."),
				stack: STACK,
				pulumi,
				ownLanguageHost: true,
				providers: "stand-in",
			});
			const stage = new Stage(folder, provider, stack);
			copyFileSync(stage.checkpoint, stage.empty);
			return stage;
		} catch (cause) {
			provider.stop();
			rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
			throw cause;
		}
	}

	/** Opens a stage for the fixtures that will be run on it, and closes it however the showing ends. */
	static async show<Shown>(
		pulumi: string,
		fixtures: readonly Pick<Fixture, "resources">[],
		show: (stage: Stage) => Promise<Shown>,
	): Promise<Shown> {
		const stage = await Stage.open(
			pulumi,
			fixtures.flatMap(({ resources }) => resources),
		);
		try {
			return await show(stage);
		} finally {
			stage.close();
		}
	}

	private get checkpoint(): string {
		return path.join(this.folder, "state", ".pulumi", "stacks", "gxp-lab", `${STACK}.json`);
	}

	private get empty(): string {
		return path.join(this.folder, "empty.json");
	}

	async run({ step, resources, late = false, without = [] }: Run): Promise<Seen> {
		const collector = new EventCollector(() => {});
		const names = new Set<string>();
		let wholeShown = false;
		let error = "";
		// What an earlier `up` made is forgotten: it would be deleted by this one.
		copyFileSync(this.empty, this.checkpoint);
		const made = this.provider.begin(
			new Map(late ? resources.map(({ name, properties }): [string, Tree] => [sourceOf(name), properties]) : []),
		);
		try {
			await this.stack[step]({
				program: program(resources, { late }),
				policyPacks: [path.resolve(__dirname, "../../policy-pack")],
				policyPackConfigs: [this.policyConfiguration(without)],
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
		return { refused: error !== "", findings, error, shown: names, wholeShown, made };
	}

	/** Enforcement by policy (pulumi.com, "Policy as code": `--policy-pack-config`). */
	private policyConfiguration(without: Iterable<string>): string {
		const file = path.join(this.folder, "policies.json");
		writeFileSync(file, JSON.stringify(Object.fromEntries([...without].map((policy) => [policy, "disabled"]))));
		return file;
	}

	private close(): void {
		this.provider.stop();
		rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
	}
}
