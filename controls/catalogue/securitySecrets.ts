import type { Control } from "../types";
import { annex, iso, part11 } from "./clauses";
import { advisoryInLab, everywhere } from "./enforcement";

/** Keys, certificates, passwords and where they are: SEC-005 to 008. */
export const secretSecurity: readonly Control[] = [
	{
		id: "SEC-005",
		says: "Keys are ECDSA P-256 or better, Ed25519, or RSA 3072 and longer; certificates are not valid beyond their limit.",
		why: "A key that can be computed makes every signature and every secret under it worthless, and a certificate that never ends keeps a stolen key useful.",
		clauses: [
			part11("11.30", "Encryption and signatures protect records only as far as their keys hold."),
			iso("A.8.24", "The rule for cryptography names algorithms, lengths and lifetimes."),
		],
		where: ["provider", "kubernetes"],
		enforcement: everywhere,
		fix: "Use ECDSA with P256, P384 or P521, ED25519, or RSA with 3072 bits; a certificate of a CA for at most five years, any other for at most one.",
		residualRisk:
			"Keys that charts, Talos and controllers make inside the cluster are not seen; nor is what a key that was made elsewhere is worth.",
	},
	{
		id: "SEC-006",
		says: "Generated passwords have at least 20 characters and keepers for rotation.",
		why: "A short password can be guessed offline; one that nothing can renew is never renewed.",
		clauses: [
			part11(
				"11.300",
				"By analogy, as no signature is kept here: a password is long, and keepers are how a reviewed change makes a new one. That it is revised periodically is not shown: keepers have no period.",
			),
			iso("A.5.17", "Authentication information is generated strong, and can be replaced."),
		],
		where: ["provider"],
		enforcement: everywhere,
		fix: 'Use RandomPassword with length of 20 or more and keepers, such as { rotation: "1" }.',
		residualRisk: "That keepers change in time is a procedure; what a system makes of the password is its own.",
	},
	{
		id: "SEC-007",
		says: "No plaintext secret is in the configuration, manifests, values or the repository.",
		why: "A secret in a file is known to everyone who ever had a copy of it, and no rotation takes it out of the history.",
		clauses: [
			annex(
				"12.1",
				"Access is restricted to authorised persons only while what proves them is not written down in the open.",
			),
			part11(
				"11.300",
				"By analogy, as no signature is kept here: passwords are kept from those who are not their owners.",
			),
			iso("A.5.17", "Authentication information is held confidential wherever it is needed."),
		],
		where: ["kubernetes", "provider", "configuration"],
		enforcement: everywhere,
		fix: "Reference a Secret (secretKeyRef, existingSecret) that is sealed or generated; replace the secret that was written down, it is known now.",
		// gatekeeper v3.23.1, pkg/drivers/k8scel/driver.go (Validate with PerCallLimit); k8s.io/apiserver v0.36.3, policy/validating/dispatcher.go
		// (RuntimeCELCostBudget). The cases are those that tests/controls/export/export.long.ts has.
		residualRisk:
			"Patterns and entropy find what looks like a secret: a short word under an innocent name passes, and so does a random text in a line of more than 2,000 signs. Whether a text looks random, and in a ConfigMap every name but those of passwords, API keys and the commonest secrets and tokens, costs the API server and Gatekeeper too much: the policy pack and the gate alone judge that. Under a name that calls a Secret (`TLS_SECRET`, `imagePullSecret`) words without digits pass, as its name does. A Pulumi secret reaches the policy as plain text, so that one in Helm values is a finding too. What is more than about 120 KB of arguments or values of one pod costs the API server more than it may spend: it refuses that, whatever it says. Gatekeeper may spend a tenth of that (gatekeeper 3.23.1 gives the whole policy what the API server gives one expression) and refuses what the API server admits: of our cases a ConfigMap with half a MiB of settings, an argument of 100 KB and a value of 60 KB, in none of which anything looks like a secret.",
	},
	{
		id: "SEC-008",
		says: "Unseal and recovery keys are not kept in the cluster they open.",
		why: "Who has the cluster, or one backup of its etcd, would have the vault and its keys in one place.",
		clauses: [
			part11(
				"11.300",
				"By analogy, as no signature is kept here: unseal keys identify nobody; they open the store of all passwords, and are not kept beside it.",
			),
			iso("A.8.24", "Key management separates a key from what it protects."),
		],
		where: ["kubernetes", "provider"],
		enforcement: advisoryInLab,
		fix: "Hand the shares to their holders, offline; unseal by a KMS or a transit engine outside of this cluster.",
		residualRisk:
			"Keys under a name and in a form that says nothing of them pass. The key that MinIO's single-key encryption reads at its start is in a Secret by design until there is a KMS.",
	},
];
