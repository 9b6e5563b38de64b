import { stringify } from "yaml";
import { resource } from "./case";

/** The settings of a machine configuration that a case is about, and the documents beside it. */
export interface Configured {
	machine?: Record<string, unknown>;
	cluster?: Record<string, unknown>;
	documents?: Record<string, unknown>[];
	type?: string;
}

const documentOf = (document: Record<string, unknown>) => stringify({ apiVersion: "v1alpha1", ...document });

/** A machine configuration as Talos writes it: the first document without a kind, others after it. */
export function configurationText({ machine, cluster, documents = [], type = "controlplane" }: Configured): string {
	const main = stringify({ version: "v1alpha1", machine: { type, ...machine }, cluster: { ...cluster } });
	return [main, ...documents.map(documentOf)].join("---\n");
}

export const machineType = "talos:machine/configurationApply:ConfigurationApply";

/** The resource that applies a configuration, with patches on it. */
export function applied(input: Configured | string, patches?: unknown, name = "proof") {
	return resource(
		machineType,
		{
			node: "10.20.0.21",
			machineConfigurationInput: typeof input === "string" ? input : configurationText(input),
			...(patches === undefined ? {} : { configPatches: patches }),
		},
		{},
		name,
	);
}
