/** What `inspect` of rehearsal/parts/talos answers: the facts of a machine configuration, Talos' defaults included. PEM as text. */

export interface Authority {
	readonly certificate: string;
	readonly key?: string;
}

export interface Component {
	readonly image: string;
	readonly extraArgs: Readonly<Record<string, readonly string[]>> | null;
}

export interface ApiServer extends Component {
	readonly certSANs: readonly string[];
	readonly auditPolicy: Readonly<Record<string, unknown>>;
	readonly admissionControl: readonly { readonly name: string; readonly configuration: Record<string, unknown> }[];
	readonly authorizers: readonly Record<string, unknown>[];
	readonly port: number;
}

export interface MachineSection {
	readonly type: "controlplane" | "worker" | "init";
	/** Empty where Talos makes one up. */
	readonly hostname: string;
	readonly autoHostname: "off" | "stable" | "";
	readonly certSANs: readonly string[];
	/** With its key on control planes only. */
	readonly ca: Authority | null;
	readonly acceptedCAs: readonly string[];
	readonly installImage: string;
	readonly installDisk: string;
	/** The disk selector in CEL, empty where `installDisk` names a device. */
	readonly installMatch: string;
	readonly nodeLabels: Readonly<Record<string, string>> | null;
	/** key -> `value:Effect` or `Effect` */
	readonly nodeTaints: Readonly<Record<string, string>> | null;
	readonly vips: readonly string[];
	readonly addresses: readonly string[];
	readonly timeServers: readonly string[];
	/** 0: off */
	readonly kubePrismPort: number;
	readonly kubeletImage: string;
	readonly kubeletArgs: Readonly<Record<string, string>>;
	readonly kubeletSubnets: readonly string[];
	readonly registerNode: boolean;
	readonly userVolumes: readonly { readonly name: string; readonly match: string }[];
}

export interface ClusterSection {
	readonly id: string;
	readonly name: string;
	readonly endpoint: string;
	readonly cni: "flannel" | "none" | "custom";
	readonly podCIDRs: readonly string[];
	readonly serviceCIDRs: readonly string[];
	readonly apiServerServiceIPs: readonly string[];
	readonly dnsServiceIPs: readonly string[];
	readonly dnsDomain: string;
	readonly kubeProxy: boolean;
	readonly coreDNS: boolean;
	readonly scheduleOnControlPlanes: boolean;
	readonly ca: Authority | null;
	readonly bootstrapToken: string;
	readonly inlineManifests: readonly { readonly name: string; readonly contents: string }[];
	// The rest is empty on workers.
	readonly aggregatorCA: Authority | null;
	readonly serviceAccountKey: string;
	readonly secretboxEncryptionSecret: string;
	readonly aescbcEncryptionSecret: string;
	readonly etcdCA: Authority | null;
	readonly etcdExtraArgs: Readonly<Record<string, readonly string[]>> | null;
	readonly etcdAdvertisedSubnets: readonly string[] | null;
	readonly apiServer: ApiServer;
	readonly controllerManager: Component;
	readonly scheduler: Component;
	readonly adminKubeconfig: {
		readonly commonName: string;
		readonly organization: string;
		readonly seconds: number;
	} | null;
}

export interface MachineFacts {
	readonly machine: MachineSection;
	readonly cluster: ClusterSection | null;
	/** The kinds of all documents. */
	readonly documents: readonly string[];
}
