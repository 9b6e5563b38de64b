import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { disconnect } from "@pulumi/pulumi/runtime";
import { expect } from "chai";
import { AdmissionPolicies } from "../../../components/platform/admission-policies";
import { Platform } from "../../../components/platform/platform";
import { platformCharts, platformImageReferences } from "../../../stacks/chart-contents";
import type { LabConfig } from "../../../stacks/config";
import { Locks, loadLocks } from "../../../stacks/locks";
import { sealedSecretCrd, writeArchive } from "./archive";
import { labConfig } from "./config";

interface Registered {
	type: string;
	name: string;
	inputs: Record<string, unknown>;
	provider: string;
	protect: boolean;
	dependencies: string[];
}

type Register = (request: RegisterResourceRequest, ...rest: unknown[]) => unknown;

const sealingKey = generateKeyPairSync("rsa", { modulusLength: 3072 })
	.publicKey.export({ type: "spki", format: "pem" })
	.toString();

/** What each type's provider would compute, as far as other resources read it. */
function computed(type: string, name: string): Record<string, unknown> {
	if (type === "tls:index/privateKey:PrivateKey") return { privateKeyPem: `KEY ${name}`, publicKeyPem: sealingKey };
	if (type === "tls:index/selfSignedCert:SelfSignedCert") return { certPem: `CERT ${name}` };
	if (type === "random:index/randomPassword:RandomPassword") return { result: `password of ${name}` };
	if (type === "random:index/randomBytes:RandomBytes") return { base64: Buffer.alloc(32, name).toString("base64") };
	return {};
}

