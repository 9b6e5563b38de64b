/** The functions of the provider (pkg/talos/*_data_source.go), computed by Talos' own library or asked of machines. */
import type { ConfigurationArguments, MachineSecrets } from "../../parts/talos/client";
import { type FunctionHandler, invocable } from "../framework/provider";
import type { Properties } from "../framework/value";
import { checkHealth, type HealthInputs } from "./health";
import { type ClientConfiguration, type Message, onMachine } from "./machine-client";
import { machinery } from "./machinery";
import { timeoutOf, untilItSucceeds } from "./retry";
import { clientConfigurationValue, machineSecretsValue } from "./secret-fields";

interface ConfigurationInputs {
	clusterName: string;
	clusterEndpoint: string;
	machineType: string;
	machineSecrets: MachineSecrets;
	talosVersion?: string;
	kubernetesVersion?: string;
	configPatches?: string[];
	docs?: boolean;
	examples?: boolean;
}

const machineConfiguration: FunctionHandler<ConfigurationInputs> = {
	secretResults: ["machineConfiguration"],
	invoke: async ({ inputs }) => {
		const { clusterEndpoint, configPatches = [], machineType, machineSecrets, ...rest } = inputs;
		if (machineType !== "controlplane" && machineType !== "worker")
			throw new Error(`Attribute machine_type value must be one of: ["controlplane" "worker"], got: "${machineType}"`);
		const { faults } = await machinery().ask("checkInputs", { clusterEndpoint, configPatches });
		if (faults.length > 0) throw new Error(faults.join("; "));
		const options: ConfigurationArguments = { ...rest, clusterEndpoint, configPatches, machineType, machineSecrets };
		const generated = await machinery().ask("configuration", options);
		return {
			...({ ...inputs } as unknown as Properties),
			machineSecrets: machineSecretsValue(machineSecrets),
			machineConfiguration: generated.machineConfiguration,
			id: inputs.clusterName,
		};
	},
};

interface ClientInputs {
	clusterName: string;
	clientConfiguration: ClientConfiguration;
	endpoints?: string[];
	nodes?: string[];
}

const clientConfiguration: FunctionHandler<ClientInputs> = {
	secretResults: ["talosConfig"],
	invoke: async ({ inputs }) => ({
		...({ ...inputs } as unknown as Properties),
		...(await machinery().ask("clientConfiguration", inputs)),
		clientConfiguration: clientConfigurationValue(inputs.clientConfiguration),
		id: inputs.clusterName,
	}),
};

interface DisksInputs {
	node: string;
	endpoint?: string;
	clientConfiguration: ClientConfiguration;
	selector?: string;
	timeouts?: { read?: string };
}

/** The official provider reads the Disk resources and filters them by CEL; the sandbox has the older listing only. */
const disks: FunctionHandler<DisksInputs> = {
	invoke: async ({ inputs, signal }) => {
		const { node, endpoint = node, clientConfiguration: client, selector } = inputs;
		if (selector !== undefined && selector !== "")
			throw new Error("selector: not simulated by the stand-in for talos; leave it out");
		const answer = await untilItSucceeds("failed to get disks", timeoutOf(inputs.timeouts?.read, "read"), signal, () =>
			onMachine({ endpoint, node, clientConfiguration: client }, (each) => each.call("storage.StorageService/Disks")),
		);
		const [message] = Array.isArray(answer.messages) ? (answer.messages as Message[]) : [];
		const found = Array.isArray(message?.disks) ? (message.disks as Message[]) : [];
		return {
			...({ ...inputs } as unknown as Properties),
			clientConfiguration: clientConfigurationValue(client),
			endpoint,
			disks: found.map((disk) => ({
				devPath: String(disk.device_name),
				size: Number(disk.size),
				serial: String(disk.serial),
				busPath: String(disk.bus_path),
				rotational: disk.type === "HDD",
				readonly: disk.readonly === true,
			})),
			id: "machine_disks",
		};
	},
};

const health: FunctionHandler<HealthInputs> = {
	invoke: async ({ inputs, signal }) => {
		await checkHealth(inputs, timeoutOf(inputs.timeouts?.read, "read"), signal);
		return {
			...({ ...inputs } as unknown as Properties),
			clientConfiguration: clientConfigurationValue(inputs.clientConfiguration),
			id: "cluster_health",
		};
	},
};

export const getMachineConfiguration = invocable<ConfigurationInputs>(machineConfiguration);
export const getClientConfiguration = invocable<ClientInputs>(clientConfiguration);
export const getDisks = invocable<DisksInputs>(disks);
export const getHealth = invocable<HealthInputs>(health);
