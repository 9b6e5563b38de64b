import { trustedIssuers as rule } from "../../../../controls/kubernetes/security/trustedIssuers";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const clusterwide = (spec: unknown) =>
	resource("kubernetes:cert-manager.io/v1:ClusterIssuer", { metadata: { name: "proof" }, spec });
const namespaced = (spec: unknown) =>
	resource("kubernetes:cert-manager.io/v1:Issuer", { metadata: { name: "proof", namespace: "proof" }, spec });
const acme = { server: "https://acme.lab.gxp.example/directory", privateKeySecretRef: { name: "acme" }, solvers: [] };
const wrong = (path: string): string =>
	fail(`${path} makes it an issuer that is neither the lab's CA nor ACME over https`);

export const trustedIssuers: RuleCases = {
	policy: "sec-004-trusted-issuers",
	compliant: [
		{ says: "the lab's CA", resource: clusterwide({ ca: { secretName: "lab-ca" } }), messages: [] },
		{ says: "ACME, for the cluster", resource: clusterwide({ acme }), messages: [] },
		{ says: "ACME, for a namespace", resource: namespaced({ acme }), messages: [] },
	],
	violating: [
		{
			says: "a CA of somebody's own",
			resource: clusterwide({ ca: { secretName: "my-ca" } }),
			messages: [wrong("spec.ca.secretName")],
		},
		{
			says: "a CA of that name in a namespace",
			resource: namespaced({ ca: { secretName: "lab-ca" } }),
			messages: [wrong("kind")],
		},
		{
			says: "certificates that sign themselves",
			resource: clusterwide({ selfSigned: {} }),
			messages: [wrong("spec.ca.secretName"), wrong("spec.selfSigned")],
		},
		{
			says: "ACME in the clear",
			resource: clusterwide({ acme: { ...acme, server: "http://acme.lab.gxp.example" } }),
			messages: [wrong("spec.acme.server")],
		},
		{
			says: "ACME with nobody known",
			resource: namespaced({ acme: { ...acme, skipTLSVerify: true } }),
			messages: [wrong("spec.acme.skipTLSVerify")],
		},
		{
			says: "ACME with a CA of somebody's own beside it",
			resource: clusterwide({ acme, ca: { secretName: "my-ca" } }),
			messages: [wrong("spec.ca.secretName")],
		},
		{
			says: "the lab's CA with another beside it",
			resource: clusterwide({ ca: { secretName: "lab-ca" }, vault: { path: "pki" } }),
			messages: [wrong("spec.vault")],
		},
	],
	absent: [
		{ says: "no kind of issuer", resource: clusterwide({}), messages: [wrong("spec.ca.secretName")] },
		{
			says: "ACME without a server",
			resource: clusterwide({ acme: { solvers: [] } }),
			messages: [wrong("spec.acme.server")],
		},
	],
	nearMiss: [
		{
			says: "ACME that checks, and says so",
			resource: namespaced({ acme: { ...acme, skipTLSVerify: false } }),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:cert-manager.io/v1:Certificate", {}),
		resource("kubernetes:awspca.cert-manager.io/v1beta1:AWSPCAClusterIssuer", {}),
	],
	unknown: {
		alone: [
			{
				says: "an unknown secret",
				resource: clusterwide({ ca: { secretName: unknown } }),
				messages: [undecided("spec.ca.secretName")],
			},
		],
		besideViolation: [
			{
				says: "an unknown server beside a connection that is not checked",
				resource: clusterwide({ acme: { server: unknown, skipTLSVerify: true } }),
				messages: [undecided("spec.acme.server"), wrong("spec.acme.skipTLSVerify")],
			},
		],
	},
	excepted: {
		resource: clusterwide({ ca: { secretName: "my-ca" } }),
		exception: {
			control: "SEC-004",
			resource: { apiVersion: "cert-manager.io/v1", kind: "ClusterIssuer", name: "proof" },
			finding: "spec.ca.secretName",
			...dated,
		},
		waived: [waived("spec.ca.secretName makes it an issuer that is neither the lab's CA nor ACME over https")],
		expired: [expired("spec.ca.secretName makes it an issuer that is neither the lab's CA nor ACME over https")],
	},
};
