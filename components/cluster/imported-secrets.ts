import * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/talos";
import * as tls from "@pulumi/tls";
import { asPkcs8, fromBase64, toBase64 } from "./pem";
import { parseSecretsBundle } from "./secrets-bundle";

export interface ImportedSecretsArgs {
	/** The YAML of `talosctl gen secrets`. Secret. */
	bundle: pulumi.Input<string>;
}

const YEAR = 365 * 24;
const MONTH = 30 * 24;

/**
 * The machine secrets of a cluster that was made elsewhere, and an os:admin client certificate of its own for it.
 *
 * The bundle stays data of the configuration. The official import reads a file by a path that then stands in the program,
 * takes the contract for v1.3 whatever it was, and a resource option cannot be a secret that is not known yet.
 */
export class ImportedSecrets extends pulumi.ComponentResource {
	readonly machineSecrets: pulumi.Output<types.output.MachineSecrets>;
	readonly clientConfiguration: pulumi.Output<types.output.ClientConfiguration>;

	constructor(name: string, args: ImportedSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:cluster:ImportedSecrets", name, {}, opts);
		this.machineSecrets = pulumi.secret(args.bundle).apply(parseSecretsBundle);
		const { cert, key } = this.machineSecrets.certs.os;

		const provider = new tls.Provider(`${name}-tls`, {}, { parent: this });
		const options = { parent: this, provider };
		// Protected like every private key (CHG-007).
		const clientKey = new tls.PrivateKey(`${name}-client-key`, { algorithm: "ED25519" }, { ...options, protect: true });
		const request = new tls.CertRequest(
			`${name}-client-request`,
			// Talos reads the roles of a client from O (talos: pkg/machinery/role).
			{ privateKeyPem: clientKey.privateKeyPemPkcs8, subject: { organization: "os:admin" } },
			options,
		);
		const certificate = new tls.LocallySignedCert(
			`${name}-client-certificate`,
			{
				certRequestPem: request.certRequestPem,
				caCertPem: cert.apply(fromBase64),
				caPrivateKeyPem: key.apply(fromBase64).apply(asPkcs8),
				// Exactly clientAuth is what apid accepts; renewed a month before it ends (pulumi-talos#170).
				allowedUses: ["digital_signature", "client_auth"],
				validityPeriodHours: YEAR,
				earlyRenewalHours: MONTH,
			},
			options,
		);
		this.clientConfiguration = pulumi.secret({
			caCertificate: cert,
			clientCertificate: certificate.certPem.apply(toBase64),
			clientKey: clientKey.privateKeyPemPkcs8.apply(toBase64),
		});
		this.registerOutputs({});
	}
}
