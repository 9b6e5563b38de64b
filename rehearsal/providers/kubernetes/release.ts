/**
 * `kubernetes:helm.sh/v3:Release` through the helm binary (pulumi-kubernetes, provider/pkg/provider/helm_release.go).
 * The official provider embeds Helm 3.20: objects are created and patched by the client, which is asked for here too.
 */
import {
	type CheckRequest,
	type CheckResult,
	type CreateRequest,
	type DeleteRequest,
	type DiffRequest,
	type DiffResult,
	InitializationFailed,
	type PreviewRequest,
	type Properties,
	type ReadRequest,
	type ResourceHandler,
	type UpdateRequest,
} from "../framework/provider";
import { hasUnknown, type Plain, UNKNOWN } from "../framework/value";
import { readChart } from "./chart-file";
import { helm, type StoredRelease, storedRelease } from "./helm";
import { at, changes, detailed, prune } from "./objects";
import {
	DEFAULT_TIMEOUT_S,
	flag,
	isZero,
	merged,
	REFUSED,
	type ReleaseInputs,
	resourceNames,
	text,
} from "./release-inputs";
import { idOf, parseId, type Session, uniqueName } from "./session";

export class ReleaseHandler implements ResourceHandler<ReleaseInputs> {
	constructor(private readonly session: Session) {}

	async check({ inputs, olds, name, randomSeed }: CheckRequest): Promise<CheckResult> {
		const refused = REFUSED.filter((key) => inputs[key] !== undefined && !isZero(inputs[key] ?? null));
		if (refused.length > 0) {
			return {
				inputs,
				failures: refused.map((key) => ({
					property: key,
					reason: `${key}: is not rehearsed; the stand-in installs from an archive and takes values only`,
				})),
			};
		}
		const filled: Properties = { ...inputs };
		if (filled.name === undefined) filled.name = olds?.name ?? uniqueName(`${name}-`, randomSeed);
		if (filled.namespace === undefined || filled.namespace === "") filled.namespace = this.session.defaultNamespace;
		if (filled.skipAwait !== true && filled.timeout === undefined) filled.timeout = DEFAULT_TIMEOUT_S;
		const kept = Object.fromEntries(
			Object.entries(filled).filter(([key, value]) => !isZero(value) && key !== "resourceNames" && key !== "compat"),
		);
		const chart = kept.chart;
		if (hasUnknown(kept) || typeof chart !== "string") return { inputs: kept };
		try {
			kept.version = (await readChart(chart)).version;
		} catch (cause) {
			const reason = `${text(cause)}; check the chart name and repository configuration.`;
			return { inputs: kept, failures: [{ property: "chart", reason }] };
		}
		return { inputs: kept };
	}

	diff({ oldInputs, olds, news }: DiffRequest): DiffResult {
		const { resourceNames: _, checksum: __, ...before } = oldInputs;
		// The live state as far as the last inputs spoke of it: a rollback by hand shows up as a change.
		const base = prune(olds, before) as Properties;
		return { changes: detailed(changes({ ...before, ...base }, news), [["name"], ["namespace"]]) };
	}

	preview({ inputs }: PreviewRequest): Properties {
		return { ...inputs, resourceNames: UNKNOWN, status: UNKNOWN };
	}

	private async reachable(): Promise<void> {
		const reason = await this.session.unreachable();
		if (reason !== undefined) throw new Error(`can't create Helm Release with unreachable cluster: ${reason}`);
	}

	private run(args: string[], namespace: string, signal: AbortSignal, values?: Plain): Promise<string> {
		const kubeconfig = this.session.config.kubeconfig ?? "";
		const { context } = this.session.config;
		return helm([...args, ...(context === undefined ? [] : ["--kube-context", context])], {
			kubeconfig,
			namespace,
			signal,
			...(values === undefined ? {} : { values }),
		});
	}

	private waiting(inputs: ReleaseInputs, timeoutSeconds: number | undefined): string[] {
		const seconds = timeoutSeconds ?? inputs.timeout ?? DEFAULT_TIMEOUT_S;
		return [
			...(inputs.skipAwait === true ? [] : ["--wait=watcher", ...flag("wait-for-jobs", inputs.waitForJobs)]),
			"--timeout",
			`${seconds}s`,
		];
	}

	private common(inputs: ReleaseInputs): string[] {
		return [
			...(inputs.description === undefined ? [] : ["--description", inputs.description]),
			...flag("rollback-on-failure", inputs.atomic),
			...flag("dependency-update", inputs.dependencyUpdate),
			...flag("disable-openapi-validation", inputs.disableOpenapiValidation),
			...flag("take-ownership", inputs.takeOwnership),
			...flag("skip-crds", inputs.skipCrds),
			"--server-side=false",
			"--output",
			"json",
		];
	}

