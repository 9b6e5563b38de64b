/** The only reader of `pulumi.Config`. */
import * as pulumi from "@pulumi/pulumi";
import { examine } from "./examine";
import type { LabConfig } from "./schema";
import { machineSecretsFault, proxmoxApiTokenFault } from "./secrets";

export type {
	Environment,
	Kubernetes,
	LabConfig,
	Layer,
	Network,
	NodeConfig,
	PlatformConfig,
	Proxmox,
	Schematic,
	Talos,
} from "./schema";

export interface LabSecrets {
	/** `user@realm!name=secret`, as the Proxmox provider takes it. */
	readonly proxmoxApiToken: pulumi.Output<string>;
	/** Machine secrets of an existing cluster, to take over: the YAML of `talosctl gen secrets`. */
	readonly machineSecrets?: pulumi.Output<string>;
}

export type LoadedConfig = LabConfig & { readonly secrets: LabSecrets };

/**
 * The configuration of the running stack. All of its faults come in one `pulumi.RunError`, one line each, without a
 * stack trace; warnings go to Pulumi's log. Secrets are `gxp-lab:proxmoxApiToken` (else the environment variable
 * PROXMOX_VE_API_TOKEN) and `gxp-lab:machineSecrets`; a value that is not encrypted in the stack file is refused, and
 * no fault holds a secret's value.
 */
export function loadConfig(): LoadedConfig {
	const settings = new pulumi.Config();
	const entries = Object.entries(pulumi.runtime.allConfig()).flatMap(([key, text]): [string, string][] =>
		key.startsWith(`${settings.name}:`) ? [[key.slice(settings.name.length + 1), text]] : [],
	);
	const examined = examine({
		stack: pulumi.getStack(),
		values: Object.fromEntries(entries.map(([key, text]) => [key, plainValue(text)])),
		encrypted: entries.filter(([key]) => isEncrypted(`${settings.name}:${key}`)).map(([key]) => [key]),
	});
	const token = settings.get("proxmoxApiToken") ?? process.env.PROXMOX_VE_API_TOKEN;
	const machineSecrets = settings.get("machineSecrets");
	const secretFaults = [proxmoxApiTokenFault(token), machineSecretsFault(machineSecrets)].filter(
		(fault) => fault !== undefined,
	);
	if ("faults" in examined) throw refusal([...examined.faults, ...secretFaults]);
	if (token === undefined || secretFaults.length > 0) throw refusal(secretFaults);
	for (const warning of examined.warnings) void pulumi.log.warn(warning);
	return {
		...examined.config,
		secrets: {
			proxmoxApiToken: pulumi.secret(token),
			...(machineSecrets === undefined ? {} : { machineSecrets: pulumi.secret(machineSecrets) }),
		},
	};
}

function refusal(faults: readonly string[]): pulumi.RunError {
	return new pulumi.RunError(faults.join("\n"));
}

/** Pulumi hands a mapping or a list over as JSON, and a word as it stands. */
function plainValue(text: string): unknown {
	if (!/^[[{]/.test(text)) return text;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** The SDK knows which keys were encrypted and does not declare it in its types (runtime/config.ts, isConfigSecret). */
function isEncrypted(key: string): boolean {
	const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
	if (isConfigSecret === undefined) throw new Error("@pulumi/pulumi: has no isConfigSecret; it must be 3.248");
	return isConfigSecret(key);
}
