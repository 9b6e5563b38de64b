import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { signingRequest } from "./certificates";
import type { Cluster } from "./cluster";
import { type Host, pause, place, type World } from "./host";
import { Kube, KubeError, type KubeObject } from "./kube";
import { nodeLabels, nodeObject, nodeStatus, nodeTaints } from "./node-object";
import { repeatReadiness } from "./readiness";

const csrs = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
/** Talos' mark on a node that it cordoned itself (pkg/machinery/constants). */
const cordoned = "talos.dev/cordoned";
const leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

/**
 * The kubelet of one machine, as far as the API server sees it: it gets its identity with the bootstrap token of the
 * machine configuration, verifies the API server by the cluster CA of that configuration, registers the Node as that
 * node, keeps its lease, and says Ready once a CNI came. A wrong token, CA or endpoint fails here as it fails in life.
 */
export class Kubelet {
	/** Why the node has not joined yet, for whoever asks the machine API. */
	trouble = "";
	private readonly stopping = new AbortController();
	private work: Promise<void> = Promise.resolve();
	private client: Kube | undefined;
	private pods: Promise<void> | undefined;
	private network = false;
	private registered = false;

	constructor(
		private readonly host: Host,
		private readonly world: World,
		private readonly cluster: Cluster,
	) {}

	get joined(): boolean {
		return this.client !== undefined;
	}

	start(): void {
		this.work = this.run();
	}

	async stop(): Promise<void> {
		this.stopping.abort();
		await this.work;
		await this.pods;
		this.client?.close();
	}

	/** Marks the node unschedulable, as a graceful reset does first. */
	async cordon(): Promise<void> {
		const change = { metadata: { annotations: { [cordoned]: "true" } }, spec: { unschedulable: true } };
		await this.client?.patch(this.path, change).catch(() => undefined);
	}

	private get path(): string {
		return `/api/v1/nodes/${this.host.hostname}`;
	}

	/** A control plane asks its own API server; a worker asks KubePrism where it is on, else the cluster's endpoint. */
	private get server(): string {
		const { cluster, machine } = this.host.facts;
		if (machine.type !== "worker") return `https://${this.host.address}:${cluster?.apiServer.port ?? 6443}`;
		return machine.kubePrismPort > 0 ? `https://127.0.0.1:${machine.kubePrismPort}` : (cluster?.endpoint ?? "");
	}

	private async run(): Promise<void> {
		const { signal } = this.stopping;
		await this.cluster.serve(this.host);
		while (!signal.aborted) {
			try {
				this.client ??= new Kube(await this.identity());
				await this.register(this.client);
				this.trouble = "";
				this.pods ??= repeatReadiness(this.client, this.host.hostname, signal);
				await this.live(this.client);
			} catch (cause) {
				this.trouble = cause instanceof Error ? cause.message : String(cause);
			}
			await pause(400, signal);
		}
	}

	/** The client certificate `system:node:<name>`: from the disk, or signed by the cluster for the bootstrap token. */
	private async identity() {
		const { cluster, machine } = this.host.facts;
		if (!cluster?.ca || !machine.registerNode) throw new Error("the machine configuration registers no node");
		const pki = join(this.host.ephemeral, "var/lib/kubelet/pki");
		const base = { server: this.server, ca: cluster.ca.certificate };
		const [certificatePath, keyPath] = [join(pki, "kubelet-client.crt"), join(pki, "kubelet-client.key")];
		if (existsSync(certificatePath)) {
			return {
				...base,
				client: { certificate: readFileSync(certificatePath, "utf8"), key: readFileSync(keyPath, "utf8") },
			};
		}
		const bootstrap = new Kube({ ...base, token: cluster.bootstrapToken });
		try {
			const { request, key } = await signingRequest({
				commonName: `system:node:${this.host.hostname}`,
				organizations: ["system:nodes"],
			});
			const certificate = await this.sign(bootstrap, request);
			await place(pki, "kubelet-client.key", key);
			await place(pki, "kubelet-client.crt", certificate);
			return { ...base, client: { certificate, key } };
		} finally {
			bootstrap.close();
		}
	}

