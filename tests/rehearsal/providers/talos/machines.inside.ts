/** The stand-in against simulated machines; run by machines.spec.ts in private namespaces. */
import { isObject, type Properties, reveal } from "../../../../rehearsal/providers/framework/value";
import { talos } from "../../../../rehearsal/providers/talos/main";
import { Lab } from "../../talos/lab";
import { partPaths } from "../../talos/parts";
import { Wire } from "../wire";
import { invoke } from "./invoke";

const address = "10.20.0.21";
const absent = "10.20.0.99";
const hostname = 'apiVersion: v1alpha1\nkind: HostnameConfig\nauto: "off"\nhostname: lab-cp-1\n';

const bare = (values: Properties): Properties => {
	const value = reveal(values);
	return isObject(value) ? value : {};
};
const outcome = (call: Promise<unknown>) =>
	call.then(
		() => "OK",
		(error: Error) => error.message,
	);

async function scenario(lab: Lab) {
	process.env.GXP_LAB_PART_TALOS_MACHINERY = partPaths()["talos-machinery"];
	const wire = await Wire.start(talos);
	await wire.configure({});
	const { machineSecrets = null, clientConfiguration = null } = bare(
		(await wire.create("talos:machine/secrets:Secrets", "one", { talosVersion: "v1.13" })).outputs,
	);
	const vip = `machine:\n  network:\n    interfaces:\n      - deviceSelector: {hardwareAddr: "bc:24:11:00:00:15"}\n        dhcp: true\n        vip: {ip: 10.20.0.5}\ncluster:\n  network: {cni: {name: none}}\n  proxy: {disabled: true}\n`;
	const { machineConfiguration = null } = bare(
		await invoke(wire, "talos:machine/getConfiguration:getConfiguration", {
			clusterName: "lab",
			clusterEndpoint: "https://10.20.0.5:6443",
			machineType: "controlplane",
			machineSecrets,
			talosVersion: "v1.13",
			kubernetesVersion: "1.36.3",
			configPatches: [hostname, vip],
		}),
	);

	await lab.simulator.powerOn(lab.machine("cp", address));
	const APPLY = "talos:machine/configurationApply:ConfigurationApply";
	const inputs: Properties = {
		node: address,
		clientConfiguration,
		machineConfigurationInput: machineConfiguration,
		configPatches: [],
		onDestroy: { reset: true, graceful: false },
		timeouts: { create: "20s", update: "20s", delete: "30s" },
	};
	const unfit = await outcome(
		wire.create(APPLY, "one", { ...inputs, machineConfigurationInput: "machine: {type: worker}" }),
	);
	const nobody = await outcome(wire.create(APPLY, "one", { ...inputs, node: absent, timeouts: { create: "1s" } }));
	const applied = await wire.create(APPLY, "one", inputs);
	const power = lab.simulator.power("cp");

	const annotated = { ...inputs, configPatches: ['{"machine":{"nodeAnnotations":{"again":"1"}}}'] };
	const updated = await wire.update(APPLY, applied.id, inputs, applied.outputs, annotated);
	const foreign = await lab.machinery.ask("secrets", { talosVersion: "v1.13" });
	const stranger = { ...inputs, clientConfiguration: { ...foreign.clientConfiguration }, timeouts: { create: "1s" } };
	const refused = await outcome(wire.create(APPLY, "one", stranger));

	const BOOTSTRAP = "talos:machine/bootstrap:Bootstrap";
	const first = await wire.create(BOOTSTRAP, "one", {
		node: address,
		clientConfiguration,
		timeouts: { create: "30s" },
	});
	const second = await outcome(
		wire.create(BOOTSTRAP, "two", { node: address, clientConfiguration, timeouts: { create: "1s" } }),
	);

	const kubeconfig = await wire.create("talos:cluster/kubeconfig:Kubeconfig", "one", {
		node: address,
		clientConfiguration,
		timeouts: { create: "20s" },
	});
	const again = await wire.diff(
		"talos:cluster/kubeconfig:Kubeconfig",
		kubeconfig.id,
		{ node: address, clientConfiguration },
		kubeconfig.outputs,
		{ node: address, clientConfiguration },
	);
	const disks = bare(
		await invoke(wire, "talos:machine/getDisks:getDisks", { node: address, clientConfiguration }),
	).disks;
	const health = await outcome(
		invoke(wire, "talos:cluster/getHealth:getHealth", {
			controlPlaneNodes: [address],
			endpoints: [address],
			clientConfiguration,
			skipKubernetesChecks: true,
			timeouts: { read: "60s" },
		}),
	);

	// Graceful, the last member of etcd does not leave.
	const graceful = { ...annotated, onDestroy: { reset: true, graceful: true } };
	const lastMember = await outcome(wire.delete(APPLY, applied.id, { ...updated, ...graceful }));
	const stillThere = lab.simulator.power("cp");
	const destroyed = await outcome(wire.delete(APPLY, applied.id, updated));
	await lab.waitFor("the machine to stop", async () => lab.simulator.power("cp") === "off");
	await lab.simulator.powerOn(lab.machine("cp", address));
	const afterReset = lab.simulator.power("cp");
	wire.stop();
	return {
		unfit,
		nobody,
		applied: { id: applied.id, endpoint: applied.outputs.endpoint, power },
		updated: String(reveal(updated.machineConfiguration ?? null)).includes("again"),
		refused,
		bootstrap: { first: first.id, second },
		kubeconfig: {
			id: kubeconfig.id,
			host: bare(kubeconfig.outputs).kubernetesClientConfiguration,
			replaced: again.replaces,
			changed: Object.keys(again.detailed),
		},
		disks,
		health,
		reset: { lastMember, stillThere, destroyed, afterReset },
	};
}

export type Observed = Awaited<ReturnType<typeof scenario>>;

void Lab.observe(scenario);
