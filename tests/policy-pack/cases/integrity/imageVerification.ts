import { enforcingImageVerification } from "../../../../controls/kubernetes/integrity/imageVerification";
import { type Case, type RuleCases, resource, unknown } from "../case";
import { wordingOf } from "../wording";

const { fail, notKnown, excepted } = wordingOf(enforcingImageVerification);

type Spec = Record<string, unknown>;
const attestor = { name: "release", cosign: { key: { data: "-----BEGIN PUBLIC KEY-----" } } };
const kyvernoSpec = {
	validationActions: ["Deny"],
	matchConstraints: {
		resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
	},
	matchImageReferences: [{ glob: "*" }],
	attestors: [attestor],
	validations: [{ expression: "images.containers.all(image, verifyImageSignatures(image, [attestors.release]) > 0)" }],
};
const kyverno = (change: Spec) =>
	resource("kubernetes:policies.kyverno.io/v1:ImageValidatingPolicy", {
		metadata: { name: "proof" },
		spec: { ...kyvernoSpec, ...change },
	});
const namespaced = (change: Spec) =>
	resource("kubernetes:policies.kyverno.io/v1:NamespacedImageValidatingPolicy", {
		metadata: { name: "proof", namespace: "proof" },
		spec: { ...kyvernoSpec, ...change },
	});
const authority = { name: "release", key: { secretRef: { name: "release-key" } } };
const identity = { issuer: "https://forgejo.lab.gxp.example", subject: "ci@lab.gxp.example" };
const sigstore = (change: Spec) =>
	resource("kubernetes:policy.sigstore.dev/v1beta1:ClusterImagePolicy", {
		metadata: { name: "proof" },
		spec: { images: [{ glob: "**" }], authorities: [authority], ...change },
	});
const keyless = (change: Spec) =>
	sigstore({ authorities: [{ keyless: { identities: [{ ...identity, ...change }] } }] });

const noKey = "does not name a known key";
const violating: [string, Case["resource"], string[]][] = [
	["Kyverno's, that only audits", kyverno({ validationActions: ["Audit"] }), ["spec.validationActions must hold Deny"]],
	[
		"Kyverno's, with an empty list of actions",
		kyverno({ validationActions: [] }),
		["spec.validationActions must hold Deny"],
	],
	["Kyverno's, that fails open", kyverno({ failurePolicy: "Ignore" }), ["spec.failurePolicy must be Fail"]],
	["Kyverno's, without attestors", kyverno({ attestors: [] }), [`spec.attestors ${noKey}`]],
	[
		"Kyverno's, that checks nothing",
		kyverno({ validations: [] }),
		["spec.validations must hold a check of the signature"],
	],
	[
		"Kyverno's, whose expression holds of every image",
		kyverno({ validations: [{ expression: "true || noverifyImageSignatures" }] }),
		["spec.validations must hold a check of the signature"],
	],
	[
		"Kyverno's, that is left out of admission",
		kyverno({ evaluation: { admission: { enabled: false } } }),
		["spec.evaluation.admission.enabled must be true"],
	],
	[
		"Kyverno's, whose attestor has no key",
		kyverno({ attestors: [{ name: "release", cosign: {} }] }),
		[`spec.attestors[release].cosign.keyless.identities ${noKey}`],
	],
	[
		"Kyverno's, for any identity",
		kyverno({
			attestors: [{ name: "a", cosign: { keyless: { identities: [{ issuer: "i", subjectRegExp: ".*" }] } } }],
		}),
		[`spec.attestors[a].cosign.keyless.identities[0].subjectRegExp ${noKey}`],
	],
	[
		"Kyverno's of a namespace, that warns",
		namespaced({ validationActions: ["Warn"] }),
		["spec.validationActions must hold Deny"],
	],
	["sigstore's, that warns", sigstore({ mode: "warn" }), ["spec.mode must be enforce"]],
	["sigstore's, without authorities", sigstore({ authorities: [] }), [`spec.authorities ${noKey}`]],
	[
		"sigstore's, that passes whatever comes",
		sigstore({ authorities: [{ static: { action: "pass" } }] }),
		[`spec.authorities[0] ${noKey}`, `spec.authorities[0].keyless.identities ${noKey}`],
	],
	[
		"sigstore's, without an issuer",
		keyless({ issuer: undefined }),
		[`spec.authorities[0].keyless.identities[0].issuerRegExp ${noKey}`],
	],
	[
		"sigstore's, for any issuer",
		keyless({ issuer: undefined, issuerRegExp: ".*" }),
		[`spec.authorities[0].keyless.identities[0].issuerRegExp ${noKey}`],
	],
];

for (const anybody of ["*", ".*", "^.*", "(.*)", ".*?", "^(.*|ci@lab)$", "lab", "^.+$", ""])
	violating.push([
		`sigstore's, for a subject that is anybody, ${anybody}`,
		keyless({ subject: "ci", subjectRegExp: anybody }),
		[`spec.authorities[0].keyless.identities[0].subjectRegExp ${noKey}`],
	]);

export const enforcingImageVerificationCases: RuleCases = {
	policy: "int-003-enforcing-image-verification",
	compliant: [
		{ says: "Kyverno's, with a key", resource: kyverno({}), messages: [] },
		{ says: "Kyverno's of a namespace", resource: namespaced({}), messages: [] },
		{ says: "sigstore's, with a key", resource: sigstore({}), messages: [] },
		{ says: "sigstore's, with a named identity", resource: keyless({}), messages: [] },
	],
	violating: violating.map(([says, policy, found]) => ({
		says,
		resource: policy,
		messages: found.map((one) => fail(one)),
	})),
	absent: [
		{
			says: "no attestors",
			resource: kyverno({ attestors: undefined }),
			messages: [fail(`spec ${noKey}`)],
		},
		{
			says: "no actions and no failure policy, which are Deny and Fail",
			resource: kyverno({ validationActions: undefined, failurePolicy: undefined }),
			messages: [],
		},
	],
	nearMiss: [
		{ says: "Audit beside Deny", resource: kyverno({ validationActions: ["Deny", "Audit"] }), messages: [] },
		{ says: "sigstore's, that says enforce", resource: sigstore({ mode: "enforce" }), messages: [] },
		{
			says: "an expression that ends at the lab's own domain",
			resource: keyless({ subject: undefined, subjectRegExp: "^[a-z]+@lab\\.gxp\\.example$" }),
			messages: [],
		},
		{
			says: "a certificate",
			resource: kyverno({ attestors: [{ name: "a", cosign: { certificate: { cert: {} } } }] }),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:policies.kyverno.io/v1:ValidatingPolicy", { spec: {} }),
		resource("kubernetes:core/v1:ConfigMap", { data: {} }),
	],
	unknown: {
		alone: [
			{ says: "an unknown mode", resource: sigstore({ mode: unknown }), messages: [notKnown("spec.mode")] },
			{
				says: "an unknown key",
				resource: sigstore({ authorities: [{ name: "release", key: unknown }] }),
				messages: [notKnown("spec.authorities[release].key")],
			},
		],
		besideViolation: [
			{
				says: "an unknown mode beside no authority",
				resource: sigstore({ mode: unknown, authorities: [] }),
				messages: [notKnown("spec.mode"), fail(`spec.authorities ${noKey}`)],
			},
		],
	},
	excepted: excepted(sigstore({ mode: "warn" }), "spec.mode", "spec.mode must be enforce"),
};
