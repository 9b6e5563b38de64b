import { join } from "node:path";
import { apiServerArguments } from "./api-server";
import { issue } from "./certificates";
import type { Cluster } from "./cluster";
import { controllerManagerArguments, schedulerArguments } from "./controllers";
import { EtcdMember } from "./etcd";
import { type Host, pause, until, type World } from "./host";
import { Kube } from "./kube";
import type { RunningPart } from "./process";

/** What a control plane runs: its etcd, its API server, and, where it is the one that does, the controllers. */
export class ControlPlane {
	readonly etcd: EtcdMember;
	/** Why it does not run yet, for whoever asks the machine API. */
	trouble = "";
	private readonly stopping = new AbortController();
	private bootstrapAsked = false;
	private apiServer: RunningPart | undefined;
	private readonly controllers = new Map<string, RunningPart>();
	private kubeClient: Kube | undefined;
	private up = false;
	private work: Promise<void> = Promise.resolve();

	constructor(
		readonly host: Host,
		private readonly world: World,
		private readonly cluster: Cluster,
	) {
		this.etcd = new EtcdMember(host, world);
	}

	/** The API server answers /readyz. */
	get ready(): boolean {
		return this.up;
	}

	get port(): number {
		return this.host.facts.cluster?.apiServer.port ?? 6443;
	}

	/** Starts what the disk and the cluster allow, in the background: a member with data resumes, one without waits for `bootstrap` or joins. */
	start(): void {
		this.work = this.run().catch((cause: unknown) => this.fail(cause));
	}

	/** Asks for a new etcd here; the machine API has checked that there is none yet. */
	bootstrap(): void {
		this.bootstrapAsked = true;
	}

	get bootstrapped(): boolean {
		return this.bootstrapAsked || this.etcd.hasData;
	}

	/** Cluster-admin, against this API server. */
	async kube(): Promise<Kube> {
		const { cluster } = this.host.facts;
		if (!cluster?.ca?.key)
			throw new Error(`${this.host.hostname}: the machine configuration has no Kubernetes CA with its key`);
		this.kubeClient ??= new Kube({
			server: `https://${this.host.address}:${this.port}`,
			ca: cluster.ca.certificate,
			client: await issue(
				{ certificate: cluster.ca.certificate, key: cluster.ca.key },
				{ commonName: "talos", organizations: ["system:masters"], usages: ["clientAuth"] },
			),
		});
		return this.kubeClient;
	}

	/** Leaves etcd for good; the last member cannot. */
	async leaveEtcd(): Promise<void> {
		if (!this.etcd.running) return;
		const members = this.cluster.controlPlanes.map((each) => each.etcd);
		await this.etcd.leave(members, this.stopping.signal);
	}

	async stop(): Promise<void> {
		this.stopping.abort();
		this.up = false;
		await this.cluster.changed();
		this.kubeClient?.close();
		await Promise.all([this.apiServer?.stop(), ...[...this.controllers.values()].map((part) => part.stop())]);
		await this.etcd.stop();
		await this.work;
	}

	/** Runs the controllers here: the one that a leader election would have chosen. */
	async lead(): Promise<void> {
		const { hostname, logs } = this.host;
		const start = async (part: "kube-controller-manager" | "kube-scheduler", args: string[]) => {
			if (this.stopping.signal.aborted || this.controllers.has(part)) return;
			const running = await this.world.startPart({
				name: `${hostname}/${part}`,
				command: this.world.parts[part],
				args,
				env: { GOMEMLIMIT: "160MiB" },
				log: join(logs, `${part}.log`),
			});
			this.controllers.set(part, running);
			void running.exited.then((result) => {
				this.controllers.delete(part);
				if (!this.stopping.signal.aborted) this.world.say(hostname, `${part} ended (${result})`);
			});
		};
		await Promise.all([
			controllerManagerArguments(this.host).then((args) => start("kube-controller-manager", args)),
			schedulerArguments(this.host).then((args) => start("kube-scheduler", args)),
		]);
	}

	/** Services as the machine API lists them. */
	services(): { id: string; state: string; healthy: boolean }[] {
		return [
			{
				id: "etcd",
				state: this.etcd.running ? "Running" : "Preparing",
				healthy: this.etcd.running && this.etcd.hasData,
			},
		];
	}

	private async run(): Promise<void> {
		const { signal } = this.stopping;
		await this.startEtcd();
		if (signal.aborted) return;
		await until(() => this.etcd.healthy(), signal);
		while (!signal.aborted) {
			await this.runApiServer();
			await pause(1000, signal); // a static pod that ended is started again, and a service too
			if (!signal.aborted && !this.etcd.running && this.etcd.hasData) await this.etcd.start();
		}
	}

	private async startEtcd(): Promise<void> {
		const { signal } = this.stopping;
		const { hostname } = this.host;
		while (!signal.aborted) {
			if (this.bootstrapAsked || this.etcd.hasData) {
				this.world.say(hostname, this.etcd.hasData ? "etcd resumes" : "etcd starts a new cluster");
				return this.etcd.start();
			}
			const peer = this.cluster.controlPlanes.find((each) => each !== this && each.ready)?.etcd;
			if (peer !== undefined) {
				try {
					await this.etcd.join(peer, signal);
					this.world.say(hostname, "etcd joined as a member");
					return;
				} catch (cause) {
					this.fail(cause);
					await this.etcd.stop();
				}
			}
			await pause(150, signal);
		}
	}

	private async runApiServer(): Promise<void> {
		const { hostname, logs } = this.host;
		const part = await this.world.startPart({
			name: `${hostname}/kube-apiserver`,
			command: this.world.parts["kube-apiserver"],
			args: await apiServerArguments(this.host, this.etcd),
			env: { GOMEMLIMIT: "450MiB" },
			log: join(logs, "kube-apiserver.log"),
		});
		this.apiServer = part;
		const kube = await this.kube();
		const ended = new AbortController();
		const { signal } = this.stopping;
		void part.exited.then(() => ended.abort());
		if (signal.aborted) return void (await part.stop());
		const answers = () =>
			kube.get("/readyz").then(
				() => true,
				() => false,
			);
		this.up = await until(answers, AbortSignal.any([ended.signal, signal]));
		if (this.up) {
			this.trouble = "";
			this.world.say(hostname, "kube-apiserver is ready");
			await this.cluster.changed();
		}
		const result = await part.exited;
		this.up = false;
		if (signal.aborted) return;
		this.trouble = `kube-apiserver ended (${result}); its log is ${join(logs, "kube-apiserver.log")}`;
		this.world.say(hostname, this.trouble);
		await this.cluster.changed();
	}

	private fail(cause: unknown): void {
		const trouble = cause instanceof Error ? cause.message : String(cause);
		if (trouble !== this.trouble) this.world.say(this.host.hostname, trouble);
		this.trouble = trouble;
	}
}
