import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { type ProgramRelease, programReleases } from "../../../../cli/controls/rendered/releases";
import { checkReleases } from "../../../../cli/controls/rendered/render";
import { relocateIn } from "../../../../controls/gate/check";
import { formatFault } from "../../../../controls/gate/fault";
import { Gate } from "../../../../controls/gate/gate";
import { Ledger } from "../../../../controls/ledger";
import { packChart, sha256 } from "../../../../rehearsal/charts/archive";
import { platformCharts } from "../../../../stacks/chart-contents";
import { checkStack, type LabConfig } from "../../../../stacks/file";

const top = resolve(__dirname, "../../../..");
const archive = ".cache/charts/local-path-provisioner-0.0.37.tgz";

/** A chart of the test's own: what its values say becomes a Deployment, beside an object of the cluster. */
const files = new Map([
	["Chart.yaml", "apiVersion: v2\nname: local-path-provisioner\nversion: 0.0.37\n"],
	[
		"crds/crd.yaml",
		"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: widgets.example.com }\nspec: { group: example.com, names: { kind: Widget } }\n",
	],
	[
		"templates/all.yaml",
		`apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  template:
    spec:
      hostNetwork: true
      serviceAccountName: {{ .Values.serviceAccount.name }}
      containers:
        - name: provisioner
          image: {{ .Values.image.repository }}:{{ .Values.image.tag }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: {{ .Release.Name }}
rules: []
---
apiVersion: example.com/v1
kind: Widget
metadata:
  name: of-the-chart
`,
	],
]);

describe("what the program's charts render to", () => {
	let root: string;
	let config: LabConfig;
	let releases: ProgramRelease[];

	before(async function () {
		this.timeout(120_000);
		root = mkdtempSync(join(tmpdir(), "rendered-"));
		const checked = checkStack("lab", top);
		if ("faults" in checked) throw new Error(checked.faults.join("\n"));
		config = checked.config;
		copyFileSync(join(top, "images.lock.yaml"), join(root, "images.lock.yaml"));
		const bytes = await packChart("local-path-provisioner", files);
		mkdirSync(join(root, ".cache/charts"), { recursive: true });
		writeFileSync(join(root, archive), bytes);
		const lock = parse(readFileSync(join(top, "charts.lock.yaml"), "utf8")) as { charts: Record<string, string>[] };
		for (const chart of lock.charts) chart.sha256 = chart.archive === archive ? sha256(bytes) : "unresolved";
		writeFileSync(join(root, "charts.lock.yaml"), stringify(lock));
		releases = await programReleases(config, root);
	});
	after(() => rmSync(root, { recursive: true }));

	it("are the program's own releases, one for each of its charts, with its own values", () => {
		expect(releases.map(({ chart }) => chart.split(" ")[0]).sort()).to.deep.equal(
			platformCharts(config)
				.map(({ name }) => name)
				.sort(),
		);
		const own = releases.find(({ chart }) => chart === "local-path-provisioner 0.0.37");
		expect(own).to.include({ releaseName: "local-path-provisioner", namespace: "local-path-storage" });
		expect(own?.archive).to.equal(join(root, archive));
		expect(own?.values).to.have.nested.property("serviceAccount.name", "local-path-provisioner");
		expect(own?.unknown).to.deep.equal([]);
	});

	it("refuses a chart whose bytes are not the lock's", async () => {
		const elsewhere = mkdtempSync(join(tmpdir(), "rendered-other-"));
		mkdirSync(join(elsewhere, ".cache/charts"), { recursive: true });
		for (const file of ["charts.lock.yaml", "images.lock.yaml"]) copyFileSync(join(root, file), join(elsewhere, file));
		writeFileSync(join(elsewhere, archive), "other bytes");
		let said = "";
		try {
			await programReleases(config, elsewhere);
		} catch (cause) {
			said = String(cause);
		}
		rmSync(elsewhere, { recursive: true });
		expect(said).to.contain(`${archive}: sha256 is`);
	});

	it("are judged by the same rules, in the release's namespace; a chart that is not in the cache is not evaluated", async function () {
		const helm = process.env.GXP_LAB_PART_HELM ?? join(process.env.GXP_LAB_PARTS ?? "GXP_LAB_PARTS-is-not-set", "helm");
		if (!existsSync(helm)) {
			console.log("      skipped: the part helm is not built");
			return this.skip();
		}
		this.timeout(60_000);
		process.env.GXP_LAB_PART_HELM = helm;
		const gate = new Gate({
			environmentClass: "production",
			ledger: new Ledger([], new Date("2026-11-21")),
			stack: "lab",
		});
		const sources = await checkReleases(releases, config.kubernetes.version, gate);
		const result = await gate.end(relocateIn(sources));
		expect(result.faults.map(formatFault)).to.deep.equal([]);
		expect(result).to.include({ files: 1, objects: 4 });
		const missing = result.notEvaluated.filter(({ message }) => /is not in the cache/.test(message));
		expect(missing).to.have.length(platformCharts(config).length - 1);
		expect(missing.map(({ message }) => message)).to.include(
			"chart minio 5.4.0 is not in the cache, so what it renders to was not judged",
		);
		const found = result.findings.find(({ path }) => path === "spec.template.spec.hostNetwork");
		expect(found).to.include({
			control: "SEC-001",
			level: "mandatory",
			file: "local-path-provisioner 0.0.37 (rendered)",
			apiVersion: "apps/v1",
			kind: "Deployment",
			namespace: "local-path-storage",
			name: "local-path-provisioner",
		});
	});

	it("is a fault where a chart cannot be rendered, without the values that helm quotes", async function () {
		const helm = process.env.GXP_LAB_PART_HELM ?? join(process.env.GXP_LAB_PARTS ?? "GXP_LAB_PARTS-is-not-set", "helm");
		if (!existsSync(helm)) return this.skip();
		this.timeout(60_000);
		process.env.GXP_LAB_PART_HELM = helm;
		const failing = releases
			.filter(({ archive }) => archive !== undefined)
			.map((one) => ({ ...one, values: { image: "hunter2" } }));
		const gate = new Gate({
			environmentClass: "production",
			ledger: new Ledger([], new Date("2026-11-21")),
			stack: "lab",
		});
		await checkReleases(failing, config.kubernetes.version, gate);
		const { faults } = await gate.end(async () => []);
		expect(faults).to.have.length(1);
		expect(faults.map(formatFault)[0]).to.match(/^local-path-provisioner 0\.0\.37 \(rendered\): cannot be rendered \(/);
		expect(JSON.stringify(faults)).not.to.contain("hunter2");
	});
});
