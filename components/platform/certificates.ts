import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { labels } from "../../controls/labels";
import type { LabConfig } from "../../stacks/config";
import type { Locks } from "../../stacks/locks";
import { platformNames } from "../../stacks/platform-names";
import { certManagerValues } from "./certificates.values";
import { chartRelease } from "./release";

export interface CertificatesArgs {
	config: Pick<LabConfig, "environment">;
	locks: Locks;
	/** Namespaces whose pods must trust the lab's CA. */
	trustedIn: readonly string[];
	/** What must be there first. */
	after: pulumi.Resource[];
}

const hoursPerYear = 8760;
const { namespaces, certificates } = platformNames;

/**
 * The lab's certificate authority, and cert-manager that issues from it. The CA's key is made here and protected: who
 * loses it has to distribute a new trust anchor to every machine. It signs for five years and asks to be replaced in
 * its last one, which `up` then refuses because it is protected: a decision of a person, not of a Tuesday.
 */
export class Certificates extends pulumi.ComponentResource {
	/** PEM, not secret. */
	readonly caCertificate: pulumi.Output<string>;
	readonly issuer: k8s.apiextensions.CustomResource;
	readonly ready: pulumi.Resource[];

	constructor(name: string, args: CertificatesArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:platform:Certificates", name, {}, opts);
		const { environment } = args.config;
		const key = new tls.PrivateKey(
			`${name}-ca-key`,
			{ algorithm: "ECDSA", ecdsaCurve: "P256" },
			{ parent: this, protect: true },
		);
		const ca = new tls.SelfSignedCert(
			`${name}-ca`,
			{
				privateKeyPem: key.privateKeyPem,
				subject: { commonName: `gxp-lab ${environment.name} CA`, organization: "gxp-lab" },
				isCaCertificate: true,
				setSubjectKeyId: true,
				validityPeriodHours: 5 * hoursPerYear,
				earlyRenewalHours: hoursPerYear,
				allowedUses: ["cert_signing", "crl_signing"],
			},
			{ parent: this, protect: true },
		);
		this.caCertificate = pulumi.unsecret(ca.certPem);

		const release = chartRelease(
			`${name}-cert-manager`,
			{
				chart: args.locks.chart("cert-manager"),
				releaseName: "cert-manager",
				namespace: namespaces.certManager,
				values: certManagerValues(args.locks),
			},
			{ parent: this, dependsOn: args.after },
		);
		const caSecret = new k8s.core.v1.Secret(
			`${name}-ca-secret`,
			{
				metadata: {
					name: certificates.caSecret,
					namespace: namespaces.certManager,
					labels: labels(environment, certificates.caSecret),
				},
				type: "kubernetes.io/tls",
				stringData: { "tls.crt": ca.certPem, "tls.key": key.privateKeyPem },
			},
			{ parent: this, dependsOn: args.after },
		);
		this.issuer = new k8s.apiextensions.CustomResource(
			`${name}-issuer`,
			{
				apiVersion: "cert-manager.io/v1",
				kind: "ClusterIssuer",
				metadata: {
					name: certificates.issuer,
					labels: labels(environment, certificates.issuer),
					annotations: { "pulumi.com/waitFor": "condition=Ready" },
				},
				spec: { ca: { secretName: certificates.caSecret } },
			},
			{ parent: this, dependsOn: [release, caSecret] },
		);
		const bundles = args.trustedIn.map(
			(namespace) =>
				new k8s.core.v1.ConfigMap(
					`${name}-trust-${namespace}`,
					{
						metadata: {
							name: certificates.trustConfigMap,
							namespace,
							labels: labels(environment, certificates.trustConfigMap),
						},
						// Another authority is another object (INT-008): what was qualified trusts what it was qualified with.
						immutable: true,
						data: { "ca.crt": this.caCertificate },
					},
					{ parent: this, dependsOn: args.after },
				),
		);
		this.ready = [this.issuer, ...bundles];
		this.registerOutputs({ caCertificate: this.caCertificate });
	}
}
