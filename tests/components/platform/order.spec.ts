import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { platformCharts } from "../../../stacks/chart-contents";
import { loadLocks } from "../../../stacks/locks";
import { labConfig } from "./config";
import { Registration } from "./registration";

describe("the order of a platform", () => {
	let root: string;
	/** What the platform of the committed stack registers. */
	let standard: Registration;

	before(async () => {
		root = mkdtempSync(join(tmpdir(), "platform-"));
		({ made: standard } = await Registration.of(root));
	});
	after(() => rmSync(root, { recursive: true, force: true }));

	it("goes from namespaces and policies over the network and the gate to controllers, objects and buckets", () => {
		const order = [
			["platform-namespaces-minio-default-deny", "platform-namespaces-minio"],
			["platform-cni-cilium", "platform-namespaces-metallb-system"],
			["platform-cni-nodes-ready", "platform-cni-cilium"],
			["platform-certificates-cert-manager", "platform-cni-nodes-ready"],
			["platform-certificates-issuer", "platform-certificates-cert-manager"],
			["platform-load-balancer-pool", "platform-load-balancer-metallb"],
			["platform-sealed-secrets-controller", "platform-sealed-secrets-key-secret"],
			["platform-sealed-secrets-controller", "platform-sealed-secrets-crd-sealedsecrets.bitnami.com"],
			["platform-minio-certificate", "platform-certificates-issuer"],
			["platform-minio-server", "platform-minio-claim"],
			["platform-minio-server", "platform-load-balancer-advertisement"],
			["platform-minio-server", "platform-storage-local-path"],
			["platform-buckets-pipeline-input", "platform-minio-server"],
			["platform-buckets-loki-chunks-retention", "platform-buckets-loki-chunks-versioning"],
			["platform-users-loki-sa-policy", "platform-buckets-loki-chunks"],
			["platform-sealed-secrets-loki-sa-credentials", "platform-sealed-secrets-controller"],
			["platform-namespaces-minio", "api-healthy"],
		] as const;
		for (const [later, earlier] of order) {
			standard.named(later);
			expect(standard.waitsFor(later, earlier), `${later} waits for ${earlier}`).to.equal(true);
			expect(standard.waitsFor(earlier, later), `${earlier} does not wait for ${later}`).to.equal(false);
		}
		const policies = standard.ofType("ValidatingAdmissionPolicyBinding");
		expect(policies).not.to.deep.equal([]);
		for (const { name } of policies) expect(standard.waitsFor("platform-cni-cilium", name), name).to.equal(true);
	});

	for (const engine of ["gatekeeper", "kyverno"] as const) {
		it(`has ${engine} between the nodes and the rest, and its policies after the last chart`, async () => {
			const { made } = await Registration.of(
				root,
				labConfig((config) => {
					config.platform.policyEngine = engine;
				}),
			);
			const own = `platform-${engine}`;
			expect(made.waitsFor(`${own}-release`, "platform-cni-nodes-ready")).to.equal(true);
			for (const later of [
				"certificates-cert-manager",
				"load-balancer-metallb",
				"storage-local-path",
				"sealed-secrets-controller",
			])
				expect(made.waitsFor(`platform-${later}`, `${own}-release`), later).to.equal(true);
			const policies = made.names().filter((name) => name.startsWith(`${own}-gxp-lab-`));
			expect(policies.length).to.be.above(50);
			for (const one of policies) expect(made.waitsFor(one, "platform-minio-server"), one).to.equal(true);
			for (const { name, dependencies } of made.all)
				if (!name.startsWith(own))
					expect(
						dependencies.filter((one) => policies.includes(one)),
						name,
					).to.deep.equal([]);
		});
	}

	it("leaves the network to Talos with flannel, and still waits for the nodes", async () => {
		const { made } = await Registration.of(
			root,
			labConfig((config) => {
				config.platform.cni = "flannel";
			}),
		);
		expect(made.names()).not.to.include("platform-cni-cilium");
		expect(made.named("platform-cni-nodes-ready").inputs.nodes).to.deep.equal([
			"lab-cp-1",
			"lab-worker-1",
			"lab-storage-1",
		]);
	});

	it("refuses, before it registers anything of its own, every chart that nobody looked up", async () => {
		const config = labConfig();
		const unresolved = loadLocks(join(__dirname, "../../.."), {}, "lab");
		const { made, refused } = await Registration.of(root, config, unresolved);
		expect(pulumi.RunError.isInstance(refused)).to.equal(true);
		const lines = (refused as Error).message.split("\n");
		expect(lines).to.have.length(platformCharts(config).length);
		expect(lines[0]).to.equal(
			"charts.lock.yaml: chart cilium 1.20.0 is unresolved; download it from https://helm.cilium.io to .cache/charts/cilium-1.20.0.tgz and enter its sha256 (a rehearsal needs nothing)",
		);
		expect(made.all.filter(({ type }) => !type.startsWith("lab:"))).to.deep.equal([]);
	});
});
