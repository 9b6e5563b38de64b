/** One control plane without a CNI, and what fails to join it; run by one-node.spec.ts in private namespaces. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkServerIdentity, connect, type PeerCertificate } from "node:tls";
import { issue, relabel } from "../../../rehearsal/sandbox/cluster/certificates";
import { Kube, type KubeIdentity, type KubeObject } from "../../../rehearsal/sandbox/cluster/kube";
import { Lab } from "../talos/lab";

const address = "10.20.0.21";
const vip = "10.20.0.5";
const sealed = "a-secret-that-must-not-be-read";

const patch = `
machine:
  certSANs: [talos.lab.gxp.example]
  nodeLabels: {topology.kubernetes.io/zone: pve1}
  network:
    interfaces: [{deviceSelector: {hardwareAddr: "bc:24:11:00:00:15"}, dhcp: true, vip: {ip: ${vip}}}]
cluster:
  allowSchedulingOnControlPlanes: true
  network: {cni: {name: none}}
  proxy: {disabled: true}
  apiServer:
    certSANs: [k8s.lab.gxp.example]
    extraArgs: {event-ttl: 30m}
    auditPolicy:
      apiVersion: audit.k8s.io/v1
      kind: Policy
      rules: [{level: Metadata, resources: [{group: "", resources: [secrets]}]}, {level: None}]
  controllerManager: {extraArgs: {bind-address: 0.0.0.0}}
  etcd: {extraArgs: {listen-metrics-urls: "http://0.0.0.0:2381"}}
`;

/** What a TLS client says that wants this name of the API server. */
function handshake(identity: KubeIdentity, name: string, ca = identity.ca): Promise<string> {
	const { hostname, port } = new URL(identity.server);
	return new Promise((resolve) => {
		const wanted = (_host: string, certificate: PeerCertificate) => checkServerIdentity(name, certificate);
		const socket = connect({ host: hostname, port: Number(port), ca, checkServerIdentity: wanted }, () => {
			socket.destroy();
			resolve("OK");
		});
		socket.on("error", (cause: NodeJS.ErrnoException) => resolve(cause.code ?? cause.message));
	});
}

const outcome = (asked: Promise<unknown>) =>
	asked.then(
		() => "OK",
		(cause: Error) => cause.message,
	);

function readiness(node: KubeObject): { status: string; reason: string } | undefined {
	const { conditions } = node.status as { conditions: { type: string; status: string; reason: string }[] };
	const ready = conditions.find(({ type }) => type === "Ready");
	return ready && { status: ready.status, reason: ready.reason };
}

/** A CNI as far as a node is concerned: a DaemonSet that writes into the kubelet's folder. */
const cni = {
	apiVersion: "apps/v1",
	kind: "DaemonSet",
	metadata: { name: "network" },
	spec: {
		selector: { matchLabels: { app: "network" } },
		template: {
			metadata: { labels: { app: "network" } },
			spec: {
				hostNetwork: true,
				tolerations: [{ operator: "Exists" }],
				containers: [{ name: "agent", image: "registry.example/agent:1" }],
				volumes: [{ name: "cni", hostPath: { path: "/etc/cni/net.d" } }],
			},
		},
	},
};

