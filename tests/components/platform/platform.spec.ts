import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { disconnect } from "@pulumi/pulumi/runtime";
import { expect } from "chai";
import { AdmissionPolicies } from "../../../components/platform/admission-policies";
import { platformCharts } from "../../../stacks/chart-contents";
import { labConfig } from "./config";
import { Registration } from "./registration";

describe("components/platform/Platform", () => {
	let root: string;
	/** What the platform of the committed stack registers. */
	let standard: Registration;

	before(async () => {
		root = mkdtempSync(join(tmpdir(), "platform-"));
		({ made: standard } = await Registration.of(root));
	});
	after(() => rmSync(root, { recursive: true, force: true }));

	it("installs each chart from its verified archive, by a path relative to the project, and waits for it", () => {
		const releases = standard.ofType("helm.sh/v3:Release").map(({ inputs }) => inputs);
		expect(releases.map((one) => one.chart)).to.have.members(
			platformCharts(labConfig()).map(({ name }) => `./.cache/charts/${name}-1.0.0.tgz`),
		);
		expect(releases.map((one) => `${one.namespace}/${one.name}`)).to.have.members(
			platformCharts(labConfig()).map(({ namespace, releaseName }) => `${namespace}/${releaseName}`),
		);
		for (const one of releases) expect(one).to.include({ skipAwait: false, createNamespace: false, atomic: false });
	});

	it("refuses an admission manifest of another kind", async () => {
		const manifests = [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "demo", labels: {} }, spec: {} }];
		expect(() => new AdmissionPolicies("admission", { manifests })).to.throw(
			"admission: ConfigMap demo is no admission policy; it must be a ValidatingAdmissionPolicy or its binding",
		);
		await disconnect();
	});

	it("protects keys, the claim and the buckets", () => {
		expect(standard.all.filter((one) => one.protect).map(({ name }) => name)).to.have.members([
			"platform-certificates-ca-key",
			"platform-certificates-ca",
			"platform-sealed-secrets-key",
			"platform-minio-kms-key",
			"platform-minio-claim",
			"platform-buckets-pipeline-input",
			"platform-buckets-pipeline-output",
			"platform-buckets-pipeline-work",
			"platform-buckets-loki-chunks",
		]);
	});

	it("locks what holds records, with a default retention, and encrypts every bucket", () => {
		const locked = standard.ofType("s3Bucket:S3Bucket").filter(({ inputs }) => inputs.objectLocking === true);
		expect(locked.map(({ inputs }) => inputs.bucket)).to.have.members(["pipeline-output", "loki-chunks"]);
		expect(
			standard.ofType("BucketRetention").map(({ inputs }) => [inputs.bucket, inputs.mode, inputs.days]),
		).to.have.deep.members([
			["pipeline-output", "COMPLIANCE", 1],
			["loki-chunks", "COMPLIANCE", 2],
		]);
		expect(standard.ofType("S3BucketVersioning").map(({ inputs }) => inputs.bucket)).to.have.members([
			"pipeline-input",
			"pipeline-output",
			"loki-chunks",
		]);
		expect(standard.ofType("S3BucketServerSideEncryption").map(({ inputs }) => inputs.kmsKeyId)).to.deep.equal(
			Array(4).fill("gxp-lab-lab"),
		);
	});

	it("reaches MinIO by TLS with the lab's CA, from a file beside the program", () => {
		const provider = standard.named("platform-minio-provider").inputs;
		expect(provider.minioServer).to.equal("minio.lab.gxp.example:9000");
		expect(readFileSync(join(root, String(provider.minioCacertFile)), "utf8")).to.equal(
			"CERT platform-certificates-ca",
		);
		for (const { provider: used, name } of standard.ofType("S3Bucket"))
			expect(used, name).to.contain("platform-minio-provider");
	});

	it("pins the cluster of its Kubernetes provider", () => {
		expect(standard.named("platform-kubernetes").inputs.clusterIdentifier).to.equal("lab");
		for (const one of standard.all.filter(({ type }) => type.startsWith("kubernetes:"))) {
			expect(one.provider, one.name).to.contain("platform-kubernetes");
		}
	});

	it("hands every generated secret on as a Pulumi secret, and none to a value or a plain field", () => {
		const secrets = [
			/KEY platform/,
			/password of platform/,
			Buffer.alloc(32, "platform-minio-kms-key").toString("base64"),
		];
		const inSecretOutputs = ["stringData", "data", "secret", "secretKey", "minioPassword", "privateKeyPem"];
		for (const { name, type, inputs } of standard.all) {
			const rest = Object.fromEntries(Object.entries(inputs).filter(([key]) => !inSecretOutputs.includes(key)));
			for (const secret of secrets) expect(JSON.stringify(rest), `${type} ${name}`).not.to.match(new RegExp(secret));
		}
	});

	it("seals each user's credentials for the namespace that reads them, the same way twice", async () => {
		const sealed = (made: Registration) =>
			made
				.ofType("bitnami.com/v1alpha1:SealedSecret")
				.map(
					({ inputs }) =>
						inputs as { metadata: { namespace: string }; spec: { encryptedData: Record<string, string> } },
				);
		const first = sealed(standard);
		expect(first.map(({ metadata }) => metadata.namespace)).to.have.members(["nextflow", "loki"]);
		for (const { spec } of first)
			expect(Object.keys(spec.encryptedData)).to.deep.equal(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
		const { made: again } = await Registration.of(root);
		expect(sealed(again).map(({ spec }) => spec)).to.have.deep.members(first.map(({ spec }) => spec));
	});

	it("labels every object that it declares itself", () => {
		const declared = standard.all.filter(
			({ type }) =>
				type.startsWith("kubernetes:") && !/Release|CustomResourceDefinition|ValidatingAdmission/.test(type),
		);
		expect(declared.length).to.be.greaterThan(30);
		for (const { name, inputs } of declared) {
			const { labels } = inputs.metadata as { labels?: Record<string, string> };
			expect(labels, name).to.include({ "app.kubernetes.io/part-of": "gxp-lab", "gxp-lab.io/environment": "lab" });
		}
	});
});