describe("components/platform/Platform", () => {
	let root: string;
	/** What the platform of the committed stack registers: most tests look at nothing else. */
	let standard: Registered[];
	let registered: Registered[];

	before(async () => {
		root = mkdtempSync(join(tmpdir(), "platform-"));
		await run();
		standard = registered;
	});
	beforeEach(() => {
		registered = standard;
	});
	after(() => rmSync(root, { recursive: true, force: true }));

	async function run(config: LabConfig = labConfig(), given?: Locks): Promise<void> {
		registered = [];
		const requests = new Map<string, RegisterResourceRequest>();
		await pulumi.runtime.setMocks(
			{
				newResource: ({ type, name, inputs, provider }) => {
					const request = requests.get(`${type} ${name}`);
					const dependencies = request?.getDependenciesList().map((urn) => urn.split("::").at(-1) ?? "") ?? [];
					const protect = request?.getProtect() ?? false;
					registered.push({ type, name, inputs, provider: provider ?? "", protect, dependencies });
					return { id: `${name}-id`, state: { ...inputs, ...computed(type, name) } };
				},
				call: ({ inputs }) => inputs,
			},
			"gxp-lab",
			"lab",
		);
		// The mocks do not hand on the options; the request has them.
		const monitor = pulumi.runtime.getMonitor() as unknown as { registerResource: Register };
		const register = monitor.registerResource.bind(monitor);
		monitor.registerResource = (request, ...rest) => {
			requests.set(`${request.getType()} ${request.getName()}`, request);
			return register(request, ...rest);
		};
		new Platform("platform", {
			config,
			root,
			exceptions: [],
			locks: given ?? (await locks(config)),
			cluster: {
				name: "lab",
				endpoint: "https://10.20.0.5:6443",
				clusterIdentifier: "lab",
				kubeconfig: pulumi.secret("kubeconfig"),
				nodes: config.nodes.map(({ name, role }) => ({ name, role })),
				apiHealthy: new Gate("api-healthy"),
			},
		});
		await disconnect();
	}

	async function locks(config: LabConfig): Promise<Locks> {
		const charts = await Promise.all(
			platformCharts(config).map(async ({ name }) => {
				const archive = `.cache/charts/${name}-1.0.0.tgz`;
				const files = name === "sealed-secrets" ? { "sealed-secrets/crds/crd.yaml": sealedSecretCrd } : {};
				const bytes = await writeArchive(join(root, archive), { "chart/Chart.yaml": name, ...files });
				const sha256 = createHash("sha256").update(bytes).digest("hex");
				return { name, repository: "https://charts.example", version: "1.0.0", sha256, archive };
			}),
		);
		const images = platformImageReferences(config).map((reference) => ({
			reference,
			digest: `sha256:${"a".repeat(64)}`,
		}));
		return new Locks(root, "production", { charts, images, bootImages: [] }, undefined);
	}

	const ofType = (type: string) => registered.filter((one) => one.type.endsWith(type));
	const named = (name: string): Registered => {
		const found = registered.find((one) => one.name === name);
		if (found === undefined)
			throw new Error(`${name} was not registered; there are ${registered.map((one) => one.name).join(", ")}`);
		return found;
	};
	/** Whether `later` waits for `earlier`, directly or through others, its provider included. */
	function waitsFor(later: string, earlier: string, seen = new Set<string>()): boolean {
		if (later === earlier) return true;
		if (seen.has(later)) return false;
		seen.add(later);
		const one = registered.find(({ name }) => name === later);
		const provider = one?.provider.split("::").at(-2);
		return [...(one?.dependencies ?? []), ...(provider === undefined ? [] : [provider])].some((next) =>
			waitsFor(next, earlier, seen),
		);
	}

	it("installs each chart from its verified archive, by a path relative to the project, and waits for it", () => {
		const releases = ofType("helm.sh/v3:Release").map(({ inputs }) => inputs);
		expect(releases.map((one) => one.chart)).to.have.members(
			platformCharts(labConfig()).map(({ name }) => `./.cache/charts/${name}-1.0.0.tgz`),
		);
		expect(releases.map((one) => `${one.namespace}/${one.name}`)).to.have.members(
			platformCharts(labConfig()).map(({ namespace, releaseName }) => `${namespace}/${releaseName}`),
		);
		for (const one of releases) expect(one).to.include({ skipAwait: false, createNamespace: false, atomic: false });
	});

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
			named(later);
			expect(waitsFor(later, earlier), `${later} waits for ${earlier}`).to.equal(true);
			expect(waitsFor(earlier, later), `${earlier} does not wait for ${later}`).to.equal(false);
		}
		const policies = ofType("ValidatingAdmissionPolicyBinding");
		expect(policies).not.to.deep.equal([]);
		for (const { name } of policies) expect(waitsFor("platform-cni-cilium", name), name).to.equal(true);
	});

	for (const engine of ["gatekeeper", "kyverno"] as const) {
		it(`has ${engine} between the nodes and the rest, and its policies after the last chart`, async () => {
			await run(
				labConfig((config) => {
					config.platform.policyEngine = engine;
				}),
			);
			const own = `platform-${engine}`;
			expect(waitsFor(`${own}-release`, "platform-cni-nodes-ready")).to.equal(true);
			for (const later of [
				"certificates-cert-manager",
				"load-balancer-metallb",
				"storage-local-path",
				"sealed-secrets-controller",
			])
				expect(waitsFor(`platform-${later}`, `${own}-release`), later).to.equal(true);
			const policies = registered.map(({ name }) => name).filter((name) => name.startsWith(`${own}-gxp-lab-`));
			expect(policies.length).to.be.above(50);
			const [first = ""] = policies.filter((one) => !one.endsWith("-template"));
			expect(waitsFor(first, "platform-minio-server")).to.equal(true);
			for (const { name, dependencies } of registered)
				if (!name.startsWith(own))
					expect(
						dependencies.filter((one) => policies.includes(one)),
						name,
					).to.deep.equal([]);
		});
	}

	it("refuses, before it registers anything of its own, every chart that nobody looked up", async () => {
		const config = labConfig();
		const unresolved = loadLocks(join(__dirname, "../../.."), {}, "lab");
		await run(config, unresolved).then(
			() => expect.fail("it was not refused"),
			(error: unknown) => {
				expect(pulumi.RunError.isInstance(error)).to.equal(true);
				const lines = (error as Error).message.split("\n");
				expect(lines).to.have.length(platformCharts(config).length);
				expect(lines[0]).to.equal(
					"charts.lock.yaml: chart cilium 1.20.0 is unresolved; download it from https://helm.cilium.io to .cache/charts/cilium-1.20.0.tgz and enter its sha256 (a rehearsal needs nothing)",
				);
			},
		);
		expect(registered.filter(({ type }) => !type.startsWith("lab:"))).to.deep.equal([]);
	});

	it("refuses an admission manifest of another kind", async () => {
		const manifests = [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "demo", labels: {} }, spec: {} }];
		expect(() => new AdmissionPolicies("admission", { manifests })).to.throw(
			"admission: ConfigMap demo is no admission policy; it must be a ValidatingAdmissionPolicy or its binding",
		);
		await disconnect();
	});

	it("leaves the network to Talos with flannel, and still waits for the nodes", async () => {
		await run(
			labConfig((config) => {
				config.platform.cni = "flannel";
			}),
		);
		expect(registered.map(({ name }) => name)).not.to.include("platform-cni-cilium");
		expect(named("platform-cni-nodes-ready").inputs.nodes).to.deep.equal(["lab-cp-1", "lab-worker-1", "lab-storage-1"]);
	});

	it("protects keys, the claim and the buckets", () => {
		expect(registered.filter((one) => one.protect).map(({ name }) => name)).to.have.members([
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
		const locked = ofType("s3Bucket:S3Bucket").filter(({ inputs }) => inputs.objectLocking === true);
		expect(locked.map(({ inputs }) => inputs.bucket)).to.have.members(["pipeline-output", "loki-chunks"]);
		expect(
			ofType("BucketRetention").map(({ inputs }) => [inputs.bucket, inputs.mode, inputs.days]),
		).to.have.deep.members([
			["pipeline-output", "COMPLIANCE", 1],
			["loki-chunks", "COMPLIANCE", 2],
		]);
		expect(ofType("S3BucketVersioning").map(({ inputs }) => inputs.bucket)).to.have.members([
			"pipeline-input",
			"pipeline-output",
			"loki-chunks",
		]);
		expect(ofType("S3BucketServerSideEncryption").map(({ inputs }) => inputs.kmsKeyId)).to.deep.equal(
			Array(4).fill("gxp-lab-lab"),
		);
	});

	it("reaches MinIO by TLS with the lab's CA, from a file beside the program", () => {
		const provider = named("platform-minio-provider").inputs;
		expect(provider.minioServer).to.equal("minio.lab.gxp.example:9000");
		expect(readFileSync(join(root, String(provider.minioCacertFile)), "utf8")).to.equal(
			"CERT platform-certificates-ca",
		);
		for (const { provider: used, name } of ofType("S3Bucket")) expect(used, name).to.contain("platform-minio-provider");
	});

	it("pins the cluster of its Kubernetes provider", () => {
		expect(named("platform-kubernetes").inputs.clusterIdentifier).to.equal("lab");
		for (const one of registered.filter(({ type }) => type.startsWith("kubernetes:"))) {
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
		for (const { name, type, inputs } of registered) {
			const rest = Object.fromEntries(Object.entries(inputs).filter(([key]) => !inSecretOutputs.includes(key)));
			for (const secret of secrets) expect(JSON.stringify(rest), `${type} ${name}`).not.to.match(new RegExp(secret));
		}
	});

	it("seals each user's credentials for the namespace that reads them, the same way twice", async () => {
		const sealed = () =>
			ofType("bitnami.com/v1alpha1:SealedSecret").map(
				({ inputs }) => inputs as { metadata: { namespace: string }; spec: { encryptedData: Record<string, string> } },
			);
		const first = sealed();
		expect(first.map(({ metadata }) => metadata.namespace)).to.have.members(["nextflow", "loki"]);
		for (const { spec } of first)
			expect(Object.keys(spec.encryptedData)).to.deep.equal(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
		await run();
		expect(sealed().map(({ spec }) => spec)).to.have.deep.members(first.map(({ spec }) => spec));
	});

	it("labels every object that it declares itself", () => {
		const declared = registered.filter(
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

class Gate extends pulumi.CustomResource {
	constructor(name: string) {
		super("lab:index:ApiHealthy", name, {});
	}
}
