import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import {
	platformCharts,
	platformImageReferences,
	platformImages,
	storageTolerations,
} from "../../stacks/chart-contents";
import { chartsLock, imagesLock } from "../../stacks/lock-files";
import { labConfig } from "../components/platform/config";

const locked = (file: string): unknown => parse(readFileSync(join(__dirname, "../..", file), "utf8"));
const charts = chartsLock.parse(locked("charts.lock.yaml")).charts;
const { images, bootImages } = imagesLock.parse(locked("images.lock.yaml"));

/** With each policy engine. */
const configurations = (["admission", "gatekeeper", "kyverno"] as const).map((engine) =>
	labConfig((config) => {
		config.platform.policyEngine = engine;
	}),
);

describe("stacks/chart-contents", () => {
	it("names the charts of the lock, and the lock no other", () => {
		const named = configurations.flatMap((config) => platformCharts(config).map(({ name }) => name));
		expect([...new Set(named)]).to.have.members(charts.map(({ name }) => name));
	});

	it("names the images of the lock, and the lock no other", () => {
		const references = images.map(({ reference }) => reference);
		expect(references).to.have.members(Object.values(platformImages));
		for (const { relies } of configurations.flatMap(platformCharts)) {
			for (const { image } of relies.workloads.flatMap(({ containers }) => containers))
				expect(references).to.include(image);
		}
	});

	it("keeps each archive under the name that its version gives it", () => {
		for (const { name, version, archive } of charts) expect(archive).to.equal(`.cache/charts/${name}-${version}.tgz`);
	});

	it("has the boot image of every committed stack in the lock", () => {
		for (const stack of ["lab", "prod"]) {
			const { config } = locked(`Pulumi.${stack}.yaml`) as { config: Record<string, unknown> };
			const talos = config["gxp-lab:talos"] as { version: string; schematics: { vm: { id: string } } };
			const keys = bootImages.map(({ schematic, version }) => `${schematic}@${version}`);
			expect(keys).to.include(`${talos.schematics.vm.id}@${talos.version}`);
		}
	});

	it("leaves Cilium and its images out with flannel", () => {
		const config = labConfig((one) => {
			one.platform.cni = "flannel";
		});
		expect(platformCharts(config).map(({ name }) => name)).not.to.include("cilium");
		expect(platformImageReferences(config).some((reference) => reference.includes("cilium"))).to.equal(false);
	});

	it("installs one policy engine and its images, or none", () => {
		const engines = configurations.map((config) => [
			platformCharts(config)
				.map(({ name }) => name)
				.filter((name) => /gatekeeper|kyverno/.test(name)),
			platformImageReferences(config).filter((reference) => /gatekeeper|kyverno/.test(reference)).length,
		]);
		expect(engines).to.deep.equal([
			[[], 0],
			[["gatekeeper"], 1],
			[["kyverno"], 3],
		]);
	});

	it("turns the storage nodes' taints into tolerations, each once", () => {
		const config = labConfig((one) => {
			one.nodes.push(...one.nodes.filter(({ role }) => role === "storage"));
			const [first] = one.nodes;
			if (first !== undefined) first.taints = { "node-role.kubernetes.io/control-plane": ":NoSchedule" };
		});
		expect(storageTolerations(config)).to.deep.equal([
			{ key: "dedicated", operator: "Equal", value: "storage", effect: "NoSchedule" },
		]);
	});

	it("reads a taint without a value", () => {
		const config = labConfig((one) => {
			for (const node of one.nodes) node.taints = { storage: "NoExecute" };
		});
		expect(storageTolerations(config)).to.deep.equal([
			{ key: "storage", operator: "Equal", value: "", effect: "NoExecute" },
		]);
	});
});