	private async sign(bootstrap: Kube, request: string): Promise<string> {
		const created = await bootstrap.create(csrs, {
			apiVersion: "certificates.k8s.io/v1",
			kind: "CertificateSigningRequest",
			metadata: { generateName: "csr-" },
			spec: {
				request: Buffer.from(request).toString("base64"),
				signerName: "kubernetes.io/kube-apiserver-client-kubelet",
				usages: ["digital signature", "client auth"],
			},
		});
		const { signal } = this.stopping;
		for (let attempt = 0; attempt < 300 && !signal.aborted; attempt++) {
			const { certificate } = ((await bootstrap.get(`${csrs}/${created.metadata?.name}`)).status ?? {}) as {
				certificate?: string;
			};
			if (certificate !== undefined) return Buffer.from(certificate, "base64").toString();
			await pause(100, signal);
		}
		throw new Error("the certificate signing request was not approved");
	}

	private async register(kube: Kube): Promise<void> {
		// Once: a kubelet does not bring back a Node that somebody deleted while it runs.
		if (!this.registered) await createOrKeep(kube, "/api/v1/nodes", nodeObject(this.host));
		this.registered = true;
		await this.report(kube);
		await this.apply(kube);
		this.world.say(this.host.hostname, "registered its node");
		this.cluster.nodeNetworks.whenReady(this.host.hostname, () => {
			this.network = true;
			void this.report(kube)
				.then(() => this.world.say(this.host.hostname, "is Ready"))
				.catch(() => undefined); // the next heartbeat repeats it
		});
	}

	private async report(kube: Kube): Promise<void> {
		await kube.patch(`${this.path}/status`, { status: nodeStatus(this.host, this.network) }, "strategic");
	}

	/** Labels and taints of the machine configuration: on a control plane with its admin identity, on a worker as the node, which NodeRestriction limits (controllers/k8s/node_apply.go). */
	private async apply(kube: Kube): Promise<void> {
		const own = this.cluster.controlPlanes.find((each) => each.host.id === this.host.id);
		const by = this.host.facts.machine.type === "worker" || own === undefined ? kube : await own.kube();
		const node = await by.get(this.path);
		const spec = (node.spec ?? {}) as { taints?: readonly { key: string; effect: string }[] };
		const taints = nodeTaints(this.host);
		const foreign = (spec.taints ?? []).filter(
			({ key }) => key.startsWith("node.kubernetes.io/") || key.startsWith("node.cloudprovider"),
		);
		const labels = nodeLabels(this.host);
		const change: Record<string, unknown> = {};
		if (Object.entries(labels).some(([key, value]) => node.metadata?.labels?.[key] !== value))
			change.metadata = { labels };
		// A worker's taints were registered with it: NodeRestriction lets no node change its own afterwards.
		if (by !== kube) change.spec = { taints: [...foreign, ...taints] };
		if (cordoned in (node.metadata?.annotations ?? {})) {
			// It was cordoned by Talos before a reset, and is back.
			change.metadata = { labels, annotations: { [cordoned]: null } };
			change.spec = { ...(change.spec as object | undefined), unschedulable: false };
		}
		if (Object.keys(change).length === 0) return;
		try {
			await by.patch(this.path, change);
		} catch (cause) {
			// As in life: the node joins, and Talos goes on trying to label it.
			this.world.say(
				this.host.hostname,
				`its labels or taints were refused: ${cause instanceof Error ? cause.message : String(cause)}`,
			);
		}
	}

	/** Renews the lease every ten seconds, and reports the status every minute. */
	private async live(kube: Kube): Promise<void> {
		const { signal } = this.stopping;
		for (let beat = 0; !signal.aborted; beat++) {
			await this.renew(kube);
			if (beat % 6 === 5) await this.report(kube);
			await pause(10_000, signal);
		}
	}

	private async renew(kube: Kube): Promise<void> {
		const name = this.host.hostname;
		const spec = {
			holderIdentity: name,
			leaseDurationSeconds: 40,
			renewTime: new Date().toISOString().replace("Z", "000Z"),
		};
		try {
			await kube.patch(`${leases}/${name}`, { spec });
		} catch (cause) {
			if (!(cause instanceof KubeError && cause.status === 404)) throw cause;
			await kube.create(leases, { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { name }, spec });
		}
	}
}

async function createOrKeep(kube: Kube, collection: string, object: KubeObject): Promise<void> {
	try {
		await kube.create(collection, object);
	} catch (cause) {
		if (!(cause instanceof KubeError && cause.status === 409)) throw cause;
	}
}
