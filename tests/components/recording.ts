/** Runs a program against Pulumi's mock monitor and records what it asked for, resource options and secrets included. */
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest, ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import type { LoadedConfig } from "../../stacks/config";
import { checkStack, type LabConfig } from "../../stacks/file";

/** The key that marks a secret on the wire (pulumi/sdk: resource properties, specialSigKey). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

export interface Recorded {
	readonly type: string;
	readonly name: string;
	/** As registered: a secret is an object with Pulumi's signature. */
	readonly inputs: Record<string, unknown>;
	readonly provider: string;
	readonly protect: boolean;
	readonly deleteBeforeReplace: boolean;
	readonly ignoreChanges: readonly string[];
	readonly secretOutputs: readonly string[];
	/** Names of the resources that it waits for. */
	readonly after: readonly string[];
	readonly version: string;
	readonly pluginDownloadURL: string;
}

export interface Call {
	readonly token: string;
	readonly inputs: Record<string, unknown>;
	readonly provider: string;
	readonly version: string;
	readonly pluginDownloadURL: string;
}

export interface Answers {
	/** The outputs of a resource beside its inputs. */
	resource?(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown>;
	call?(token: string, inputs: Record<string, unknown>): Record<string, unknown>;
}

export function isSecret(value: unknown): boolean {
	return typeof value === "object" && value !== null && SIGNATURE in value;
}

/** The value in a secret. */
export function revealed(value: unknown): unknown {
	return isSecret(value) ? (value as { value: unknown }).value : value;
}

export class Recording {
	readonly resources: Recorded[] = [];
	readonly calls: Call[] = [];

	/** The one resource whose name is, or ends with, `name`. */
	one(name: string): Recorded {
		const found = this.resources.filter((resource) => resource.name === name || resource.name.endsWith(`-${name}`));
		if (found.length !== 1) throw new Error(`${found.length} resources are called ${name}`);
		return found[0] as Recorded;
	}

	of(type: string): Recorded[] {
		return this.resources.filter((resource) => resource.type === type);
	}
}

/** Runs `program` and waits for all that it started: the program returns outputs that depend on everything. */
export async function record<Result>(
	program: () => Result,
	settled: (result: Result) => pulumi.Input<unknown>,
	answers: Answers = {},
): Promise<{ recording: Recording; result: Result }> {
	const recording = new Recording();
	await pulumi.runtime.setMocks({
		newResource: ({ type, name, inputs, id }) => ({
			id: id || `${name}-id`,
			state: { ...inputs, ...answers.resource?.(type, name, inputs) },
		}),
		call: ({ token, inputs }) => ({ ...inputs, ...answers.call?.(token, inputs) }),
	});
	const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
	const { registerResource, invoke } = MockMonitor.prototype;
	monitor.registerResource = (request: RegisterResourceRequest, callback) => {
		recording.resources.push(recorded(request));
		return registerResource.call(monitor, request, callback);
	};
	monitor.invoke = (request: ResourceInvokeRequest, callback) => {
		recording.calls.push({
			token: request.getTok(),
			inputs: (request.getArgs()?.toJavaScript() ?? {}) as Record<string, unknown>,
			provider: request.getProvider(),
			version: request.getVersion(),
			pluginDownloadURL: request.getPlugindownloadurl(),
		});
		return invoke.call(monitor, request, callback);
	};
	const result = program();
	const waitedFor: pulumi.Output<unknown> = pulumi.output(settled(result));
	await new Promise<void>((done) => waitedFor.apply(() => done()));
	return { recording, result };
}

function recorded(request: RegisterResourceRequest): Recorded {
	return {
		type: request.getType(),
		name: request.getName(),
		inputs: (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
		provider: request.getProvider().split("::").at(-2) ?? "",
		protect: request.getProtect() ?? false,
		deleteBeforeReplace: request.getDeletebeforereplace(),
		ignoreChanges: request.getIgnorechangesList(),
		secretOutputs: request.getAdditionalsecretoutputsList(),
		after: request.getDependenciesList().map((urn) => urn.split("::").at(-1) ?? ""),
		version: request.getVersion(),
		pluginDownloadURL: request.getPlugindownloadurl(),
	};
}

/** The committed configuration of a stack, with a token that nobody would mistake for one. */
export function stack(name: "lab" | "prod", change: (config: LabConfig) => void = () => {}): LoadedConfig {
	const checked = checkStack(name, resolve(__dirname, "../.."));
	if ("faults" in checked) throw new Error(checked.faults.join("\n"));
	const config = structuredClone(checked.config);
	change(config);
	return { ...config, secrets: { proxmoxApiToken: pulumi.secret("test@pve!test=not-a-token") } };
}
