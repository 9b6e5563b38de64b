/** No generated secret stands anywhere in plain text: not in state, events, logs, nor in any file of the rehearsal that is not its consumer's. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type Check, type CheckContext, shown } from "./check";

/** Which outputs are secret values by themselves; long enough that a match is no accident. */
const secretOutputs: Readonly<Record<string, readonly string[]>> = {
	"random:index/randomPassword:RandomPassword": ["result"],
	"random:index/randomBytes:RandomBytes": ["base64", "hex"],
	"tls:index/privateKey:PrivateKey": ["privateKeyPem", "privateKeyPemPkcs8"],
};

/** What stands among secrets and is none: certificates, and the address of the API. */
const open = ["cert", "caCertificate", "clientCertificate", "host"];

/** Strings of a bundle: keys, tokens, and the secretbox secret, wherever they are in it. */
function leaves(value: unknown): string[] {
	const plain = shown(value);
	if (typeof plain === "string") return [plain];
	if (typeof plain !== "object" || plain === null) return [];
	return Object.entries(plain).flatMap(([key, inner]) => (open.includes(key) ? [] : leaves(inner)));
}

/** Each secret with the name by which a finding may call it; the value never leaves this module. */
function generated(context: CheckContext): { name: string; value: string }[] {
	const found: { name: string; value: string }[] = [];
	for (const { type, urn, outputs } of context.state) {
		const name = urn.split("::").at(-1) ?? urn;
		for (const output of secretOutputs[type] ?? []) {
			const value = shown(outputs[output]);
			if (typeof value === "string") found.push({ name: `${name}.${output}`, value });
		}
		if (type === "talos:machine/secrets:Secrets") {
			found.push(...leaves(outputs.machineSecrets).map((value) => ({ name: `${name}.machineSecrets`, value })));
		}
		if (type === "talos:cluster/kubeconfig:Kubeconfig") {
			found.push(
				...leaves(outputs.kubernetesClientConfiguration).map((value) => ({ name: `${name}.kubeconfig`, value })),
			);
		}
	}
	return found.filter(({ value }) => value.length >= 16);
}

/** A value as it may appear: itself, as a JSON string's inside, in base64, in hex, URL-encoded. */
function forms(value: string): string[] {
	const trimmed = value.trim();
	return [
		...new Set([
			trimmed,
			JSON.stringify(trimmed).slice(1, -1),
			Buffer.from(value).toString("base64").slice(0, 120),
			Buffer.from(value).toString("hex"),
			encodeURIComponent(trimmed),
		]),
	];
}

const LIMIT = 64 * 1024 * 1024;

function files(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.map((file) => path.join(folder, file))
		.filter((file) => statSync(file).isFile() && statSync(file).size < LIMIT);
}

export const secretChecks: Check[] = [
	{
		id: "secrets-nowhere",
		says: "no generated secret is in state, engine events, logs or the written overlay, in any encoding",
		run: async (context) => {
			const secrets = generated(context);
			if (secrets.length < 5)
				return `only ${secrets.length} generated secrets were found; the search would prove nothing`;
			const places = ["state", "logs", "project"].map((name) => path.join(context.folder, name));
			const leaks: string[] = [];
			for (const file of [...places.flatMap(files), path.join(context.folder, "lock-overlay.yaml")]) {
				const text = readFileSync(file, "latin1");
				for (const { name, value } of secrets) {
					if (forms(value).some((form) => text.includes(form)))
						leaks.push(`${name} in ${path.relative(context.folder, file)}`);
				}
			}
			return leaks.length === 0 ? undefined : leaks.join("; ");
		},
	},
	{
		id: "state-encrypted",
		says: "the state holds its secrets as the passphrase provider encrypts them",
		run: async (context) => {
			const state = files(path.join(context.folder, "state")).find((file) => file.endsWith(`${context.stack}.json`));
			if (state === undefined) return "there is no state file";
			const text = readFileSync(state, "utf8");
			if (!text.includes('"type": "passphrase"') && !text.includes('"type":"passphrase"'))
				return "its provider is not the passphrase's";
			return /"ciphertext":\s*"v1:/.test(text) ? undefined : "it holds no ciphertext";
		},
	},
];
