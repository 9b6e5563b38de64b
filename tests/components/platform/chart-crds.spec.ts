import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { chartCrds } from "../../../components/platform/chart-crds";
import { sealedSecretCrd, writeArchive } from "./archive";

describe("components/platform/chart-crds", () => {
	let root: string;
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), "crds-"));
	});
	afterEach(() => rmSync(root, { recursive: true, force: true }));

	const crdsOf = async (files: Record<string, string>) => {
		await writeArchive(join(root, "chart.tgz"), files);
		return chartCrds(root, "./chart.tgz").map((crd) => crd.metadata.name);
	};

	it("reads the CRDs of the chart's own crds folder, in the order of their files", async () => {
		const other = sealedSecretCrd.replace("sealedsecrets.bitnami.com", "others.bitnami.com");
		expect(
			await crdsOf({ "demo/Chart.yaml": "name: demo", "demo/crds/b.yaml": sealedSecretCrd, "demo/crds/a.yml": other }),
		).to.deep.equal(["others.bitnami.com", "sealedsecrets.bitnami.com"]);
	});

	it("leaves out templates, a subchart's folder, and what is no CRD", async () => {
		expect(
			await crdsOf({
				"demo/templates/crd.yaml": sealedSecretCrd,
				"demo/charts/sub/crds/crd.yaml": sealedSecretCrd,
				"demo/crds/README.md": "text",
				"demo/crds/map.yaml": "kind: ConfigMap\n---\n",
			}),
		).to.deep.equal([]);
	});

	it("reads several documents of one file, long paths, and no status", async () => {
		const long = `demo/crds/${"folder/".repeat(14)}crd.yaml`;
		await writeArchive(join(root, "chart.tgz"), { [long]: `---\n${sealedSecretCrd}---\n${sealedSecretCrd}` });
		const crds = chartCrds(root, "./chart.tgz");
		expect(crds).to.have.length(2);
		expect(crds[0]).to.have.keys("apiVersion", "kind", "metadata", "spec");
	});
});
