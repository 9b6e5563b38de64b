/**
 * `talos:machine/configurationApply:ConfigurationApply` (pkg/talos/talos_machine_configuration_apply_resource.go): a
 * configuration is patched here and sent to the machine; a read is nothing.
 */
import { createHash } from "node:crypto";
import { type CheckResult, type ResourceHandler, resource } from "../framework/provider";
import { hasUnknown, isObject, type Properties, UNKNOWN, type Value } from "../framework/value";
import { type ClientConfiguration, onMachine } from "./machine-client";
import { machinery } from "./machinery";
import { resetMachine } from "./reset";
import { timeoutOf, untilItSucceeds } from "./retry";

interface ApplyInputs {
	node: string;
	endpoint?: string;
	applyMode?: string;
	clientConfiguration: ClientConfiguration;
	machineConfigurationInput: string;
	configPatches?: string[];
	onDestroy?: { reset?: boolean; graceful?: boolean; reboot?: boolean };
	timeouts?: { create?: string; update?: string; delete?: string };
}

const modes = ["auto", "reboot", "no_reboot", "staged", "staged_if_needing_reboot"];
const id = "machine_configuration_apply";

function check(inputs: Properties): CheckResult {
	const failures: { reason: string }[] = [];
	const missing = (what: string, one: string) =>
		failures.push({ reason: `Missing ${what}: Exactly one of ${one} or ${one}_wo must be set` });
	for (const name of ["clientConfigurationWo", "machineConfigurationInputWo"])
		if (inputs[name] !== undefined)
			failures.push({ reason: `${name}: not simulated by the stand-in for talos; use ${name.replace(/Wo$/, "")}` });
	if (inputs.machineConfigurationInput === undefined)
		missing("machine configuration input", "machine_configuration_input");
	if (inputs.clientConfiguration === undefined) missing("client configuration", "client_configuration");
	const { applyMode } = inputs;
	if (typeof applyMode === "string" && !modes.includes(applyMode))
		failures.push({
			reason: `Attribute apply_mode value must be one of: [${modes.map((mode) => `"${mode}"`).join(" ")}], got: "${applyMode}"`,
		});
	return { inputs, failures };
}

/** What is computed before anything is sent, where it is known: the patched configuration and its hash. */
async function planned(inputs: Properties, olds: Properties): Promise<Properties> {
	const base = {
		...inputs,
		applyMode: inputs.applyMode ?? "auto",
		resolvedApplyMode: inputs.applyMode ?? "auto",
		endpoint: inputs.endpoint ?? inputs.node ?? UNKNOWN,
		...(isObject(inputs.onDestroy) ? { onDestroy: withDefaults(inputs.onDestroy) } : {}),
	};
	const { machineConfigurationInput, configPatches } = inputs;
	if (typeof machineConfigurationInput !== "string" || hasUnknown(configPatches ?? null)) {
		// UseStateForUnknown: what was there stays until more is known.
		return {
			...base,
			machineConfiguration: olds.machineConfiguration ?? UNKNOWN,
			machineConfigurationHash: olds.machineConfigurationHash ?? UNKNOWN,
		};
	}
	const patches = (Array.isArray(configPatches) ? configPatches : []).map(String);
	const { machineConfiguration } = await machinery().ask("patch", {
		machineConfigurationInput,
		configPatches: patches,
	});
	const machineConfigurationHash = createHash("sha256").update(machineConfiguration).digest("hex");
	return { ...base, machineConfiguration, machineConfigurationHash };
}

const withDefaults = (onDestroy: Properties): Value => ({ reset: false, graceful: true, reboot: false, ...onDestroy });

async function apply(inputs: ApplyInputs, olds: Properties, timeout: number, signal: AbortSignal): Promise<Properties> {
	const outputs = await planned({ ...inputs } as unknown as Properties, olds);
	const { node, endpoint = node, clientConfiguration } = inputs;
	const data = Buffer.from(String(outputs.machineConfiguration));
	const mode = await resolveMode(inputs, data);
	await untilItSucceeds("Error applying configuration", timeout, signal, () =>
		onMachine({ endpoint, node, clientConfiguration }, (client) =>
			client.call("machine.MachineService/ApplyConfiguration", { data, mode: mode.toUpperCase() }),
		),
	);
	return { ...outputs, resolvedApplyMode: mode };
}

/** `staged_if_needing_reboot` asks the machine by a dry run; where that fails, it is `auto`. */
async function resolveMode(
	{ applyMode = "auto", node, endpoint = node, clientConfiguration }: ApplyInputs,
	data: Buffer,
): Promise<string> {
	if (applyMode !== "staged_if_needing_reboot") return applyMode;
	try {
		const answer = await onMachine({ endpoint, node, clientConfiguration }, (client) =>
			client.call("machine.MachineService/ApplyConfiguration", { data, mode: "AUTO", dry_run: true }),
		);
		const [first] = Array.isArray(answer.messages) ? answer.messages : [];
		return first?.mode === "REBOOT" ? "staged" : "auto";
	} catch {
		return "auto";
	}
}

const handler: ResourceHandler<ApplyInputs> = {
	check: ({ inputs }) => check(inputs),
	replaceOn: [],
	preview: ({ inputs, olds }) => planned(inputs, olds),
	create: async ({ inputs, signal, timeoutSeconds }) => {
		const timeout = timeoutSeconds ?? timeoutOf(inputs.timeouts?.create, "create");
		return { id, outputs: await apply(inputs, {}, timeout, signal) };
	},
	update: ({ inputs, olds, signal, timeoutSeconds }) =>
		apply(inputs, olds, timeoutSeconds ?? timeoutOf(inputs.timeouts?.update, "update"), signal),
	// What is in the state decides: a change of onDestroy has to be applied before the destroy.
	delete: async ({ state, signal, timeoutSeconds }) => {
		const { node, endpoint = node, clientConfiguration, onDestroy, timeouts } = state as unknown as ApplyInputs;
		if (!onDestroy?.reset) return;
		await resetMachine({ endpoint, node, clientConfiguration }, onDestroy, {
			seconds: timeoutSeconds ?? timeoutOf(timeouts?.delete, "delete"),
			signal,
		});
	},
};

export const configurationApply = resource<ApplyInputs>(handler);
