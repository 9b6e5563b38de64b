import * as k8s from "@pulumi/kubernetes";
import * as minio from "@pulumi/minio";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { labels } from "../../controls/labels";
import type { LabConfig } from "../../stacks/config";
import type { Locks } from "../../stacks/locks";
import { platformNames } from "../../stacks/platform-names";
import { writeCaFile } from "./ca-file";
import { minioValues } from "./minio.values";
import { chartRelease } from "./release";

export interface MinioArgs {
	config: Pick<LabConfig, "environment" | "platform" | "nodes">;
	locks: Locks;
	root: string;
	caCertificate: pulumi.Output<string>;
	/** What must be there first: the nodes, the issuer, the load balancer and the storage class. */
	after: pulumi.Resource[];
}

/** How the object storage is reached and administered. */
export interface MinioEndpoint {
	/** `host:port`, TLS. */
	server: string;
	rootUser: string;
	rootPassword: pulumi.Output<string>;
	caCertificate: pulumi.Output<string>;
	/** The id of the key that buckets are encrypted with. */
	kmsKeyId: string;
	provider: minio.Provider;
}

const names = platformNames.minio;
const namespace = platformNames.namespaces.minio;
/** Another text here makes every generated password of the object storage anew (SEC-006). */
export const passwordRotation = "1";

/**
 * The object storage: one MinIO server on a claim of the HDD, with TLS from the lab's CA and encryption at rest. The
 * claim and the encryption key are protected: without the key the claim's bytes are noise.
 */
export class Minio extends pulumi.ComponentResource {
	readonly endpoint: MinioEndpoint;

	constructor(name: string, args: MinioArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:platform:Minio", name, {}, opts);
		const { environment, platform } = args.config;
		const { host, address, storageGiB } = platform.minio;
		const metadata = (objectName: string, annotations?: Record<string, string>) => ({
			name: objectName,
			namespace,
			labels: labels(environment, objectName),
			...(annotations === undefined ? {} : { annotations }),
		});

		const rootUser = "lab-root";
		const password = new random.RandomPassword(
			`${name}-root-password`,
			{ length: 40, special: false, keepers: { rotation: passwordRotation } },
			{ parent: this },
		);
		const rootSecret = new k8s.core.v1.Secret(
			`${name}-root`,
			{
				metadata: metadata(names.rootSecret),
				type: "Opaque",
				stringData: { rootUser, rootPassword: password.result },
			},
			{ parent: this, dependsOn: args.after },
		);

		const kmsKeyId = `gxp-lab-${environment.name}`;
		const kmsKey = new random.RandomBytes(`${name}-kms-key`, { length: 32 }, { parent: this, protect: true });
		// `<id>:<base64 of 32 bytes>`: MinIO's single-key KMS (minio/minio: docs/kms).
		const configEnv = pulumi.interpolate`MINIO_KMS_SECRET_KEY=${kmsKeyId}:${pulumi.secret(kmsKey.base64)}\n`;
		const configSecret = new k8s.core.v1.Secret(
			`${name}-config`,
			{ metadata: metadata(names.configSecret), type: "Opaque", stringData: { "config.env": configEnv } },
			{ parent: this, dependsOn: args.after },
		);

		const certificate = new k8s.apiextensions.CustomResource(
			`${name}-certificate`,
			{
				apiVersion: "cert-manager.io/v1",
				kind: "Certificate",
				metadata: metadata(names.tlsSecret, { "pulumi.com/waitFor": "condition=Ready" }),
				spec: {
					secretName: names.tlsSecret,
					commonName: host,
					dnsNames: [
						host,
						names.service,
						`${names.service}.${namespace}.svc`,
						`${names.service}.${namespace}.svc.cluster.local`,
					],
					ipAddresses: [address],
					usages: ["digital signature", "key encipherment", "server auth"],
					duration: "2160h0m0s",
					renewBefore: "720h0m0s",
					privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
					issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: platformNames.certificates.issuer },
				},
			},
			{ parent: this, dependsOn: args.after },
		);

		const claim = new k8s.core.v1.PersistentVolumeClaim(
			`${name}-claim`,
			{
				// It binds when the server's pod is there, which comes after it. The provider does not wait for that where the
				// class says WaitForFirstConsumer (pulumi-kubernetes#3130), so the class is there first.
				metadata: metadata(names.claim),
				spec: {
					accessModes: ["ReadWriteOnce"],
					storageClassName: platformNames.storage.storageClass,
					resources: { requests: { storage: `${storageGiB}Gi` } },
				},
			},
			{ parent: this, protect: true, dependsOn: args.after },
		);

		const release = chartRelease(
			`${name}-server`,
			{
				chart: args.locks.chart("minio"),
				releaseName: names.release,
				namespace,
				values: minioValues(args.config, args.locks),
			},
			{ parent: this, dependsOn: [...args.after, rootSecret, configSecret, certificate, claim] },
		);

		const server = `${host}:${names.port}`;
		const provider = new minio.Provider(
			`${name}-provider`,
			{
				minioServer: server,
				minioSsl: true,
				minioCacertFile: args.caCertificate.apply((pem) => writeCaFile(args.root, pulumi.getStack(), pem)),
				minioUser: rootUser,
				minioPassword: password.result,
			},
			{ parent: this, dependsOn: [release] },
		);
		this.endpoint = {
			server,
			rootUser,
			rootPassword: password.result,
			caCertificate: args.caCertificate,
			kmsKeyId,
			provider,
		};
		this.registerOutputs({ server });
	}
}
