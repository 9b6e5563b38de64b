import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { clock } from "../../controls/clock";
import { type Exception, ofReleases } from "../../controls/exceptions";
import { currentExceptions } from "../../controls/exceptionsFile";
import { exportedPolicies } from "../../controls/export/policies";
import { platformCharts, platformImageReferences, platformReleases } from "../../stacks/chart-contents";
import type { LabConfig } from "../../stacks/config";
import type * as handover from "../../stacks/handover";
import { type Locks, loadLocks } from "../../stacks/locks";
import { AdmissionPolicies } from "./admission-policies";
import { Certificates } from "./certificates";
import { Cni } from "./cni";
import { Gatekeeper } from "./gatekeeper";
import { Kyverno } from "./kyverno";
import { LoadBalancer } from "./load-balancer";
import { Minio } from "./minio";
import { bucketRules, bucketUsers } from "./minio.policies";
import { MinioBuckets } from "./minio-buckets";
import { MinioUsers } from "./minio-users";
import { Namespaces } from "./namespaces";
import type { EngineArgs, PolicyEngine } from "./policy-engine";
import { SealedSecrets } from "./sealed-secrets";
import { Storage } from "./storage";

export interface PlatformArgs {
	config: LabConfig;
	cluster: handover.Cluster;
	/** The locks of the project's folder by default. */
	locks?: Locks;
	/** Dated exceptions that hold today; those of the policy pack by default. */
	exceptions?: readonly Exception[];
	/** The project's folder: where Pulumi runs the program by default. */
	root?: string;
}

/**
 * The platform's first part, in the order that holds from an empty cluster (CRDs, then controllers, then their objects):
 * namespaces and admission policies; the network plugin; the gate "all nodes Ready"; the policy engine, where the stack chose one
 * beside Kubernetes' own; cert-manager, MetalLB, Sealed Secrets and storage side by side; MinIO on all of them; its buckets; its
 * users and their sealed credentials.
 *
 * Refuses, before the first resource, every chart and image whose lock entry its environment's class does not accept.
 */
export class Platform extends pulumi.ComponentResource {
	readonly platform: handover.Platform;

	constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:platform:Platform", name, {}, opts);
		const { config, cluster } = args;
		const root = args.root ?? process.cwd();
		const locks = args.locks ?? loadLocks(root, process.env, config.environment.class);
		locks.require({
			charts: platformCharts(config).map((chart) => chart.name),
			images: platformImageReferences(config),
		});

		const providers = [
			new k8s.Provider(
				`${name}-kubernetes`,
				{ kubeconfig: cluster.kubeconfig, clusterIdentifier: cluster.clusterIdentifier },
				{ parent: this, dependsOn: [cluster.apiHealthy] },
			),
			new random.Provider(`${name}-random`, {}, { parent: this }),
			new tls.Provider(`${name}-tls`, {}, { parent: this }),
		];
		const within = { parent: this, providers };

		const namespaces = new Namespaces(`${name}-namespaces`, { config }, within);
		const policies = exportedPolicies(
			config.environment.class,
			ofReleases(args.exceptions ?? currentExceptions(clock(), config.environment.name), platformReleases(config)),
		);
		const admission = new AdmissionPolicies(
			`${name}-admission`,
			{ manifests: policies.flatMap(({ policy, binding }) => [policy, binding]) },
			within,
		);
		const { nodesReady } = new Cni(
			`${name}-cni`,
			{ config, cluster, locks, after: [...namespaces.ready, ...admission.ready] },
			within,
		);

		const engine = policyEngine(name, { config, locks, root, policies, after: [nodesReady] }, within);
		// An engine has waited for the nodes.
		const after = engine?.ready ?? [nodesReady];
		const certificates = new Certificates(
			`${name}-certificates`,
			{ config, locks, trustedIn: bucketUsers.map(({ namespace }) => namespace), after },
			within,
		);
		const loadBalancer = new LoadBalancer(`${name}-load-balancer`, { config, locks, after }, within);
		const storage = new Storage(`${name}-storage`, { config, locks, after }, within);
		const sealedSecrets = new SealedSecrets(`${name}-sealed-secrets`, { config, locks, root, after }, within);

		const minio = new Minio(
			`${name}-minio`,
			{
				config,
				locks,
				root,
				caCertificate: certificates.caCertificate,
				after: [...after, ...certificates.ready, ...loadBalancer.ready, ...storage.ready],
			},
			within,
		);
		const buckets = new MinioBuckets(
			`${name}-buckets`,
			{ endpoint: minio.endpoint, rules: bucketRules(config.platform.minio.retentionDays) },
			within,
		);
		const users = new MinioUsers(
			`${name}-users`,
			{ endpoint: minio.endpoint, users: bucketUsers, sealedSecrets, after: buckets.ready },
			within,
		);

		// After the last chart: a new kind for each policy keeps an API server busy, and admission judges what comes meanwhile.
		engine?.enforce(minio.endpoint.provider);

		this.platform = {
			caCertificate: certificates.caCertificate,
			minioEndpoint: `https://${minio.endpoint.server}`,
			ready: [...buckets.ready, ...users.ready],
		};
		this.registerOutputs({ minioEndpoint: this.platform.minioEndpoint, lockOrigins: locks.origins });
	}
}

/** The engine that the stack chose beside the API server's own policies. */
function policyEngine(
	name: string,
	args: EngineArgs & { config: Pick<LabConfig, "platform"> },
	opts: pulumi.ComponentResourceOptions,
): PolicyEngine | undefined {
	switch (args.config.platform.policyEngine) {
		case "admission":
			return undefined;
		case "gatekeeper":
			return new Gatekeeper(`${name}-gatekeeper`, args, opts);
		case "kyverno":
			return new Kyverno(`${name}-kyverno`, args, opts);
	}
}
