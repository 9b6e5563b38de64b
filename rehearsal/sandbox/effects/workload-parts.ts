/**
 * The kubelet's work for the few workloads whose program is a part of the rehearsal: MinIO, the Sealed Secrets controller and,
 * where a stack chose it, Gatekeeper run for real, as processes, with the environment and the secrets of their pod. A pod template names its
 * part in an annotation; the kwok stages leave such a pod alone, so that it is Ready only when its process answers.
 */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { at, type KubernetesClient, type KubernetesObject } from "../../kubernetes/client";
import type { Processes } from "../process";
import { type Effect, NotYet } from "./effect";
import { podEnvironment, podFiles } from "./pod";

/** Set by the stand-in charts on a pod template: which part runs for it. */
export const PART_ANNOTATION = "rehearsal.gxp-lab/part";

export interface PodPart {
	/** Executable, arguments and environment for this pod; throws NotYet where something is missing. */
	command(pod: PodContext): Promise<{ command: string; args: string[]; env: Record<string, string> }>;
	/** True when the process does its work. */
	ready(pod: PodContext): Promise<boolean>;
}

export interface PodContext {
	readonly pod: KubernetesObject;
	readonly api: KubernetesClient;
	/** Values of the first container's environment, as the kubelet would set them. */
	readonly env: Readonly<Record<string, string>>;
	/** Folder with one folder a mounted Secret, named after the volume. */
	readonly files: string;
	/** A folder of its own that lives as long as the rehearsal. */
	readonly data: string;
	/** Puts more files below `files`, readable by the owner only. */
	write(volume: string, contents: Readonly<Record<string, string | Buffer>>): Promise<void>;
}

export class WorkloadParts implements Effect {
	readonly simulates =
		"kubelet: pods are objects; MinIO, the Sealed Secrets controller and, where it is the policy engine, Gatekeeper are real processes beside them";
	readonly collections = ["/api/v1/pods"];
	/** Part name to the pod that it runs for. */
	private readonly running = new Map<string, string>();

	constructor(
		private readonly api: KubernetesClient,
		private readonly processes: Processes,
		private readonly folder: string,
		private readonly parts: Readonly<Record<string, PodPart>>,
	) {}

	async reconcile(pod: KubernetesObject): Promise<void> {
		const name = pod.metadata.annotations[PART_ANNOTATION];
		if (name === undefined || at(pod, "spec", "nodeName") === undefined) return;
		if (at(pod, "metadata", "deletionTimestamp") !== undefined) return this.end(pod, name);
		if (this.running.get(name) === pod.metadata.uid) return;
		const part = this.parts[name];
		if (part === undefined) throw new NotYet(`the rehearsal has no part ${name}`);
		if (this.running.has(name)) throw new NotYet(`part ${name} still runs for another pod`);
		const context = await this.prepare(pod, name);
		const { command, args, env } = await part.command(context);
		this.running.set(name, pod.metadata.uid);
		try {
			await this.processes.start({
				name,
				command,
				args,
				env,
				ready: () => part.ready(context),
				onUnexpectedExit: () => this.running.delete(name),
			});
		} catch (cause) {
			this.running.delete(name);
			throw cause;
		}
		await this.setReady(pod);
	}

	async removed(pod: KubernetesObject): Promise<void> {
		const name = pod.metadata.annotations[PART_ANNOTATION];
		if (name !== undefined && this.running.get(name) === pod.metadata.uid) await this.stop(name);
	}

	private async stop(name: string): Promise<void> {
		await this.processes.get(name)?.stop();
		this.running.delete(name);
	}

	/** The kubelet removes a pod's object once its containers have ended. */
	private async end(pod: KubernetesObject, name: string): Promise<void> {
		if (this.running.get(name) === pod.metadata.uid) await this.stop(name);
		const { namespace = "", name: podName } = pod.metadata;
		await this.api.call("DELETE", `/api/v1/namespaces/${namespace}/pods/${podName}`, {
			apiVersion: "v1",
			kind: "DeleteOptions",
			gracePeriodSeconds: 0,
		});
	}

	private async prepare(pod: KubernetesObject, name: string): Promise<PodContext> {
		const data = path.join(this.folder, "pods", name, "data");
		const files = path.join(this.folder, "pods", name, "files");
		await mkdir(data, { recursive: true, mode: 0o700 });
		const write: PodContext["write"] = async (volume, contents) => {
			for (const [file, content] of Object.entries(contents)) {
				const target = path.join(files, volume, file);
				await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
				await writeFile(target, content, { mode: 0o600 });
			}
		};
		for (const [volume, contents] of await podFiles(this.api, pod)) await write(volume, contents);
		return { pod, api: this.api, env: await podEnvironment(this.api, pod), files, data, write };
	}

	private async setReady(pod: KubernetesObject): Promise<void> {
		const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
		const containers = at(pod, "spec", "containers");
		const { namespace = "", name } = pod.metadata;
		await this.api.patch(`/api/v1/namespaces/${namespace}/pods/${name}/status`, {
			status: {
				phase: "Running",
				startTime: now,
				conditions: ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map((type) => ({
					type,
					status: "True",
					lastTransitionTime: now,
				})),
				containerStatuses: (Array.isArray(containers) ? containers : []).map((container) => ({
					name: at(container, "name"),
					image: at(container, "image"),
					imageID: at(container, "image"),
					ready: true,
					started: true,
					restartCount: 0,
					state: { running: { startedAt: now } },
				})),
			},
		});
	}
}
