/** All effects of the platform layer, started together once the cluster's API answers. */
import { appendFileSync } from "node:fs";
import path from "node:path";
import { KubernetesClient } from "../../kubernetes/client";
import type { Addresses } from "../network";
import type { Processes } from "../process";
import { CertificateIssuer } from "./certificates";
import { type Effect, runEffect } from "./effect";
import { gatekeeperPart } from "./gatekeeper";
import { LoadBalancerAddresses } from "./load-balancer";
import { minioPart, sealedSecretsPart } from "./parts";
import { LocalVolumes } from "./volumes";
import { WorkloadParts } from "./workload-parts";

export interface PlatformEffectsOptions {
	/** An administrator's kubeconfig; it is secret. */
	readonly kubeconfig: string;
	readonly addresses: Addresses;
	readonly processes: Processes;
	/** The rehearsal's folder. */
	readonly folder: string;
	readonly executables: {
		readonly minio: string;
		readonly sealedSecretsController: string;
		/** Throws where the stack did not choose it. */
		readonly gatekeeper: () => string;
	};
}

export class PlatformEffects {
	/** One each: an effect listens to it once a collection. */
	private readonly aborts: AbortController[] = [];
	private readonly effects: Effect[];
	private readonly api: KubernetesClient;
	private runs: Promise<void>[] = [];

	constructor(private readonly options: PlatformEffectsOptions) {
		const api = new KubernetesClient(options.kubeconfig);
		this.api = api;
		const { addresses, executables } = options;
		this.effects = [
			new LoadBalancerAddresses(api, addresses),
			new LocalVolumes(api),
			new CertificateIssuer(api),
			new WorkloadParts(api, options.processes, options.folder, {
				minio: minioPart(executables.minio),
				"sealed-secrets-controller": sealedSecretsPart(executables.sealedSecretsController),
				"gatekeeper-webhook": gatekeeperPart(executables.gatekeeper, addresses, "webhook"),
				"gatekeeper-audit": gatekeeperPart(executables.gatekeeper, addresses, "audit"),
			}),
		];
	}

	/** What stands for what: goes into the list `simulated` of the run. */
	get simulated(): string[] {
		return this.effects.map((effect) => effect.simulates);
	}

	start(): void {
		const log = path.join(this.options.folder, "logs", "effects.log");
		const say = (line: string) => appendFileSync(log, `${new Date().toISOString()} ${line}\n`);
		this.runs = this.effects.map((effect) => {
			const abort = new AbortController();
			this.aborts.push(abort);
			return runEffect(effect, this.api, abort.signal, say);
		});
	}

	async stop(): Promise<void> {
		for (const abort of this.aborts) abort.abort();
		await Promise.all(this.runs);
	}
}
