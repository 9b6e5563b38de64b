import { carrying, container, podSpec } from "../../../controls/proof/fixtures";
import { dated, type RuleCases, resource, unknown } from "../case";

const fix = "Write the image as name@sha256:digest, with the digest that its registry gives.";
const fail = (path: string): string => `[INT-001] FAIL proof: ${path} is not pinned by digest; ${fix}`;
const undecided = (path: string): string => `[INT-001] NOT EVALUATED proof: ${path} is not known yet; ${fix}`;

const pod = (spec: Record<string, unknown>) =>
	resource("kubernetes:core/v1:Pod", { metadata: { name: "proof", namespace: "proof" }, spec });
const withImage = (image: unknown, name = "main") => pod(podSpec({ containers: [container(name, { image })] }));
const withVolume = (image: Record<string, unknown>) => pod(podSpec({ volumes: [{ name: "data", image }] }));
const digest = (digits: number, letter = "a"): string => `registry.lab.gxp.example/a@sha256:${letter.repeat(digits)}`;

const token: Record<string, string> = {
	Pod: "core",
	ReplicationController: "core",
	PodTemplate: "core",
	Job: "batch",
	CronJob: "batch",
};

const bad = podSpec({
	containers: [container("main"), container("tagged", { image: "nginx:1.29" })],
	initContainers: [container("prepare", { image: "busybox" })],
	ephemeralContainers: [container("debugger", { image: digest(63) })],
});

export const imagesByDigest: RuleCases = {
	policy: "int-001-images-by-digest",
	compliant: carrying(podSpec()).map(({ kind, object }) => ({
		says: `${kind} by digest`,
		resource: resource(`kubernetes:${token[kind] ?? "apps"}/v1:${kind}`, object),
		messages: [],
	})),
	violating: [
		...carrying(bad).map(({ kind, path, object }) => ({
			says: `${kind} with a tag in every list of containers`,
			resource: resource(`kubernetes:${token[kind] ?? "apps"}/v1:${kind}`, object),
			messages: [
				fail(`${path}.containers[tagged].image`),
				fail(`${path}.initContainers[prepare].image`),
				fail(`${path}.ephemeralContainers[debugger].image`),
			],
		})),
		...[
			digest(65),
			digest(64, "A"),
			digest(64, "g"),
			`a@sha512:${"a".repeat(64)}`,
			`${digest(64)}@sha256:${"a".repeat(64)}`,
			`@sha256:${"a".repeat(64)}`,
			"",
		].map((image) => ({
			says: `the image ${JSON.stringify(image)}`,
			resource: withImage(image),
			messages: [fail("spec.containers[main].image")],
		})),
		...carrying(podSpec({ volumes: [{ name: "data", image: { reference: "registry.lab.gxp.example/data:1" } }] })).map(
			({ kind, path, object }) => ({
				says: `${kind} with a tag in a volume`,
				resource: resource(`kubernetes:${token[kind] ?? "apps"}/v1:${kind}`, object),
				messages: [fail(`${path}.volumes[data].image.reference`)],
			}),
		),
		{
			says: "a volume's digest of 63 digits",
			resource: withVolume({ reference: digest(63) }),
			messages: [fail("spec.volumes[data].image.reference")],
		},
		{
			says: "an item of a list of pods",
			resource: resource("kubernetes:core/v1:PodList", {
				items: [{ spec: podSpec() }, { spec: podSpec({ containers: [container("main", { image: "a" })] }) }],
			}),
			messages: [fail("items[1].spec.containers[main].image")],
		},
		{
			says: "an image that is no text",
			resource: withImage({ tag: 1 }),
			messages: [`[INT-001] FAIL proof: spec.containers[main].image is malformed; ${fix}`],
		},
		{
			says: "containers that are no list",
			resource: pod({ containers: { main: {} } }),
			messages: [`[INT-001] FAIL proof: spec.containers is not a list of containers; ${fix}`],
		},
	],
	absent: [
		{
			says: "a container without an image",
			resource: withImage(undefined),
			messages: [fail("spec.containers[main].image")],
		},
		{
			says: "a volume's image without a reference",
			resource: withVolume({}),
			messages: [fail("spec.volumes[data].image.reference")],
		},
		{
			says: "a pod without a specification",
			resource: resource("kubernetes:core/v1:Pod", { metadata: {} }),
			messages: [`[INT-001] FAIL proof: spec is not a pod specification; ${fix}`],
		},
	],
	nearMiss: [
		{
			says: "a tag beside the digest, a registry with a port",
			resource: withImage(`localhost:5000/a:1.0@sha256:${"a".repeat(64)}`),
			messages: [],
		},
		{ says: "a volume by its digest", resource: withVolume({ reference: digest(64) }), messages: [] },
		{
			says: "a volume that is no image",
			resource: pod(podSpec({ volumes: [{ name: "image", emptyDir: {} }] })),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:core/v1:Service", { spec: {} }),
		resource("kubernetes:example.org/v1:Deployment", { spec: {} }),
		resource("random:index/randomPet:RandomPet", {}),
	],
	unknown: {
		alone: [
			{ says: "an unknown image", resource: withImage(unknown), messages: [undecided("spec.containers[main].image")] },
			{ says: "an unknown specification", resource: pod(unknown as never), messages: [undecided("spec")] },
			{
				says: "a patch, which is a part of an object",
				resource: resource("kubernetes:apps/v1:DeploymentPatch", { spec: {} }),
				messages: [`[INT-001] NOT EVALUATED proof: a patch is a part of an object; admission judges the whole; ${fix}`],
			},
		],
		besideViolation: [
			{
				says: "an unknown list beside a tag",
				resource: pod(podSpec({ containers: [container("main", { image: "a:1" })], initContainers: unknown })),
				messages: [fail("spec.containers[main].image"), undecided("spec.initContainers")],
			},
			{
				says: "an unknown container and an unknown image beside a tag",
				resource: pod(
					podSpec({ containers: [unknown, container("a", { image: unknown }), container("b", { image: "a:1" })] }),
				),
				messages: [
					undecided("spec.containers[0]"),
					undecided("spec.containers[a].image"),
					fail("spec.containers[b].image"),
				],
			},
		],
	},
	excepted: {
		resource: withImage("a:1", "legacy"),
		exception: {
			control: "INT-001",
			resource: { apiVersion: "v1", kind: "Pod", namespace: "proof", name: "proof" },
			finding: "spec.containers[legacy].image",
			...dated,
		},
		waived: [
			`[INT-001] WAIVED proof: spec.containers[legacy].image is not pinned by digest (excepted until 2026-12-31, rehearsal - not approved); ${fix}`,
		],
		expired: [
			`[INT-001] FAIL proof: spec.containers[legacy].image is not pinned by digest (its exception ended on 2026-12-31); ${fix}`,
		],
	},
};
