import { RunError } from "@pulumi/pulumi";
import type { types } from "@pulumi/talos";
import { parse } from "yaml";
import { z } from "zod";

const pair = z.object({ crt: z.base64().min(1), key: z.base64().min(1) });

/** What `talosctl gen secrets` writes (siderolabs/talos: pkg/machinery/config/generate/secrets, Bundle). PEM in base64. */
const bundle = z.object({
	cluster: z.object({ id: z.string().min(1), secret: z.string().min(1) }),
	secrets: z.object({
		bootstraptoken: z.string().min(1),
		secretboxencryptionsecret: z.string().min(1),
		aescbcencryptionsecret: z.string().min(1).optional(),
	}),
	trustdinfo: z.object({ token: z.string().min(1) }),
	certs: z.object({
		etcd: pair,
		k8s: pair,
		k8saggregator: pair,
		k8sserviceaccount: z.object({ key: z.base64().min(1) }),
		os: pair,
	}),
});

const PATH = "gxp-lab:machineSecrets";
const FIX = "it must be the secrets.yaml of `talosctl gen secrets`";

/**
 * The secrets of an existing cluster in the provider's shape. Refuses, by path and never by value, what is no bundle: one
 * fault a line.
 */
export function parseSecretsBundle(yaml: string): types.output.MachineSecrets {
	const { secrets, certs, ...rest } = parsed(yaml);
	const cert = ({ crt, key }: z.output<typeof pair>) => ({ cert: crt, key });
	return {
		cluster: rest.cluster,
		trustdinfo: rest.trustdinfo,
		secrets: {
			bootstrapToken: secrets.bootstraptoken,
			secretboxEncryptionSecret: secrets.secretboxencryptionsecret,
			...(secrets.aescbcencryptionsecret === undefined
				? {}
				: { aescbcEncryptionSecret: secrets.aescbcencryptionsecret }),
		},
		certs: {
			etcd: cert(certs.etcd),
			k8s: cert(certs.k8s),
			k8sAggregator: cert(certs.k8saggregator),
			k8sServiceaccount: certs.k8sserviceaccount,
			os: cert(certs.os),
		},
	};
}

function parsed(yaml: string): z.output<typeof bundle> {
	let value: unknown;
	try {
		value = parse(yaml);
	} catch {
		// The parser's message quotes the text, which is secret.
		throw new RunError(`${PATH}: is no YAML; ${FIX}`);
	}
	const result = bundle.safeParse(value);
	if (result.success) return result.data;
	const faults = result.error.issues.map(({ path, code }) => {
		const at = [PATH, ...path].join(".");
		return `${at}: ${code === "invalid_type" ? "is missing or of another type" : "is empty or no base64"}; ${FIX}`;
	});
	throw new RunError(faults.join("\n"));
}