	private state(inputs: ReleaseInputs, release: StoredRelease): Properties {
		const config = release.config as Properties;
		return {
			...(inputs as unknown as Properties),
			name: release.name,
			namespace: release.namespace,
			version: release.chart.version,
			...(inputs.values === undefined && Object.keys(config).length === 0
				? {}
				: { values: merged(inputs.values ?? {}, config) }),
			resourceNames: resourceNames(release.manifest, release.namespace),
			status: {
				appVersion: release.chart.appVersion,
				chart: release.chart.name,
				name: release.name,
				namespace: release.namespace,
				revision: release.revision,
				status: release.status,
				version: release.chart.version,
			},
		};
	}

	private async stored(inputs: ReleaseInputs): Promise<Properties | undefined> {
		const release = await storedRelease(this.session.api, inputs.namespace, inputs.name);
		return release === undefined ? undefined : this.state(inputs, release);
	}

	async create({ inputs, log, signal, timeoutSeconds }: CreateRequest<ReleaseInputs>) {
		await this.reachable();
		const id = idOf(inputs.namespace, inputs.name);
		const args = [
			"install",
			inputs.name,
			inputs.chart,
			...this.waiting(inputs, timeoutSeconds),
			...this.common(inputs),
			...flag("create-namespace", inputs.createNamespace),
			...flag("replace", inputs.replace),
			...flag("no-hooks", inputs.disableWebhooks),
		];
		let failure: unknown;
		await this.run(args, inputs.namespace, signal, inputs.values ?? {}).catch((cause: unknown) => {
			failure = cause;
		});
		const outputs = await this.stored(inputs);
		if (failure === undefined && outputs !== undefined) return { id, outputs };
		const inUse = /cannot re-use a name/.test(text(failure));
		if (outputs === undefined || inUse)
			throw failure ?? new Error(`helm installed ${id}, and the release is not there`);
		log(
			"warning",
			`Helm release "${inputs.name}" was created but has a failed status. Use the \`helm\` command to investigate the error, correct it, then retry. Reason: ${text(failure)}`,
		);
		throw new InitializationFailed(id, outputs, [
			`Helm release "${id}" was created, but failed to initialize completely. Use Helm CLI to investigate: ${text(failure)}`,
		]);
	}

	async update({ id, inputs, signal, timeoutSeconds }: UpdateRequest<ReleaseInputs>) {
		await this.reachable();
		const args = [
			"upgrade",
			inputs.name,
			inputs.chart,
			...this.waiting(inputs, timeoutSeconds),
			...this.common(inputs),
			"--history-max",
			String(inputs.maxHistory ?? 0),
			...flag("cleanup-on-fail", inputs.cleanupOnFail),
			...flag("force-replace", inputs.forceUpdate),
			...flag("reset-values", inputs.resetValues),
			...flag("reuse-values", inputs.reuseValues),
			...flag("no-hooks", inputs.disableCRDHooks),
		];
		try {
			await this.run(args, inputs.namespace, signal, inputs.values ?? {});
		} catch (cause) {
			const outputs = await this.stored(inputs);
			if (outputs === undefined) throw cause;
			throw new InitializationFailed(id, outputs, [`error running update: ${text(cause)}`]);
		}
		const outputs = await this.stored(inputs);
		if (outputs === undefined) throw new Error(`helm upgraded ${id}, and the release is not there`);
		return outputs;
	}

	async read({ id, state, inputs }: ReadRequest) {
		const reason = await this.session.unreachable();
		if (reason !== undefined) throw new Error(`failed to read resource state due to unreachable cluster: ${reason}`);
		const { namespace = "default", name } = parseId(id);
		const release = await storedRelease(this.session.api, namespace, name);
		if (release === undefined) return undefined;
		const known = Object.keys(inputs).length > 0;
		const imported: Properties = {
			chart: release.chart.name,
			name,
			namespace,
			version: release.chart.version,
			values: release.config as Properties,
			timeout: DEFAULT_TIMEOUT_S,
		};
		const spoken = known ? inputs : imported;
		const outputs = this.state({ ...state, ...spoken } as unknown as ReleaseInputs, release);
		return { id, outputs, inputs: spoken };
	}

	async delete({ id, state, signal, timeoutSeconds }: DeleteRequest): Promise<void> {
		const reason = await this.session.unreachable();
		if (reason !== undefined)
			throw new Error(`can't delete Helm Release with unreachable cluster. Reason: "${reason}"`);
		const { namespace = "default", name } = parseId(id);
		const timeout = at(state, "timeout");
		const seconds = timeoutSeconds ?? (typeof timeout === "number" ? timeout : DEFAULT_TIMEOUT_S);
		const waits = state.atomic === true || state.skipAwait !== true;
		await this.run(
			["uninstall", name, ...(waits ? ["--wait=watcher", "--timeout", `${seconds}s`] : [])],
			namespace,
			signal,
		);
	}
}
