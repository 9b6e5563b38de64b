import { allowedRegistries } from "../../../../controls/registries";
import { verifiedNamespaces } from "../../../../policy-pack/rules/integrity/verifiedNamespaces";
import { podSpec } from "../../../controls/proof/fixtures";
import { resource, root, type StackRuleCases, unknown } from "../case";
import { applied } from "../machines";
import { wordingOf } from "../wording";

const { fail, notKnown, exceptedStack } = wordingOf(verifiedNamespaces);
type Tree = Record<string, unknown>;
const pod = (namespace: unknown) =>
	resource("kubernetes:core/v1:Pod", { metadata: { name: "proof", namespace }, spec: podSpec() });
const release = resource(
	"kubernetes:helm.sh/v3:Release",
	{ name: "minio", namespace: "minio", chart: "minio" },
	{},
	"minio",
);
const namespace = (name: string, labels: Tree) =>
	resource("kubernetes:core/v1:Namespace", { metadata: { name, labels } }, {}, name);
const pods = [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }];
const attestor = { name: "release", cosign: { key: { data: "-----BEGIN PUBLIC KEY-----" } } };
const kyvernoSpec = (change: Tree): Tree => ({
	validationActions: ["Deny"],
	matchConstraints: { resourceRules: pods },
	matchImageReferences: [{ glob: "*" }],
	attestors: [attestor],
	validations: [{ expression: "images.containers.all(image, verifyImageSignatures(image, [attestors.release]) > 0)" }],
	...change,
});
const kyverno = (change: Tree = {}) =>
	resource(
		"kubernetes:policies.kyverno.io/v1:ImageValidatingPolicy",
		{ metadata: { name: "images" }, spec: kyvernoSpec(change) },
		{},
		"images",
	);
const only = (selector: Tree) => kyverno({ matchConstraints: { resourceRules: pods, namespaceSelector: selector } });
const namespaced = (of: string) =>
	resource(
		"kubernetes:policies.kyverno.io/v1:NamespacedImageValidatingPolicy",
		{ metadata: { name: "images", namespace: of }, spec: kyvernoSpec({}) },
		{},
		"images",
	);
const sigstore = (change: Tree = {}) =>
	resource(
		"kubernetes:policy.sigstore.dev/v1beta1:ClusterImagePolicy",
		{
			metadata: { name: "images" },
			spec: { images: [{ glob: "**" }], authorities: [{ key: { data: "k" } }], ...change },
		},
		{},
		"images",
	);
const included = namespace("proof", { "policy.sigstore.dev/include": "true" });
const verifying = (...rules: Tree[]) =>
	applied({ documents: [{ kind: "ImageVerificationConfig", rules }] }, undefined, "node");
const everyImage = { image: "*", publicKey: { certificate: "k" } };

const missing = (of: string) => `image verification[${of}] is missing`;
const refused = (of = "proof") => [fail(missing(of), root.name)];

