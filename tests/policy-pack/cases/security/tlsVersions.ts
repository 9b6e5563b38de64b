import { tlsVersions as rule } from "../../../../controls/kubernetes/security/tlsVersions";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const option = (spec: unknown, group = "traefik.io") =>
	resource(`kubernetes:${group}/v1alpha1:TLSOption`, { metadata: { name: "proof", namespace: "proof" }, spec });
const wrong = (path: string): string => `spec.${path} is not VersionTLS12 or VersionTLS13`;

export const tlsVersions: RuleCases = {
	policy: "sec-004-tls-versions",
	compliant: [{ says: "1.2 and later", resource: option({ minVersion: "VersionTLS12" }), messages: [] }],
	violating: [
		{ says: "1.0", resource: option({ minVersion: "VersionTLS10" }), messages: [fail(wrong("minVersion"))] },
		{
			says: "1.1, by the older group",
			resource: option({ minVersion: "VersionTLS11" }, "traefik.containo.us"),
			messages: [fail(wrong("minVersion"))],
		},
		{
			says: "a version that does not exist",
			resource: option({ minVersion: "VersionTLS1.3" }),
			messages: [fail(wrong("minVersion"))],
		},
		{
			says: "nothing later than 1.1",
			resource: option({ minVersion: "VersionTLS12", maxVersion: "VersionTLS11" }),
			messages: [fail(wrong("maxVersion"))],
		},
	],
	absent: [
		{ says: "no version: 1.2 by default", resource: option({}), messages: [] },
		{ says: "no specification", resource: option(undefined), messages: [] },
	],
	nearMiss: [
		{ says: "1.3 alone", resource: option({ minVersion: "VersionTLS13", maxVersion: "VersionTLS13" }), messages: [] },
	],
	otherKind: [resource("kubernetes:traefik.io/v1alpha1:TLSStore", {}), resource("kubernetes:core/v1:ConfigMap", {})],
	unknown: {
		alone: [
			{
				says: "an unknown version",
				resource: option({ minVersion: unknown }),
				messages: [undecided("spec.minVersion")],
			},
		],
		besideViolation: [
			{
				says: "an unknown version beside an old one",
				resource: option({ minVersion: unknown, maxVersion: "VersionTLS11" }),
				messages: [undecided("spec.minVersion"), fail(wrong("maxVersion"))],
			},
		],
	},
	excepted: {
		resource: option({ minVersion: "VersionTLS11" }),
		exception: {
			control: "SEC-004",
			resource: { apiVersion: "traefik.io/v1alpha1", kind: "TLSOption", namespace: "proof", name: "proof" },
			finding: "spec.minVersion",
			...dated,
		},
		waived: [waived(wrong("minVersion"))],
		expired: [expired(wrong("minVersion"))],
	},
};
