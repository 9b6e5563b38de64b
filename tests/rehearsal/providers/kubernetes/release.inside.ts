import { readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import { expect } from "chai";
import { packChart } from "../../../../rehearsal/charts/archive";
import { type Properties, Secret } from "../../../../rehearsal/providers/framework/value";
import { kubernetes } from "../../../../rehearsal/providers/kubernetes/main";
import { at } from "../../../../rehearsal/providers/kubernetes/objects";
import { Wire } from "../wire";
import { startCluster, type TestCluster } from "./cluster";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const { Kind } = pb.PropertyDiff;

const TEMPLATES = `apiVersion: v1
kind: ConfigMap
metadata: { name: "{{ .Release.Name }}-settings" }
data: { color: "{{ .Values.color }}", password: "{{ .Values.password }}" }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: "{{ .Release.Name }}" }
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "registry.example/web:1" }] }
`;

describe("the stand-in's Helm release, against a real API server", () => {
	let cluster: TestCluster;
	let wire: Wire;
	let chart: string;
	before(async () => {
		cluster = await startCluster();
		// Helm of another test leaves its files where all do.
		process.env.TMPDIR = cluster.folder;
		wire = await Wire.start(kubernetes());
		await wire.configure({ kubeconfig: new Secret(cluster.kubeconfig) });
		chart = path.join(cluster.folder, "web-1.2.3.tgz");
		const files = new Map([
			["Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.2.3\nappVersion: 4.5.6\n"],
			["values.yaml", "color: none\nreplicas: 1\npassword: none\n"],
			["templates/all.yaml", TEMPLATES],
		]);
		writeFileSync(chart, await packChart("web", files));
	});
	after(() => {
		wire?.stop();
		cluster?.stop();
	});

	const inputs = (values: Properties, more: Properties = {}): Properties => ({
		name: "web",
		namespace: "default",
		chart,
		version: "1.2.x",
		values,
		atomic: false,
		skipAwait: false,
		timeout: 60,
		...more,
	});

	let checked: Properties;
	let state: { id: string; outputs: Properties };

	it("resolves the version, leaves out what is off, and installs and waits", async () => {
		const password = new Secret("hidden-word");
		const result = await wire.check(RELEASE, "one", inputs({ color: "red", password }));
		expect(result.failures).to.deep.equal([]);
		checked = result.inputs;
		expect(checked.version).to.equal("1.2.3");
		expect(checked).not.to.have.any.keys("atomic", "skipAwait");
		state = await wire.create(RELEASE, "one", checked);
		expect(state.id).to.equal("default/web");
		expect(at(state.outputs, "status", "status")).to.equal("deployed");
		expect(at(state.outputs, "status", "appVersion")).to.equal("4.5.6");
		expect(at(state.outputs, "resourceNames")).to.deep.equal({
			"ConfigMap/v1": ["default/web-settings"],
			"Deployment.apps/apps/v1": ["default/web"],
		});
		const deployment = await cluster.api.rest.request("GET", "/apis/apps/v1/namespaces/default/deployments/web");
		expect(at(deployment as Properties, "status", "availableReplicas")).to.equal(1);
	});

	it("keeps a secret value secret in the outputs, and leaves no values file behind", () => {
		expect(at(state.outputs, "values", "color")).to.equal("red");
		expect((state.outputs.values as Properties).password).to.be.instanceOf(Secret);
		const folders = readdirSync(tmpdir()).filter((name) => name.startsWith("gxp-lab-helm-"));
		const files = folders.flatMap((name) => readdirSync(path.join(tmpdir(), name)));
		expect(files.filter((name) => name.includes("values") || name.includes("kubeconfig"))).to.deep.equal([]);
	});

	it("sees no change in the same inputs, and upgrades in place", async () => {
		const same = await wire.diff(RELEASE, state.id, checked, state.outputs, checked);
		expect(same.changes).to.equal(pb.DiffResponse.DiffChanges.DIFF_NONE);
		const password = new Secret("hidden-word");
		const { inputs: news } = await wire.check(RELEASE, "one", inputs({ color: "blue", password }), checked);
		const diff = await wire.diff(RELEASE, state.id, checked, state.outputs, news);
		expect(diff.detailed).to.deep.equal({ "values.color": Kind.UPDATE });
		const outputs = await wire.update(RELEASE, state.id, checked, state.outputs, news);
		expect(at(outputs, "status", "revision")).to.equal(2);
		const settings = await cluster.api.rest.request("GET", "/api/v1/namespaces/default/configmaps/web-settings");
		expect(at(settings as Properties, "data", "color")).to.equal("blue");
		state = { id: state.id, outputs };
		checked = news;
	});

	it("replaces a release whose name or namespace changes", async () => {
		const diff = await wire.diff(RELEASE, state.id, checked, state.outputs, { ...checked, name: "other" });
		expect(diff.detailed).to.deep.equal({ name: Kind.UPDATE_REPLACE });
	});

	it("refuses a chart that is not there, and an input that a rehearsal cannot honour", async () => {
		const gone = await wire.check(RELEASE, "one", { ...inputs({}), chart: "./no/such.tgz" });
		expect(gone.failures).to.deep.equal([
			`./no/such.tgz: no such chart archive in ${process.cwd()}; a rehearsal installs from the chart cache; check the chart name and repository configuration.`,
		]);
		const repository = await wire.check(RELEASE, "one", {
			...inputs({}),
			repositoryOpts: { repo: "https://x.example" },
		});
		expect(repository.failures).to.deep.equal([
			"repositoryOpts: is not rehearsed; the stand-in installs from an archive and takes values only",
		]);
		const unknown = await wire.check(RELEASE, "one", { ...inputs({}), skipCRDs: true });
		expect(unknown.failures).to.deep.equal(["Invalid or unknown key. Examine values at 'one.skipCRDs'."]);
	});

	it("keeps a release that did not become ready, with its state and the reason", async () => {
		const { inputs: stuck } = await wire.check(RELEASE, "one", inputs({ replicas: 1 }, { name: "stuck", timeout: 1 }));
		// A selector that another Deployment's pods match is legal; a quota of no pods is what stops it.
		await cluster.api.rest.request("POST", "/api/v1/namespaces/default/resourcequotas", {
			body: { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "full" }, spec: { hard: { pods: "0" } } },
		});
		const failed = await wire.create(RELEASE, "one", stuck).catch((cause: Error) => cause);
		await cluster.api.rest.request("DELETE", "/api/v1/namespaces/default/resourcequotas/full");
		expect(String(failed)).to.contain('Helm release "default/stuck" was created, but failed to initialize completely');
		const read = await wire.read(RELEASE, "default/stuck");
		expect(at(read.outputs, "status", "status")).to.equal("failed");
	});

	it("imports by id, and uninstalls", async () => {
		const read = await wire.read(RELEASE, state.id);
		expect(read.inputs).to.deep.include({ name: "web", namespace: "default", version: "1.2.3" });
		await wire.delete(RELEASE, state.id, state.outputs, checked);
		expect((await wire.read(RELEASE, state.id, state.outputs, checked)).id).to.equal("");
		const left = await cluster.api.rest.request("GET", "/apis/apps/v1/namespaces/default/deployments");
		expect(
			(left.items as unknown as Array<{ metadata: { name: string } }>).map((one) => one.metadata.name),
		).to.deep.equal(["stuck"]);
	});
});
