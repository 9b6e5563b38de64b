import { stringify } from "yaml";
import { encryptedSecrets } from "../../../../policy-pack/rules/integrity/encryptedSecrets";
import { type Case, type RuleCases, resource, unknown } from "../case";
import { applied } from "../machines";
import { wordingOf } from "../wording";

const { fail, notKnown, excepted } = wordingOf(encryptedSecrets);
const key = (bytes: number) => Buffer.alloc(bytes, 7).toString("base64");
const secretbox = (value: unknown) => applied({ cluster: { secretboxEncryptionSecret: value } });
const aescbc = (value: unknown) => applied({ cluster: { aescbcEncryptionSecret: value } });
const at = "cluster.secretboxEncryptionSecret";
const missing = `${at} is missing`;
const noKey = (path: string) => `${path} is no key (base64)`;
const argument =
	"cluster.apiServer.extraArgs.encryption-provider-config takes the place of the machine configuration's key";
const other = { apiServer: { extraArgs: { "encryption-provider-config": "/var/none.yaml" } } };
const good = { cluster: { secretboxEncryptionSecret: key(32) } };

const bad: [string, Case["resource"], string][] = [
	["a secretbox key of 16 bytes", secretbox(key(16)), noKey(at)],
	["a secretbox key that is no base64", secretbox("hunter2 hunter2 hunter2 hunter2!"), noKey(at)],
	["a secretbox key that is a number", secretbox(1), noKey(at)],
	["an AES-CBC key of 33 bytes", aescbc(key(33)), noKey("cluster.aescbcEncryptionSecret")],
	["another provider's configuration by an argument", applied({ cluster: { ...good.cluster, ...other } }), argument],
	[
		"the same argument with underscores, which Talos does not refuse",
		applied({
			cluster: { ...good.cluster, apiServer: { extraArgs: { encryption_provider_config: "/var/none.yaml" } } },
		}),
		argument.replaceAll("encryption-provider-config", "encryption_provider_config"),
	],
	[
		"a JSON patch that adds the argument",
		applied(good, ['[{"op":"add","path":"/cluster/apiServer/extraArgs/encryption_provider_config","value":"a"}]']),
		"configPatches[0] is a JSON patch on the encryption of Secrets; write it as a strategic merge patch",
	],
	[
		"a patch that removes the key",
		applied(good, [stringify({ cluster: { secretboxEncryptionSecret: { $patch: "delete" } } })]),
		missing,
	],
	[
		"a JSON patch on the key",
		applied(good, ['[{"op":"remove","path":"/cluster/secretboxEncryptionSecret"}]']),
		"configPatches[0] is a JSON patch on the encryption of Secrets; write it as a strategic merge patch",
	],
];

export const encryptedSecretsCases: RuleCases = {
	policy: "int-007-encrypted-secrets",
	compliant: [
		{ says: "a secretbox key", resource: applied(good), messages: [] },
		{ says: "an AES-CBC key", resource: aescbc(key(32)), messages: [] },
	],
	violating: bad.map(([says, one, found]) => ({ says, resource: one, messages: [fail(found)] })),
	absent: [
		{ says: "no key", resource: applied({}), messages: [fail(missing)] },
		{ says: "an empty key", resource: secretbox(""), messages: [fail(missing)] },
	],
	nearMiss: [
		{ says: "an AES-CBC key of 16 bytes", resource: aescbc(key(16)), messages: [] },
		{
			says: "another argument",
			resource: applied({
				cluster: {
					...good.cluster,
					apiServer: { extraArgs: { "encryption-provider-config-automatic-reload": "true" } },
				},
			}),
			messages: [],
		},
		{
			says: "an empty key in a patch, which changes nothing",
			resource: applied(good, [stringify({ cluster: { secretboxEncryptionSecret: "" } })]),
			messages: [],
		},
	],
	otherKind: [applied({ type: "worker" }), resource("talos:machine/secrets:Secrets", {})],
	unknown: {
		alone: [
			{
				says: "an unknown configuration",
				resource: applied(unknown),
				messages: [notKnown("machineConfigurationInput")],
			},
			{
				says: "an unknown patch that may bring it",
				resource: applied({}, [unknown]),
				messages: [notKnown("configPatches[0]")],
			},
			{
				says: "an unknown patch after an argument, which it may remove",
				resource: applied({ cluster: { ...good.cluster, ...other } }, [unknown]),
				messages: [notKnown("configPatches[0]")],
			},
		],
		besideViolation: [
			{
				says: "an argument in a patch after an unknown one",
				resource: applied(good, [unknown, stringify({ cluster: other })]),
				messages: [fail(argument), notKnown("configPatches[0]")],
			},
		],
	},
	excepted: excepted(secretbox(key(16)), at, noKey(at)),
};