export const verifiedNamespacesCases: StackRuleCases = {
	policy: "int-003-verified-namespaces",
	compliant: [
		{ says: "Kyverno's policy over all namespaces", resources: [pod("proof"), release, kyverno()], messages: [] },
		{
			says: "Kyverno's policy in the workload's namespace",
			resources: [pod("proof"), namespaced("proof")],
			messages: [],
		},
		{
			says: "sigstore's policy, with the namespace included",
			resources: [pod("proof"), included, sigstore()],
			messages: [],
		},
		{
			says: "Talos on every node",
			resources: [pod("proof"), verifying({ image: "quay.io/*", deny: true }, everyImage)],
			messages: [],
		},
	],
	violating: [
		{ says: "no policy", resources: [pod("proof")], messages: refused() },
		{
			says: "no policy for a release's namespace",
			resources: [release, namespaced("proof")],
			messages: refused("minio"),
		},
		{
			says: "a policy that only audits",
			resources: [pod("proof"), kyverno({ validationActions: ["Audit"] })],
			messages: refused(),
		},
		{
			says: "a policy about no pods",
			resources: [pod("proof"), kyverno({ matchConstraints: { resourceRules: [] } })],
			messages: refused(),
		},
		...[
			{ validations: [{ expression: "true" }] },
			{ matchConditions: [{ name: "none", expression: "false" }] },
			{ matchConstraints: { resourceRules: [{ ...pods[0], operations: ["DELETE"] }] } },
			{ matchConstraints: { resourceRules: [{ ...pods[0], apiGroups: ["metrics.k8s.io"] }] } },
			{ matchConstraints: { resourceRules: [{ ...pods[0], resourceNames: ["one"] }] } },
			{ matchConstraints: { resourceRules: pods, objectSelector: { matchLabels: { verify: "yes" } } } },
			{ matchConstraints: { resourceRules: pods, excludeResourceRules: pods } },
		].map((change) => ({
			says: `a policy that lets pods pass by ${JSON.stringify(change).slice(0, 90)}`,
			resources: [pod("proof"), kyverno(change)],
			messages: refused(),
		})),
		{
			says: "sigstore's policy for what lies at the top of a registry",
			resources: [pod("proof"), included, sigstore({ images: allowedRegistries.map((one) => ({ glob: `${one}*` })) })],
			messages: refused(),
		},
		{
			says: "sigstore's policy for jobs",
			resources: [pod("proof"), included, sigstore({ match: [{ group: "batch", resource: "jobs", version: "v1" }] })],
			messages: refused(),
		},
		{
			says: "a policy for another namespace",
			resources: [pod("proof"), only({ matchLabels: { "kubernetes.io/metadata.name": "proofs" } })],
			messages: refused(),
		},
		{
			says: "a policy that leaves the namespace out",
			resources: [
				pod("proof"),
				only({ matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["proof"] }] }),
			],
			messages: refused(),
		},
		{
			says: "a policy for a label that the namespace does not have",
			resources: [pod("proof"), namespace("proof", { verify: "no" }), only({ matchLabels: { verify: "yes" } })],
			messages: refused(),
		},
		{
			says: "a policy for one registry",
			resources: [pod("proof"), kyverno({ matchImageReferences: [{ glob: "registry.k8s.io/*" }] })],
			messages: refused(),
		},
		{
			says: "sigstore's policy without the namespace included",
			resources: [pod("proof"), namespace("proof", {}), sigstore()],
			messages: refused(),
		},
		{
			says: "sigstore's policy that warns",
			resources: [pod("proof"), included, sigstore({ mode: "warn" })],
			messages: refused(),
		},
		{
			says: "Talos, with images that no rule matches",
			resources: [pod("proof"), verifying({ image: "quay.io/*", keyless: {} })],
			messages: refused(),
		},
		{
			says: "Talos, with images that are skipped",
			resources: [pod("proof"), verifying({ image: "docker.io/*", skip: true }, everyImage)],
			messages: refused(),
		},
		{
			says: "Talos on one of two nodes",
			resources: [pod("proof"), verifying(everyImage), applied({}, undefined, "other")],
			messages: refused(),
		},
		{
			says: "a workload without a namespace",
			resources: [pod(undefined), namespaced("proof")],
			messages: refused("default"),
		},
	],
	absent: [
		{
			says: "a policy without images",
			resources: [pod("proof"), kyverno({ matchImageReferences: undefined })],
			messages: refused(),
		},
	],
	nearMiss: [
		{
			says: "every listed registry by itself",
			resources: [
				pod("proof"),
				kyverno({ matchImageReferences: allowedRegistries.map((one) => ({ glob: `${one}*` })) }),
			],
			messages: [],
		},
		{
			says: "every listed registry by itself, with all that lies in it",
			resources: [pod("proof"), included, sigstore({ images: allowedRegistries.map((one) => ({ glob: `${one}**` })) })],
			messages: [],
		},
		{
			says: "a policy that leaves another namespace out",
			resources: [
				pod("proof"),
				only({
					matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["kube-system"] }],
				}),
			],
			messages: [],
		},
		{
			says: "a namespace without workloads",
			resources: [pod("proof"), namespace("empty", {}), namespaced("proof")],
			messages: [],
		},
	],
	otherKind: [
		{ says: "machines only", resources: [applied({})], messages: [] },
		{ says: "a lab, where it is not applied", resources: [pod("proof")], messages: [], environmentClass: "lab" },
	],
	unknown: {
		alone: [
			{
				says: "an unknown machine configuration",
				resources: [pod("proof"), applied(unknown)],
				messages: [notKnown("ImageVerificationConfig", root.name)],
			},
			{
				says: "unknown images of a policy",
				resources: [pod("proof"), kyverno({ matchImageReferences: unknown })],
				messages: [notKnown("image verification[proof]", root.name)],
			},
			{ says: "an unknown namespace", resources: [pod(unknown)], messages: [notKnown("metadata.namespace")] },
		],
		besideViolation: [
			{
				says: "an unknown namespace beside one without a policy",
				resources: [release, pod(unknown)],
				messages: [...refused("minio"), notKnown("metadata.namespace")],
			},
		],
	},
	excepted: exceptedStack([pod("proof")], "image verification", missing("proof")),
};
