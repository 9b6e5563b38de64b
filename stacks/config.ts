/** The only reader of `pulumi.Config`. */
import * as pulumi from "@pulumi/pulumi";
import { examine } from "./examine";
import { type LabConfig, labConfig, secretKeys } from "./schema";

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
	/** `user@realm!name=secret`. */
	readonly proxmoxApiToken: pulumi.Output<string>;
	/** Machine secrets of an existing cluster, to take over: the YAML of `talosctl gen secrets`. */
	readonly machineSecrets?: pulumi.Output<string>;
}

export type LoadedConfig = LabConfig & { readonly secrets: LabSecrets };

/** The configuration of the running stack. All of its faults come in one `pulumi.RunError`, one line each. */
export function loadConfig(): LoadedConfig {
	const settings = new pulumi.Config();
	const values = Object.fromEntries(
		Object.keys(labConfig.shape).map((key) => [key, key === "profile" ? settings.get(key) : settings.getObject(key)]),
	);
	const examined = examine({ stack: pulumi.getStack(), values, encrypted: new Set(Object.keys(secretKeys)) });
	if ("faults" in examined) throw new pulumi.RunError(examined.faults.join("\n"));
	const machineSecrets = settings.getSecret("machineSecrets");
	const token = settings.getSecret("proxmoxApiToken") ?? pulumi.secret(process.env.PROXMOX_VE_API_TOKEN ?? "");
	return {
		...examined.config,
		secrets: { proxmoxApiToken: token, ...(machineSecrets === undefined ? {} : { machineSecrets }) },
	};
}