async function scenario(lab: Lab) {
	const { simulator } = lab;
	await lab.configured(lab.machine("cp", address), await lab.configuration("lab-cp-1", "controlplane", [patch]));
	const started = Date.now();
	await lab.bootstrap(address);
	const again = await lab.refusal(address, "machine.MachineService/Bootstrap");
	const kube = await lab.kube(address);
	const secondsToReady = (Date.now() - started) / 1000;
	const { identity } = await lab.kubeconfig(address);

	const names: Record<string, string> = {};
	for (const name of [
		vip,
		address,
		"k8s.lab.gxp.example",
		"lab-cp-1",
		"kubernetes.default.svc",
		"wrong.example",
		"10.20.0.99",
	]) {
		names[name] = await handshake(identity, name);
	}
	const foreign = await lab.machinery.ask("secrets", { talosVersion: "v1.13" });
	const otherCa = await handshake(
		identity,
		vip,
		Buffer.from(foreign.machineSecrets.certs.k8s.cert, "base64").toString(),
	);
	const anonymous = await outcome(new Kube({ server: identity.server, ca: identity.ca }).get("/api/v1/nodes"));

	await kube.create("/api/v1/namespaces/default/secrets", {
		metadata: { name: "sealed" },
		stringData: { value: sealed },
	});
	const machine = join(lab.folder, "machines/cp");
	const log = readFileSync(join(machine, "ephemeral/var/log/audit/kube/kube-apiserver.log"), "utf8");
	const written = log
		.split("\n")
		.filter((line) => line.includes('"verb":"create"') && line.includes('"name":"sealed"'));
	const etcd = await readEtcd(lab, "/registry/secrets/default/sealed");

	const badPod = {
		metadata: { name: "bad" },
		spec: { hostNetwork: true, containers: [{ name: "bad", image: "registry.example/bad:1" }] },
	};
	// Pod Security is asked after the admission of service accounts, whose default one a controller makes some time after the API server answers.
	await lab.waitFor("the default service account", () =>
		kube.get("/api/v1/namespaces/default/serviceaccounts/default").then(
			() => true,
			() => false,
		),
	);
	const podSecurity = await outcome(kube.create("/api/v1/namespaces/default/pods", badPod));

	// As on Talos, the kubelet registers the node first and another controller labels it.
	await lab.waitFor("the node with its labels", () =>
		kube.get("/api/v1/nodes/lab-cp-1").then(
			({ metadata }) => metadata?.labels?.["node-role.kubernetes.io/control-plane"] !== undefined,
			() => false,
		),
	);
	const node = await kube.get("/api/v1/nodes/lab-cp-1");
	const before = readiness(node);
	await kube.create("/apis/apps/v1/namespaces/kube-system/daemonsets", cni);
	await lab.waitFor("a ready node", async () => readiness(await kube.get("/api/v1/nodes/lab-cp-1"))?.status === "True");
	await kube.create("/apis/apps/v1/namespaces/default/deployments", {
		metadata: { name: "web" },
		spec: {
			replicas: 2,
			selector: { matchLabels: { app: "web" } },
			template: {
				metadata: { labels: { app: "web" } },
				spec: { containers: [{ name: "web", image: "registry.example/web:1" }] },
			},
		},
	});
	const running = async () => {
		const { items } = (await kube.get("/api/v1/namespaces/default/pods")) as { items?: KubeObject[] };
		return (items ?? []).filter((pod) => (pod.status as { phase: string }).phase === "Running").length === 2;
	};
	await lab.waitFor("running pods", running);

	// A node of other secrets finds this cluster's endpoint, and is turned away by the CA and the token that it has.
	const otherCluster = {
		...foreign,
		machineSecrets: { ...foreign.machineSecrets, cluster: lab.secrets.machineSecrets.cluster },
	};
	await simulator.powerOn(lab.machine("stranger", "10.20.0.32"));
	await lab.apply("10.20.0.32", await lab.configuration("stranger", "worker", [], otherCluster), "nobody");
	const wrongToken = {
		...lab.secrets,
		machineSecrets: {
			...lab.secrets.machineSecrets,
			secrets: { ...lab.secrets.machineSecrets.secrets, bootstrapToken: "aaaaaa.aaaaaaaaaaaaaaaa" },
		},
	};
	await lab.configured(
		lab.machine("forger", "10.20.0.33"),
		await lab.configuration("forger", "worker", [], wrongToken),
	);
	await lab.configured(
		lab.machine("worker", "10.20.0.31"),
		await lab.configuration("lab-worker-1", "worker", [
			"machine: {nodeLabels: {topology.kubernetes.io/zone: pve1}, nodeTaints: {gxp-lab/only: storage:NoSchedule}}",
		]),
	);
	await lab.configured(
		lab.machine("upstart", "10.20.0.34"),
		await lab.configuration("upstart", "worker", ["machine: {nodeLabels: {node-role.kubernetes.io/worker: ''}}"]),
	);
	await lab.waitFor("the worker to be ready", async () => {
		const worker = await kube.get("/api/v1/nodes/lab-worker-1").catch(() => undefined);
		return worker !== undefined && readiness(worker)?.status === "True";
	});
	await lab.waitFor("the refused label", async () => lab.said.some((line) => line.startsWith("upstart: its labels")));
	const nodes = ((await kube.get("/api/v1/nodes")) as unknown as { items: KubeObject[] }).items;
	const forger = await trouble(lab, "10.20.0.33");
	const listening = execFileSync("ss", ["-Hltn"]).toString();

	await simulator.powerOff("cp");
	const off = await outcome(kube.get("/readyz"));
	await simulator.powerOn(lab.machine("cp", address));
	await lab.waitFor("the cluster after a power cycle", () =>
		kube.get("/readyz").then(
			() => true,
			() => false,
		),
	);
	const kept = await kube.get("/api/v1/namespaces/default/secrets/sealed");
	const asked = await lab.refusal(address, "machine.MachineService/Bootstrap");

	await lab.call(address, "machine.MachineService/Reset", {
		graceful: true,
		reboot: false,
		system_partitions_to_wipe: [{ label: "EPHEMERAL", wipe: true }],
	});
	await lab.waitFor("the reset to fail", async () => lab.said.some((line) => line.includes("reset failed")));
	const lastMember = { said: lab.said.find((line) => line.includes("reset failed")), power: simulator.power("cp") };
	return {
		again,
		secondsToReady,
		names,
		otherCa,
		anonymous,
		audit: {
			lines: written.length,
			body: log.includes(sealed) || log.includes(Buffer.from(sealed).toString("base64")),
		},
		etcd: { prefix: etcd.subarray(0, 30).toString("latin1"), readable: etcd.includes(sealed) },
		podSecurity,
		node: { labels: node.metadata?.labels, taints: (node.spec as { taints?: object }).taints ?? [] },
		before,
		nodes: nodes.map((each) => ({
			name: each.metadata?.name,
			zone: each.metadata?.labels?.["topology.kubernetes.io/zone"],
			taints: ((each.spec as { taints?: { key: string }[] }).taints ?? []).map(({ key }) => key),
			version: (each.status as { nodeInfo: { kubeletVersion: string } }).nodeInfo.kubeletVersion,
		})),
		forger,
		upstart: lab.said.find((line) => line.startsWith("upstart: its labels")),
		everywhere: listening.split("\n").filter((line) => /^(0\.0\.0\.0|\*|\[::\]):/.test(line.split(/\s+/)[3] ?? "")),
		off,
		kept: kept.metadata?.name,
		asked,
		lastMember,
	};
}

async function trouble(lab: Lab, address: string): Promise<string> {
	const { messages } = await lab.call<{ messages: { services: { id: string; health: { last_message: string } }[] }[] }>(
		address,
		"machine.MachineService/ServiceList",
	);
	return messages[0]?.services.find(({ id }) => id === "kubelet")?.health.last_message ?? "";
}

/** The bytes that etcd holds under a key, through its gateway. */
async function readEtcd(lab: Lab, key: string): Promise<Buffer> {
	const { cert, key: caKey } = lab.secrets.machineSecrets.certs.etcd;
	const ca = Buffer.from(cert, "base64").toString();
	const client = await issue(
		{ certificate: ca, key: relabel(Buffer.from(caKey, "base64").toString()) },
		{ commonName: "test", usages: ["clientAuth"] },
	);
	const etcd = new Kube({ server: `https://${address}:2379`, ca, client });
	const answer = (await etcd.create("/v3/kv/range", { key: Buffer.from(key).toString("base64") })) as {
		kvs?: { value: string }[];
	};
	etcd.close();
	return Buffer.from(answer.kvs?.[0]?.value ?? "", "base64");
}

export type Observed = Awaited<ReturnType<typeof scenario>>;

if (require.main === module) void Lab.observe(scenario);
