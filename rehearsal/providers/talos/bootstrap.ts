/**
 * `talos:machine/bootstrap:Bootstrap` (pkg/talos/talos_machine_bootstrap_resource.go). Everything but InvalidArgument is
 * tried again for the create timeout, AlreadyExists too: a cluster that is bootstrapped already is taken over by an
 * import (id `machine_bootstrap`). Update, read and delete do nothing to the machine.
 */
import { type CheckResult, type ResourceHandler, resource } from "../framework/provider";
import { type Properties, UNKNOWN } from "../framework/value";
import { type ClientConfiguration, onMachine } from "./machine-client";
import { timeoutOf, untilItSucceeds } from "./retry";

interface BootstrapInputs {
	node: string;
	endpoint?: string;
	clientConfiguration: ClientConfiguration;
	timeouts?: { create?: string };
}

const id = "machine_bootstrap";

function check(inputs: Properties): CheckResult {
	const failures: { reason: string }[] = [];
	if (inputs.clientConfigurationWo !== undefined)
		failures.push({
			reason: "clientConfigurationWo: not simulated by the stand-in for talos; use clientConfiguration",
		});
	else if (inputs.clientConfiguration === undefined)
		failures.push({
			reason:
				"Missing client configuration: Exactly one of client_configuration or client_configuration_wo must be set",
		});
	return { inputs, failures };
}

const planned = (inputs: Properties): Properties => ({
	...inputs,
	endpoint: inputs.endpoint ?? inputs.node ?? UNKNOWN,
});

const handler: ResourceHandler<BootstrapInputs> = {
	check: ({ inputs }) => check(inputs),
	replaceOn: [],
	preview: ({ inputs }) => planned(inputs),
	create: async ({ inputs, signal, timeoutSeconds }) => {
		const { node, endpoint = node, clientConfiguration, timeouts } = inputs;
		const timeout = timeoutSeconds ?? timeoutOf(timeouts?.create, "create");
		await untilItSucceeds("Error bootstrapping node", timeout, signal, () =>
			onMachine({ endpoint, node, clientConfiguration }, (client) => client.call("machine.MachineService/Bootstrap")),
		);
		return { id, outputs: planned({ ...inputs } as unknown as Properties) };
	},
	read: async ({ state, inputs }) => ({ id, outputs: state, inputs }),
	update: async ({ inputs }) => planned({ ...inputs } as unknown as Properties),
};

export const bootstrap = resource<BootstrapInputs>(handler);
