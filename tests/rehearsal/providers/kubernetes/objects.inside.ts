import pb from "@pulumi/pulumi/proto/provider_pb.js";
import { expect } from "chai";
import { type Properties, Secret, UNKNOWN } from "../../../../rehearsal/providers/framework/value";
import { kubernetes } from "../../../../rehearsal/providers/kubernetes/main";
import { at, numberAt, textAt } from "../../../../rehearsal/providers/kubernetes/objects";
import { Wire } from "../wire";
import { startCluster, type TestCluster } from "./cluster";

const NONE = pb.DiffResponse.DiffChanges.DIFF_NONE;
const { Kind } = pb.PropertyDiff;

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const SECRET = "kubernetes:core/v1:Secret";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const SERVICE = "kubernetes:core/v1:Service";
const CRD = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
const WIDGET = "kubernetes:lab.example/v1:Widget";

function deployment(replicas: number, cpu = "1000m"): Properties {
	const labels = { app: "web" };
	const containers = [{ name: "web", image: "registry.example/web:1", resources: { requests: { cpu } } }];
	return {
		apiVersion: "apps/v1",
		kind: "Deployment",
		metadata: { name: "web", labels },
		spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
	};
}

describe("the kubernetes stand-in, against a real API server", () => {
	let cluster: TestCluster;
	let wire: Wire;
	before(async () => {
		cluster = await startCluster();
		wire = await Wire.start(kubernetes());
		await wire.configure({ kubeconfig: new Secret(cluster.kubeconfig) });
	});
	after(() => {
		wire?.stop();
		cluster?.stop();
	});

	async function make(type: string, inputs: Properties, name = "one") {
		const checked = await wire.check(type, name, inputs);
		expect(checked.failures).to.deep.equal([]);
		const made = await wire.create(type, name, checked.inputs);
		return { ...made, inputs: checked.inputs };
	}

	it("names an object that has no name, keeps the name, and defaults the namespace", async () => {
		const first = await wire.check(CONFIG_MAP, "settings", { apiVersion: "v1", kind: "ConfigMap", data: { a: "1" } });
		const name = textAt(first.inputs, "metadata", "name");
		expect(name).to.match(/^settings-[0-9a-f]{8}$/);
		expect(textAt(first.inputs, "metadata", "namespace")).to.equal("default");
		const again = await wire.check(CONFIG_MAP, "settings", { apiVersion: "v1", kind: "ConfigMap" }, first.inputs);
		expect(textAt(again.inputs, "metadata", "name")).to.equal(name);
	});

	it("creates, sees no change, replaces a ConfigMap whose data changes, and deletes", async () => {
		const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "plain" }, data: { a: "1" } };
		const { id, inputs, outputs } = await make(CONFIG_MAP, object);
		expect(id).to.equal("default/plain");
		expect((await wire.diff(CONFIG_MAP, id, inputs, outputs, inputs)).changes).to.equal(NONE);
		const changed = await wire.diff(CONFIG_MAP, id, inputs, outputs, { ...inputs, data: { a: "2" } });
		expect(changed.detailed).to.deep.equal({ "data.a": Kind.UPDATE_REPLACE });
		expect(changed.deleteBeforeReplace).to.equal(true);
		const labelled = { ...inputs, metadata: { name: "plain", namespace: "default", labels: { x: "y" } } };
		const update = await wire.diff(CONFIG_MAP, id, inputs, outputs, labelled);
		expect(update.detailed).to.deep.equal({ "metadata.labels": Kind.ADD });
		await wire.delete(CONFIG_MAP, id, outputs, inputs);
		expect((await wire.read(CONFIG_MAP, id, outputs, inputs)).id).to.equal("");
	});

	it("gives up a field that the program no longer sets", async () => {
		const labels = { keep: "a", drop: "b" };
		const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "owned", labels } };
		const { id, inputs, outputs } = await make(CONFIG_MAP, object);
		const news = { ...inputs, metadata: { name: "owned", namespace: "default", labels: { keep: "a" } } };
		const after = await wire.update(CONFIG_MAP, id, inputs, outputs, news);
		expect(at(after, "metadata", "labels")).to.deep.equal({ keep: "a" });
	});

	it("answers a second create as the official plugin does", async () => {
		const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "twice" } };
		const { inputs } = await make(CONFIG_MAP, object);
		const failed = await wire.create(CONFIG_MAP, "one", inputs).catch((cause: Error) => cause);
		expect(String(failed)).to.contain('configmaps "twice" already exists');
		expect(String(failed)).to.contain("The resource already exists in the cluster");
	});

	it("keeps a Secret's content secret in inputs and outputs, and compares it with what the server made of it", async () => {
		const object = { apiVersion: "v1", kind: "Secret", metadata: { name: "hidden" }, stringData: { a: "b" } };
		const { id, inputs, outputs } = await make(SECRET, object);
		expect(inputs.data).to.deep.equal(new Secret({ a: "Yg==" }));
		expect(inputs).not.to.have.property("stringData");
		expect(outputs.data).to.be.instanceOf(Secret);
		const again = await wire.check(SECRET, "one", object, inputs);
		expect((await wire.diff(SECRET, id, inputs, outputs, again.inputs)).changes).to.equal(NONE);
		const read = await wire.read(SECRET, id, outputs, inputs);
		expect(read.inputs.data).to.be.instanceOf(Secret);
	});

	it("waits for a Deployment, sees no change in another spelling of a quantity, and scales in place", async () => {
		const { id, inputs, outputs } = await make(DEPLOYMENT, deployment(2));
		expect(numberAt(outputs, "status", "availableReplicas")).to.equal(2);
		expect((await wire.diff(DEPLOYMENT, id, inputs, outputs, inputs)).changes).to.equal(NONE);
		const { inputs: news } = await wire.check(DEPLOYMENT, "one", deployment(1), inputs);
		const diff = await wire.diff(DEPLOYMENT, id, inputs, outputs, news);
		expect(diff.detailed).to.deep.equal({ "spec.replicas": Kind.UPDATE });
		const scaled = await wire.update(DEPLOYMENT, id, inputs, outputs, news);
		// Not the status: nobody waits for the pod that goes, and it may be counted still.
		expect(numberAt(scaled, "spec", "replicas")).to.equal(1);
		const selector = { ...news, spec: { ...(news.spec as Properties), selector: { matchLabels: { app: "other" } } } };
		const replaced = await wire.diff(DEPLOYMENT, id, news, scaled, selector);
		expect(replaced.detailed).to.deep.equal({ "spec.selector.matchLabels.app": Kind.UPDATE_REPLACE });
	});

	it("waits for a Service's endpoints, and says what a Service without pods lacks", async () => {
		const spec = { selector: { app: "web" }, ports: [{ port: 80 }] };
		await make(SERVICE, { apiVersion: "v1", kind: "Service", metadata: { name: "web" }, spec });
		const annotations = { "pulumi.com/timeoutSeconds": "1" };
		const alone = {
			metadata: { name: "alone", annotations },
			spec: { selector: { app: "none" }, ports: [{ port: 80 }] },
		};
		const failed = await make(SERVICE, { apiVersion: "v1", kind: "Service", ...alone }).catch((cause: Error) => cause);
		expect(String(failed)).to.contain(
			"was successfully created, but the Kubernetes API server reported that it failed to fully initialize or become live: Service does not target any Pods: no ready endpoint (waited 1 s)",
		);
	});

	it("previews on the server what it can, and refuses there what the server refuses", async () => {
		const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "planned" }, data: { a: "1" } };
		const { inputs } = await wire.check(CONFIG_MAP, "one", object);
		const { outputs } = await wire.create(CONFIG_MAP, "one", inputs, { preview: true });
		expect(textAt(outputs, "metadata", "creationTimestamp")).to.be.a("string");
		expect((await wire.read(CONFIG_MAP, "default/planned")).id).to.equal("");
		const unknown = await wire.create(CONFIG_MAP, "one", { ...inputs, data: { a: UNKNOWN } }, { preview: true });
		expect(at(unknown.outputs, "data", "a")).to.equal(UNKNOWN);
		const bad = { ...inputs, metadata: { name: "Not_Valid", namespace: "default" } };
		const failed = await wire.create(CONFIG_MAP, "one", bad, { preview: true }).catch((cause: Error) => cause);
		expect(String(failed)).to.contain('ConfigMap "Not_Valid" is invalid: metadata.name');
	});

	it("makes a CRD and its objects, waits for a condition, and clears a namespace that a cluster object has not", async () => {
		const names = { plural: "widgets", singular: "widget", kind: "Widget" };
		const open = { type: "object", x_kubernetes_preserve_unknown_fields: true };
		const schema = { openAPIV3Schema: { type: "object", properties: { spec: open, status: open } } };
		const versions = [{ name: "v1", served: true, storage: true, schema }];
		const spec = { group: "lab.example", scope: "Cluster", names, versions };
		const metadata = { name: "widgets.lab.example" };
		const crd = await make(CRD, {
			apiVersion: "apiextensions.k8s.io/v1",
			kind: "CustomResourceDefinition",
			metadata,
			spec,
		});
		const status = { conditions: [{ type: "Ready", status: "True" }] };
		const annotations = { "pulumi.com/waitFor": "condition=Ready" };
		const widget = {
			apiVersion: "lab.example/v1",
			kind: "Widget",
			metadata: { name: "w", annotations },
			spec: { size: 1 },
		};
		const ready = await make(WIDGET, { ...widget, status });
		expect(ready.id).to.equal("w");
		expect((await wire.diff(CRD, crd.id, crd.inputs, crd.outputs, crd.inputs)).changes).to.equal(NONE);
		const changed = {
			...crd.inputs,
			spec: { ...(crd.inputs.spec as Properties), names: { ...names, shortNames: ["wd"] } },
		};
		const updated = await wire.update(CRD, crd.id, crd.inputs, crd.outputs, changed);
		expect(at(updated, "spec", "names", "shortNames")).to.deep.equal(["wd"]);
		const late = { "pulumi.com/waitFor": "jsonpath={.spec.size}=2", "pulumi.com/timeoutSeconds": "1" };
		const waiting = { ...widget, metadata: { name: "late", annotations: late } };
		const failed = await make(WIDGET, waiting).catch((cause: Error) => cause);
		expect(String(failed)).to.contain("waiting for jsonpath={.spec.size}=2 (waited 1 s)");
		await wire.delete(CRD, crd.id, crd.outputs, crd.inputs);
		expect((await wire.read(WIDGET, ready.id, ready.outputs, ready.inputs)).id).to.equal("");
	});

	it("says which kind is missing when nobody made its definition", async () => {
		const gadget = { apiVersion: "lab.example/v1", kind: "Gadget", metadata: { name: "g" } };
		const { inputs } = await wire.check("kubernetes:lab.example/v1:Gadget", "one", gadget);
		const planned = await wire.create("kubernetes:lab.example/v1:Gadget", "one", inputs, { preview: true });
		expect(planned.outputs).to.deep.equal(inputs);
		const failed = await wire.create("kubernetes:lab.example/v1:Gadget", "one", inputs).catch((cause: Error) => cause);
		expect(String(failed)).to.contain(
			'the apiVersion for this resource does not exist. Verify that any required CRDs have been created: no matches for kind "Gadget" in version "lab.example/v1"',
		);
	});

	it("deletes a namespace with what is in it, and waits until it is gone", async () => {
		const space = await make(NAMESPACE, { apiVersion: "v1", kind: "Namespace", metadata: { name: "short-lived" } });
		const inner = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "inner", namespace: "short-lived" } };
		const { id, inputs, outputs } = await make(CONFIG_MAP, inner);
		await wire.delete(NAMESPACE, space.id, space.outputs, space.inputs);
		expect((await wire.read(NAMESPACE, space.id, space.outputs, space.inputs)).id).to.equal("");
		expect((await wire.read(CONFIG_MAP, id, outputs, inputs)).id).to.equal("");
	});

	it("imports by id, and reads a drift as changed inputs", async () => {
		const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "drifting" }, data: { a: "1" } };
		const { id, inputs, outputs } = await make(CONFIG_MAP, object);
		const imported = await wire.read(CONFIG_MAP, id);
		expect(imported.inputs).to.deep.include({ apiVersion: "v1", kind: "ConfigMap", data: { a: "1" } });
		await cluster.api.rest.request("PATCH", "/api/v1/namespaces/default/configmaps/drifting", {
			body: { data: { a: "2", b: "3" } },
			contentType: "application/merge-patch+json",
		});
		const read = await wire.read(CONFIG_MAP, id, outputs, inputs);
		expect(read.inputs.data).to.deep.equal({ a: "2" });
		const diff = await wire.diff(CONFIG_MAP, id, read.inputs, read.outputs, inputs);
		expect(diff.detailed).to.deep.equal({ "data.a": Kind.UPDATE_REPLACE });
	});
});
