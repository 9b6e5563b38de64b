/** Three control planes that share a virtual address; run by three-nodes.spec.ts in private namespaces. */
import { Kube } from "../../../rehearsal/sandbox/cluster/kube";
import { Lab } from "../talos/lab";

const vip = "10.20.0.5";
const addresses = ["10.20.0.21", "10.20.0.22", "10.20.0.23"] as const;
const patch = `
machine:
  network: {interfaces: [{deviceSelector: {hardwareAddr: "bc:24:11:*"}, dhcp: true, vip: {ip: ${vip}}}]}
cluster:
  network: {cni: {name: flannel}}
`;

interface Member {
	readonly hostname: string;
	readonly is_learner: boolean;
}

async function members(lab: Lab, address: string): Promise<Member[]> {
	const path = "machine.MachineService/EtcdMemberList";
	const { messages } = await lab
		.call<{ messages: { members: Member[] }[] }>(address, path)
		.catch(() => ({ messages: [] }));
	return messages[0]?.members ?? [];
}

const name = (at: number) => `lab-cp-${at + 1}`;

async function configure(lab: Lab, at: number): Promise<void> {
	const address = addresses[at] ?? "";
	await lab.configured(lab.machine(name(at), address), await lab.configuration(name(at), "controlplane", [patch]));
}

const answers = (kube: Kube) =>
	kube.get("/readyz").then(
		() => true,
		() => false,
	);
const voters = (list: readonly Member[]) =>
	list
		.filter(({ is_learner }) => !is_learner)
		.map(({ hostname }) => hostname)
		.sort();

async function scenario(lab: Lab) {
	const { simulator } = lab;
	const started = Date.now();
	for (const at of addresses.keys()) await configure(lab, at);
	await lab.bootstrap(addresses[0]);
	const kube = await lab.kube(addresses[0]);
	const { identity } = await lab.kubeconfig(addresses[1]);
	const direct = addresses.map((address) => new Kube({ ...identity, server: `https://${address}:6443` }));
	await lab.waitFor("three API servers", async () => (await Promise.all(direct.map(answers))).every(Boolean));
	await lab.waitFor("three voters", async () => voters(await members(lab, addresses[0])).length === 3);
	await lab.waitFor("three ready nodes", async () => lab.said.filter((line) => line.endsWith("is Ready")).length === 3);
	const seconds = (Date.now() - started) / 1000;
	const joined = voters(await members(lab, addresses[2]));
	const bootstrapElsewhere = await lab.refusal(addresses[1], "machine.MachineService/Bootstrap");
	await kube.create("/api/v1/namespaces/default/configmaps", { metadata: { name: "kept" } });

	const held = () =>
		lab.said.filter((line) => line.includes("holds the virtual address")).map((line) => line.split(":")[0]);
	const first = held();
	await simulator.powerOff(name(0));
	await lab.waitFor("the virtual address on another node", () => answers(kube));
	const afterFailure = {
		first,
		direct: await answers(direct[0] as Kube),
		kept: (await kube.get("/api/v1/namespaces/default/configmaps/kept")).metadata?.name,
	};
	await simulator.powerOn(lab.machine(name(0), addresses[0]));
	await lab.waitFor("its API server", () => answers(direct[0] as Kube));

	// Made again without having left: the new member takes the place of the one of the same name.
	await simulator.destroy(name(1));
	await configure(lab, 1);
	await lab.waitFor("the one that was made again", async () => voters(await members(lab, addresses[1])).length === 3);
	await lab.waitFor("its API server", () => answers(direct[1] as Kube));
	const madeAgain = voters(await members(lab, addresses[0]));

	const partitions = ["STATE", "EPHEMERAL"].map((label) => ({ label, wipe: true }));
	const request = { graceful: true, reboot: false, system_partitions_to_wipe: partitions };
	await lab.call(addresses[2], "machine.MachineService/Reset", request);
	await lab.waitFor("the third to be off", async () => simulator.power(name(2)) === "off");
	const left = voters(await members(lab, addresses[0]));
	const node = (await kube.get(`/api/v1/nodes/${name(2)}`)) as { spec?: { unschedulable?: boolean } };
	return {
		seconds,
		joined,
		bootstrapElsewhere,
		afterFailure,
		left,
		node: { cordoned: node.spec?.unschedulable },
		madeAgain,
		kept: await answers(kube),
	};
}

export type Observed = Awaited<ReturnType<typeof scenario>>;

if (require.main === module) void Lab.observe(scenario);
