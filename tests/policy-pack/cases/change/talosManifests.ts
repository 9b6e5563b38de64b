import { stringify } from "yaml";
import { talosManifests as rule } from "../../../../policy-pack/rules/change/talosManifests";
import { type Case, dated, type RuleCases, resource, unknown } from "../case";
import { applied, type Configured, machineType } from "../machines";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const one = (says: string, input: Configured, ...found: string[]): Case => ({
	says,
	resource: applied(input),
	messages: found.map(fail),
});
const inline = (contents: unknown): Configured => ({ cluster: { inlineManifests: [{ name: "own", contents }] } });
const contents = "cluster.inlineManifests[0].contents";
const unreadable = `${contents} is not YAML that every reader reads alike`;
const fetchedAt = (path: string): string =>
	`${path} is fetched from an address, which has neither version nor checksum`;
const addresses = ["http://evil.example/x.yaml"];
const extra = fetchedAt("cluster.extraManifests");
const namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: ci}\n";
const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "own" }, spec: { containers: [] } };
const seen = (path: string): string => `${path} brings pods that no rule sees`;
const refused = (pointer: string): Case => ({
	says: `a JSON patch on ${pointer}`,
	resource: applied({}, [JSON.stringify([{ op: "add", path: pointer, value: {} }])]),
	messages: [
		fail("configPatches[0] is a JSON patch on what Talos installs in the cluster; write it as a strategic merge patch"),
	],
});

export const talosManifestsCases: RuleCases = {
	policy: "chg-006-talos-manifests",
	compliant: [
		one("nothing beside what Talos brings", {}),
		one("an inline manifest that can be read", inline(namespace)),
		one("a static pod", { machine: { pods: [pod] } }),
	],
	violating: [
		one("manifests from an address", { cluster: { extraManifests: addresses } }, extra),
		one("on a worker too", { type: "worker", cluster: { extraManifests: addresses } }, extra),
		one(
			"a cloud provider's manifests",
			{ cluster: { externalCloudProvider: { enabled: true, manifests: addresses } } },
			fetchedAt("cluster.externalCloudProvider.manifests"),
		),
		one(
			"the document of a manifest from an address",
			{ documents: [{ kind: "KubeExternalManifestConfig", name: "x", url: addresses[0] }] },
			fetchedAt("KubeExternalManifestConfig[0].url"),
		),
		{
			says: "manifests that a patch adds",
			resource: applied({}, [stringify({ cluster: { extraManifests: addresses } })]),
			messages: [fail(extra)],
		},
		...[
			"a: [",
			"a: 1\na: 2",
			"%YAML 1.2\n---\na: 1",
			"# a\u2028b: 1",
			"a: *lost",
			"a: 1\n<<: {a: 2}",
			"a: !!binary eA==",
			1,
			undefined,
		].map((text) => one(`the contents ${JSON.stringify(text)}`, inline(text), unreadable)),
		one(
			"the document of a manifest that cannot be read",
			{ documents: [{ kind: "KubeInlineManifestConfig", name: "x", manifest: "a: [" }] },
			"KubeInlineManifestConfig[0].manifest is not YAML that every reader reads alike",
		),
		one("a text in YAML", inline("hello"), `${contents} is not a Kubernetes object`),
		one("an object without a kind", inline("apiVersion: v1"), `${contents} is not a Kubernetes object`),
		one(
			"the second document of a manifest",
			inline(`${namespace}---\nkind: Pod\n`),
			`${contents}[1] is not a Kubernetes object`,
		),
		one(
			"an item of a list",
			inline(`apiVersion: v1\nkind: List\nitems: [{apiVersion: v1}]\n`),
			`${contents}.items[0] is not a Kubernetes object`,
		),
		one(
			"manifests that are no list",
			{ cluster: { inlineManifests: { name: "own" } } },
			"cluster.inlineManifests.contents is not YAML that every reader reads alike",
		),
		one("a text for a pod", { machine: { pods: ["own"] } }, "machine.pods[0] is not a pod"),
		one(
			"the document of a pod without one",
			{ documents: [{ kind: "KubeStaticPodConfig", name: "x" }] },
			"KubeStaticPodConfig[0].pod is not a pod",
		),
		...["manifest-url", "pod_manifest_path", "--config-dir"].map((name) =>
			one(
				`the kubelet's argument ${name}`,
				{ machine: { kubelet: { extraArgs: { [name]: "x" } } } },
				seen(`machine.kubelet.extraArgs.${name}`),
			),
		),
		one(
			"the kubelet's setting of an address",
			{ machine: { kubelet: { extraConfig: { staticPodURL: addresses[0] } } } },
			seen("machine.kubelet.extraConfig.staticPodURL"),
		),
		one(
			"the document of the kubelet",
			{ documents: [{ kind: "KubeletConfig", extraArgs: { "manifest-url": ["x"] }, config: { staticPodPath: "/x" } }] },
			seen("KubeletConfig.extraArgs.manifest-url"),
			seen("KubeletConfig.config.staticPodPath"),
		),
		...["/machine/pods/-", "/cluster/inlineManifests", "/cluster/extraManifests/0", "/machine/kubelet"].map(refused),
	],
	absent: [
		{
			says: "no configuration",
			resource: resource(machineType, {}),
			messages: [fail("machineConfigurationInputWo is not a machine configuration")],
		},
	],
	nearMiss: [
		one("empty lists", { machine: { pods: [] }, cluster: { extraManifests: [], inlineManifests: [] } }),
		one("a manifest of comments", inline("# nothing\n---\n{}\n")),
		one("several documents, and a list", inline(`${namespace}---\napiVersion: v1\nkind: List\nitems: []\n`)),
		one("another setting of the kubelet", {
			machine: { kubelet: { extraArgs: { "node-ip": "10.20.0.21" }, extraConfig: { maxPods: 200 } } },
		}),
		{
			says: "manifests that a patch takes away",
			resource: applied({ cluster: { extraManifests: addresses } }, ["cluster: {extraManifests: {$patch: delete}}"]),
			messages: [],
		},
		{
			says: "a JSON patch elsewhere",
			resource: applied({}, ['[{"op":"add","path":"/machine/nodeAnnotations","value":{}}]']),
			messages: [],
		},
	],
	otherKind: [resource("talos:machine/bootstrap:Bootstrap", {}), resource("kubernetes:core/v1:Pod", {})],
	unknown: {
		alone: [
			{
				says: "an unknown configuration",
				resource: resource(machineType, { machineConfigurationInput: unknown }),
				messages: [undecided("machineConfigurationInput")],
			},
			{
				says: "an unknown patch after the addresses, which it may take away",
				resource: applied({ cluster: { extraManifests: addresses } }, [unknown]),
				messages: [undecided("configPatches[0]")],
			},
		],
		besideViolation: [
			{
				says: "addresses in a patch after an unknown one",
				resource: applied({}, [unknown, stringify({ cluster: { extraManifests: addresses } })]),
				messages: [fail(extra), undecided("configPatches[0]")],
			},
		],
	},
	excepted: {
		resource: applied({ cluster: { extraManifests: addresses } }),
		exception: {
			control: "CHG-006",
			resource: { type: machineType, name: "proof" },
			finding: "cluster.extraManifests",
			...dated,
		},
		waived: [waived(extra)],
		expired: [expired(extra)],
	},
};
