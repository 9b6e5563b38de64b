import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { labels } from "../../controls/labels";
import type { LabConfig } from "../../stacks/config";
import type { Locks } from "../../stacks/locks";
import { platformNames } from "../../stacks/platform-names";
import { declareChartCrds } from "./chart-crds";
import { chartRelease } from "./release";
import { seal } from "./seal";
import { sealedSecretsValues } from "./sealed-secrets.values";

export interface SealedSecretsArgs {
	config: Pick<LabConfig, "environment">;
	locks: Locks;
	/** The project's folder, which the chart's archive path is relative to. */
	root: string;
	/** What must be there first. */
	after: pulumi.Resource[];
}

export interface SealedSecretArgs {
	/** Namespace and name of the Secret that comes out. */
	namespace: string;
	secretName: string;
	/** The Secret's keys and values. */
	values: Record<string, pulumi.Input<string>>;
}

const names = platformNames.sealedSecrets;
const namespace = platformNames.namespaces.sealedSecrets;

/**
 * The Sealed Secrets controller with a key pair that is made here, so that a secret can be sealed offline and before
 * the cluster exists. RSA, because the controller reads nothing else; 3072 bits and a certificate of one year (SEC-005).
 * The controller opens with an old certificate's key too: its expiry is a reminder for whoever seals.
 */
export class SealedSecrets extends pulumi.ComponentResource {
	/** PEM of the certificate that `kubeseal --cert` takes; not secret. */
	readonly certificate: pulumi.Output<string>;
	readonly ready: pulumi.Resource[];
	private readonly publicKeyPem: pulumi.Output<string>;
	private readonly entropy: pulumi.Output<string>;
	private readonly environment: LabConfig["environment"];

	constructor(
		private readonly name: string,
		args: SealedSecretsArgs,
		opts?: pulumi.ComponentResourceOptions,
	) {
		super("lab:platform:SealedSecrets", name, {}, opts);
		this.environment = args.config.environment;
		const key = new tls.PrivateKey(`${name}-key`, { algorithm: "RSA", rsaBits: 3072 }, { parent: this, protect: true });
		const certificate = new tls.SelfSignedCert(
			`${name}-certificate`,
			{
				privateKeyPem: key.privateKeyPem,
				subject: { commonName: "sealed-secret", organization: "gxp-lab" },
				validityPeriodHours: 8760,
				earlyRenewalHours: 720,
				allowedUses: ["key_encipherment"],
			},
			{ parent: this },
		);
		const entropy = new random.RandomBytes(`${name}-entropy`, { length: 32 }, { parent: this });
		this.certificate = pulumi.unsecret(certificate.certPem);
		this.publicKeyPem = key.publicKeyPem;
		this.entropy = pulumi.secret(entropy.base64);

		const keySecret = new k8s.core.v1.Secret(
			`${name}-key-secret`,
			{
				metadata: {
					name: names.keySecret,
					namespace,
					labels: {
						...labels(this.environment, names.keySecret),
						"sealedsecrets.bitnami.com/sealed-secrets-key": "active",
					},
				},
				type: "kubernetes.io/tls",
				stringData: { "tls.crt": certificate.certPem, "tls.key": key.privateKeyPem },
			},
			{ parent: this, dependsOn: args.after },
		);
		const chart = args.locks.chart("sealed-secrets");
		const crds = declareChartCrds(name, { root: args.root, archive: chart.archive }, { parent: this });
		// The key is there first: a controller that finds none makes one of its own.
		const release = chartRelease(
			`${name}-controller`,
			{
				chart,
				releaseName: "sealed-secrets",
				namespace,
				values: sealedSecretsValues(args.locks),
				skipCrds: true,
			},
			{ parent: this, dependsOn: [...args.after, keySecret, ...crds] },
		);
		this.ready = [release];
		this.registerOutputs({ certificate: this.certificate });
	}

	/** A SealedSecret, which the controller opens where its consumer reads it. What is sealed may live in Git. */
	seal(role: string, args: SealedSecretArgs, opts: pulumi.CustomResourceOptions): k8s.apiextensions.CustomResource {
		const encryptedData = pulumi
			.all([this.publicKeyPem, this.entropy, pulumi.output(args.values)])
			.apply(([publicKeyPem, entropy, values]) =>
				Object.fromEntries(
					Object.entries(values).map(([key, plaintext]) => [
						key,
						seal({
							publicKeyPem,
							namespace: args.namespace,
							name: args.secretName,
							key,
							plaintext,
							entropy: Buffer.from(entropy, "base64"),
						}),
					]),
				),
			);
		const metadata = {
			name: args.secretName,
			namespace: args.namespace,
			labels: labels(this.environment, args.secretName),
		};
		return new k8s.apiextensions.CustomResource(
			`${this.name}-${role}`,
			{
				apiVersion: "bitnami.com/v1alpha1",
				kind: "SealedSecret",
				metadata: { ...metadata, annotations: { "pulumi.com/waitFor": "condition=Synced" } },
				spec: {
					// Ciphertext is what anybody may see of a secret.
					encryptedData: pulumi.unsecret(encryptedData),
					template: { metadata, type: "Opaque" },
				},
			},
			pulumi.mergeOptions({ parent: this, dependsOn: this.ready }, opts),
		);
	}
}
