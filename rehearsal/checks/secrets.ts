/** No generated secret is found in a file of the rehearsal's folder that is not its consumer's (search.ts names them), and the state encrypts. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Check, type CheckContext, shown } from "./check";
import { type Secret, searchFolder } from "./search";

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

/** Each secret of the state, and the passphrase that the state is encrypted with. */
export function generatedSecrets(context: Pick<CheckContext, "folder" | "state">): Secret[] {
	const passphrase = readFileSync(path.join(context.folder, "passphrase"), "utf8").trim();
	const found: Secret[] = [{ name: "passphrase", value: passphrase }];
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

/** The backend keeps a stack at .pulumi/stacks/<project>/<stack>.json. */
function stateFile({ folder, stack }: CheckContext): string | undefined {
	const state = path.join(folder, "state");
	if (!existsSync(state)) return undefined;
	return readdirSync(state, { recursive: true, encoding: "utf8" })
		.map((file) => path.join(state, file))
		.find((file) => path.basename(file) === `${stack}.json`);
}

export const secretChecks: Check[] = [
	{
		id: "secrets-nowhere",
		says: "no generated secret is in a file of the rehearsal but its consumers' own: as text, in JSON, base64, hex or URL-encoded",
		run: async (context) => {
			const secrets = generatedSecrets(context);
			if (secrets.length < 5)
				return `only ${secrets.length} generated secrets were found; the search would prove nothing`;
			const { faults, searched } = searchFolder(context.folder, secrets);
			if (searched === 0) return "no file was searched";
			return faults.length === 0 ? undefined : faults.join("; ");
		},
	},
	{
		id: "state-encrypted",
		says: "the state holds its secrets as the passphrase provider encrypts them",
		run: async (context) => {
			const state = stateFile(context);
			if (state === undefined) return "there is no state file";
			const text = readFileSync(state, "utf8");
			if (!text.includes('"type": "passphrase"') && !text.includes('"type":"passphrase"'))
				return "its provider is not the passphrase's";
			return /"ciphertext":\s*"v1:/.test(text) ? undefined : "it holds no ciphertext";
		},
	},
];
