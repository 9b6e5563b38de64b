/** What a machine's API answers before and after its configuration; run by machine-api.spec.ts in private namespaces. */
import { Lab } from "./lab";

const address = "10.20.0.21";
const worker = "10.20.0.31";
const version = "machine.MachineService/Version";
const apply = "machine.MachineService/ApplyConfiguration";

async function scenario(lab: Lab) {
	const { simulator } = lab;
	const absent = await lab.refusal(address, version, {}, "nobody");
	const controlPlane = lab.machine("cp", address);
	await simulator.powerOn(controlPlane);

	const maintenance = {
		power: simulator.power("cp"),
		disks: (await lab.call(address, "storage.StorageService/Disks", {}, "nobody")).messages[0],
		version: (await lab.call(address, version, {}, "nobody")).messages[0],
		agent: simulator.guestAgent("cp"),
		bootstrap: await lab.refusal(address, "machine.MachineService/Bootstrap", {}, "nobody"),
		otherNode: await lab.refusal(address, version, {}, "nobody", { node: worker }),
		ownNode: await lab.refusal(address, version, {}, "nobody", { node: address }),
		unfit: await lab.refusal(address, apply, { data: Buffer.from("machine: {type: worker}"), mode: "AUTO" }, "nobody"),
		trusted: await lab.refusal(address, version),
		poweredTwice: await simulator.powerOn(controlPlane).then(String, (cause: Error) => cause.message),
	};

	const metal = lab.machine("metal", "10.20.0.41", { image: { ...controlPlane.image, platform: "metal" } });
	await simulator.powerOn(metal);
	const onDisk = (install: string) => lab.configuration("metal", "worker", [`machine: {install: ${install}}`]);
	const wrongSerial = { data: Buffer.from(await onDisk("{diskSelector: {serial: NOT-THERE}}")), mode: "AUTO" };
	const wrongPath = { data: Buffer.from(await onDisk("{disk: /dev/sdz}")), mode: "AUTO" };
	const installation = {
		wrongSerial: await lab.refusal(metal.address, apply, wrongSerial, "nobody"),
		wrongPath: await lab.refusal(metal.address, apply, wrongPath, "nobody"),
		after: simulator.power("metal"),
		said: lab.said.filter((line) => line.startsWith("metal:")),
	};
	await simulator.destroy("metal");

	const early = lab.machine("worker", worker);
	await simulator.powerOn(early);
	const workerConfiguration = await lab.configuration("lab-worker-1", "worker");
	await lab.apply(worker, workerConfiguration, "nobody");
	await lab.waitFor(
		"the worker to leave maintenance",
		async () => (await lab.refusal(worker, version, {}, "nobody")) !== "OK",
	);
	const workerAlone = await lab.refusal(worker, version);

	const configuration = await lab.configuration("lab-cp-1", "controlplane");
	const dryRun = await lab.apply(address, configuration, "nobody", "AUTO", true);
	const afterDryRun = simulator.power("cp");
	const applied = await lab.apply(address, configuration, "nobody");
	await lab.waitFor("mutual TLS", async () => (await lab.refusal(address, version)) === "OK");
	await lab.waitFor("the worker's certificate", async () => (await lab.refusal(worker, version)) === "OK");

	const { machineSecrets } = lab.secrets;
	const reader = await lab.machinery.ask("clientCertificate", { machineSecrets, roles: ["os:reader"] });
	const foreign = await lab.machinery.ask("secrets", { talosVersion: "v1.13" });
	const running = {
		power: simulator.power("cp"),
		withoutCertificate: await lab.refusal(address, version, {}, "nobody"),
		otherCa: await lab.refusal(
			address,
			version,
			{},
			{ ...foreign.clientConfiguration, caCertificate: lab.secrets.clientConfiguration.caCertificate },
		),
		reader: await lab.refusal(address, version, {}, reader),
		readerApplies: await lab.refusal(address, apply, { data: Buffer.from(configuration), mode: "AUTO" }, reader),
		readerBootstraps: await lab.refusal(address, "machine.MachineService/Bootstrap", {}, reader),
		reboot: await lab.refusal(address, apply, { data: Buffer.from(configuration), mode: "REBOOT" }),
		workerBootstrap: await lab.refusal(worker, "machine.MachineService/Bootstrap"),
		workerKubeconfig: await lab.kubeconfig(worker).then(
			() => "OK",
			(cause: { details: string }) => cause.details,
		),
		forwarded: (await lab.call(address, "machine.MachineService/Hostname", {}, undefined, { node: worker }))
			.messages[0],
		forwardedToMany: (
			await lab.call(address, "machine.MachineService/Hostname", {}, undefined, { nodes: [address, worker] })
		).messages,
		workerForwards: await lab.refusal(worker, version, {}, undefined, { node: address }),
		agent: simulator.guestAgent("cp"),
		unimplemented: await lab.refusal(address, "machine.MachineService/LoadAvg"),
	};

	simulator.faults.failNext({ method: `/${version}`, code: "UNAVAILABLE", details: "told to", address: worker });
	const told = [
		await lab.refusal(address, version),
		await lab.refusal(worker, version),
		await lab.refusal(worker, version),
	];

	await simulator.powerOff("worker");
	const off = {
		power: simulator.power("worker"),
		call: await lab.refusal(worker, version),
		forwarded: await lab.refusal(address, version, {}, undefined, { node: worker }),
	};
	await simulator.powerOn(early);
	await lab.waitFor("the worker after its power cycle", async () => (await lab.refusal(worker, version)) === "OK");
	const again = simulator.power("worker");

	await lab.call(worker, "machine.MachineService/Reset", {
		graceful: false,
		reboot: true,
		system_partitions_to_wipe: [
			{ label: "STATE", wipe: true },
			{ label: "EPHEMERAL", wipe: true },
		],
	});
	await lab.waitFor(
		"maintenance mode after the reset",
		async () => (await lab.refusal(worker, "storage.StorageService/Disks", {}, "nobody")) === "OK",
	);
	const reset = simulator.power("worker");
	await simulator.destroy("worker");
	const destroyed = { power: simulator.power("worker"), call: await lab.refusal(worker, version, {}, "nobody") };
	return {
		absent,
		installation,
		maintenance,
		workerAlone,
		dryRun,
		afterDryRun,
		told,
		applied,
		running,
		off,
		again,
		reset,
		destroyed,
	};
}

export type Observed = Awaited<ReturnType<typeof scenario>>;

if (require.main === module) void Lab.observe(scenario);
