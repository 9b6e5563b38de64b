/** `talos:machine/secrets:Secrets` (pkg/talos/talos_machine_secrets_resource.go): made once, and kept in the state. */
import { readFileSync } from "node:fs";
import type { MachineSecrets } from "../../parts/talos/client";
import { type DiffResult, type ResourceHandler, resource } from "../framework/provider";
import { hasUnknown, type Properties, UNKNOWN } from "../framework/value";
import { expiresWithin, month } from "./certificate-age";
import { machinery } from "./machinery";
import { clientConfigurationValue, machineSecretsValue } from "./secret-fields";

interface SecretsInputs {
	talosVersion?: string;
}

/** Of the library in the provider 0.8.1 (gendata.VersionTag of machinery v1.13.0). */
const defaultVersion = "v1.13";
const id = "machine_secrets";

/** `v1.13` before `v1.13.2`, as golang.org/x/mod/semver compares; negative when the left one is lower. */
export function compareVersions(left: string, right: string): number {
	const numbers = (version: string) => version.replace(/^v/, "").split(/[.-]/).slice(0, 3).map(Number);
	const [before, after] = [numbers(left), numbers(right)];
	for (let index = 0; index < 3; index++) {
		const difference = (before[index] ?? 0) - (after[index] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** Raising the version is an update of the number alone; lowering it makes other secrets. */
function diff(olds: Properties, news: Properties): DiffResult {
	const changes: DiffResult["changes"] = {};
	const [before, after] = [olds.talosVersion ?? defaultVersion, news.talosVersion ?? defaultVersion];
	if (typeof before === "string" && typeof after === "string" && before !== after)
		changes.talosVersion = compareVersions(after, before) < 0 ? "update-replace" : "update";
	else if (hasUnknown(after)) changes.talosVersion = "update";
	if (expiresWithin(month, olds.clientConfiguration)) changes.clientConfiguration = "update";
	return { changes };
}

const handler: ResourceHandler<SecretsInputs> = {
	diff: ({ olds, news }) => diff(olds, news),
	preview: ({ id: existing, inputs, olds }) => {
		const version = inputs.talosVersion ?? defaultVersion;
		if (existing === undefined) return { talosVersion: version, machineSecrets: UNKNOWN, clientConfiguration: UNKNOWN };
		const renewed = expiresWithin(month, olds.clientConfiguration);
		return { ...stateValue(olds), talosVersion: version, ...(renewed ? { clientConfiguration: UNKNOWN } : {}) };
	},
	create: async ({ inputs }) => {
		const talosVersion = inputs.talosVersion ?? defaultVersion;
		const made = await machinery().ask("secrets", { talosVersion });
		return {
			id,
			outputs: {
				talosVersion,
				machineSecrets: machineSecretsValue(made.machineSecrets),
				clientConfiguration: clientConfigurationValue(made.clientConfiguration),
			},
		};
	},
	// A read is nothing; an import reads the file that `talosctl gen secrets` wrote, whose path is the id.
	read: async ({ id: given, state, inputs }) => {
		if (state.machineSecrets !== undefined) return { id: given, outputs: stateValue(state), inputs };
		const raw = readFileSync(given, "utf8");
		const { machineSecrets, clientConfiguration } = await machinery().ask("bundle", { raw });
		// As the official provider: whatever the version was, an import calls it 1.3, or 1.2 with an AES-CBC secret.
		const talosVersion = machineSecrets.secrets.aescbcEncryptionSecret === undefined ? "v1.3" : "v1.2";
		const outputs = {
			talosVersion,
			machineSecrets: machineSecretsValue(machineSecrets),
			clientConfiguration: clientConfigurationValue(clientConfiguration),
		};
		return { id, outputs, inputs: { talosVersion } };
	},
	update: async ({ inputs, olds }) => {
		const kept = stateValue(olds);
		const talosVersion = inputs.talosVersion ?? defaultVersion;
		if (!expiresWithin(month, olds.clientConfiguration)) return { ...kept, talosVersion };
		const machineSecrets = olds.machineSecrets as unknown as MachineSecrets;
		const renewed = await machinery().ask("clientCertificate", { machineSecrets, roles: ["os:admin"] });
		return { ...kept, talosVersion, clientConfiguration: clientConfigurationValue(renewed) };
	},
};

/** The state's values with their secret fields marked again: a handler is given them bare. */
function stateValue(state: Properties): Properties {
	const { machineSecrets, clientConfiguration } = state as unknown as {
		machineSecrets: MachineSecrets;
		clientConfiguration: Parameters<typeof clientConfigurationValue>[0];
	};
	return {
		...state,
		machineSecrets: machineSecretsValue(machineSecrets),
		clientConfiguration: clientConfigurationValue(clientConfiguration),
	};
}

export const secrets = resource<SecretsInputs>(handler);
