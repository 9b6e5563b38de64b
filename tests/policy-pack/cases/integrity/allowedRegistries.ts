import { imagesFromAllowedRegistries } from "../../../../controls/kubernetes/integrity/allowedRegistries";
import { carrying, container, podSpec } from "../../../controls/proof/fixtures";
import { type RuleCases, resource, unknown } from "../case";
import { wordingOf, workloadToken } from "../wording";

const { fail, notKnown, excepted } = wordingOf(imagesFromAllowedRegistries);
const found = (path: string): string => `${path} is not from an allowed registry`;
const digest = `@sha256:${"a".repeat(64)}`;

const pod = (spec: Record<string, unknown>) =>
	resource("kubernetes:core/v1:Pod", { metadata: { name: "proof", namespace: "proof" }, spec });
const withImage = (image: unknown) => pod(podSpec({ containers: [container("main", { image })] }));
const withVolume = (image: Record<string, unknown>) => pod(podSpec({ volumes: [{ name: "data", image }] }));

const evil = (name: string) => container(name, { image: `registry.example.evil/tool${digest}` });
const bad = podSpec({
	containers: [container("main"), evil("second")],
	initContainers: [evil("prepare")],
});
const debugged = podSpec({ ephemeralContainers: [evil("debugger")] });

const refused = [
	`nginx${digest}`,
	`library/nginx${digest}`,
	`bitnami/sealed-secrets-controller${digest}`,
	`docker.io/somebody/tool${digest}`,
	`docker.io/bitnamilegacy/tool${digest}`,
	`quay.io.evil.example/cilium/cilium${digest}`,
	`quay.io/cilium-evil/cilium${digest}`,
	`quay.io:443/cilium/cilium${digest}`,
	`QUAY.IO/cilium/cilium${digest}`,
	`evil.example/quay.io/cilium/cilium${digest}`,
	`registry.k8s.io.evil.example/pause${digest}`,
	`localhost:5000/tool${digest}`,
];

export const imagesFromAllowedRegistriesCases: RuleCases = {
	policy: "int-002-allowed-registries",
	compliant: [
		...carrying(podSpec()).map(({ kind, object }) => ({
			says: `${kind} with an image of the lab's registry`,
			resource: resource(workloadToken(kind), object),
			messages: [],
		})),
		{
			says: "an image volume of the lab's registry",
			resource: withVolume({ reference: `registry.lab.gxp.example/data${digest}` }),
			messages: [],
		},
	],
	violating: [
		...carrying(bad).map(({ kind, path, object }) => ({
			says: `${kind} with another registry in every list of containers`,
			resource: resource(workloadToken(kind), object),
			messages: [fail(found(`${path}.containers[second].image`)), fail(found(`${path}.initContainers[prepare].image`))],
		})),
		...carrying(debugged).map(({ kind, path, object }) => ({
			says: `${kind} with another registry in an ephemeral container`,
			resource: resource(workloadToken(kind), object),
			messages: [fail(found(`${path}.ephemeralContainers[debugger].image`))],
			notInAdmission: "The API server takes ephemeral containers in a subresource of their own only.",
		})),
		...refused.map((image, i) => ({
			says: `an image of no listed registry, form ${i + 1}`,
			resource: withImage(image),
			messages: [fail(found("spec.containers[main].image"))],
		})),
		{
			says: "an image volume of another registry",
			resource: withVolume({ reference: `registry.example.evil/data${digest}` }),
			messages: [fail(found("spec.volumes[data].image.reference"))],
		},
	],
	absent: [
		{
			says: "a container without an image",
			resource: withImage(undefined),
			messages: [fail(found("spec.containers[main].image"))],
			notInAdmission: "The API server's own schema asks for the image of a Pod's container.",
		},
		{
			says: "an image volume without a reference",
			resource: withVolume({}),
			messages: [fail(found("spec.volumes[data].image.reference"))],
			notInAdmission: "The API server's own schema asks for the reference of a Pod's image volume.",
		},
	],
	nearMiss: [
		{
			says: "an organisation that is listed on Docker Hub",
			resource: withImage(`docker.io/bitnami/a${digest}`),
			messages: [],
		},
		{
			says: "a path below a listed host",
			resource: withImage(`registry.k8s.io/coredns/coredns${digest}`),
			messages: [],
		},
		{
			says: "another kind of volume",
			resource: pod(podSpec({ volumes: [{ name: "data", emptyDir: {} }] })),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:core/v1:Service", { spec: {} }),
		resource("kubernetes:example.org/v1:Deployment", { spec: {} }),
	],
	unknown: {
		alone: [
			{ says: "an unknown image", resource: withImage(unknown), messages: [notKnown("spec.containers[main].image")] },
			{ says: "an unknown specification", resource: pod(unknown as never), messages: [notKnown("spec")] },
		],
		besideViolation: [
			{
				says: "an unknown list beside another registry",
				resource: pod(podSpec({ containers: [evil("main")], initContainers: unknown })),
				messages: [fail(found("spec.containers[main].image")), notKnown("spec.initContainers")],
			},
			{
				says: "unknown volumes beside another registry",
				resource: pod(podSpec({ containers: [evil("main")], volumes: unknown })),
				messages: [fail(found("spec.containers[main].image")), notKnown("spec.volumes")],
			},
		],
	},
	excepted: excepted(
		withImage(`registry.example.evil/tool${digest}`),
		"spec.containers[main].image",
		found("spec.containers[main].image"),
	),
};
