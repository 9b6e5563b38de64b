import { controlById } from "../../../controls/catalogue";
import type { ResourceRule } from "../../rule";
import { apiServerArguments } from "../apiServerArguments";
import { judgeMachine, type MachineConfiguration, type MachineFinding, memberOf } from "../machineConfiguration";

const control = controlById("INT-007");

/**
 * INT-007 over each control plane: Talos writes the API server's EncryptionConfiguration from these members, secretbox before
 * AES-CBC, and refuses the argument that would name another (siderolabs/talos, k8s/control_plane_final.go: MergeDenied), but not as
 * `encryption_provider_config`, which the API server takes too. A key of another length than the algorithm's stops the API server.
 */
export const encryptedSecrets: ResourceRule = {
	id: control.id,
	slug: "encrypted-secrets",
	says: control.says,
	fix: control.fix,
	judge: (resource) =>
		judgeMachine(resource, {
			controlPlanesOnly: true,
			guarded: [
				"/cluster/secretboxEncryptionSecret",
				"/cluster/aescbcEncryptionSecret",
				"/cluster/apiServer/extraArgs",
			],
			guardedAs: "the encryption of Secrets",
			judge: judgeEncryption,
		}),
};

const lengths: Readonly<Record<string, readonly number[]>> = {
	secretboxEncryptionSecret: [32],
	aescbcEncryptionSecret: [16, 24, 32],
};

function judgeEncryption(configuration: MachineConfiguration): MachineFinding[] {
	const { main } = configuration;
	const found: MachineFinding[] = apiServerArguments(configuration)
		.filter(({ name }) => name === "encryption-provider-config")
		.map(({ path }) => ({ path, what: "takes the place of the machine configuration's key" }));
	const keys = Object.entries(lengths).flatMap(([member, allowed]) => {
		const key = memberOf(main, "cluster", member);
		return key === undefined ? [] : [{ path: `cluster.${member}`, good: isKey(key, allowed) }];
	});
	if (keys.length === 0)
		return [...found, { path: "cluster.secretboxEncryptionSecret", what: "is missing", absent: true }];
	return [...found, ...keys.filter(({ good }) => !good).map(({ path }) => ({ path, what: "is no key (base64)" }))];
}

function isKey(key: unknown, lengths: readonly number[]): boolean {
	if (typeof key !== "string" || !/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return false;
	return lengths.includes(Buffer.from(key, "base64").length);
}
