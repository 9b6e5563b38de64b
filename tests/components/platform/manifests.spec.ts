import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { writeCaFile } from "../../../components/platform/ca-file";
import { bucketRules, bucketUsers, userPolicy } from "../../../components/platform/minio.policies";
import {
	type LabNamespace,
	namespaceManifest,
	networkPolicies,
	platformNamespaces,
} from "../../../components/platform/namespaces.manifest";
import { labels, labelValue } from "../../../controls/labels";
import { labConfig } from "./config";

const { environment } = labConfig();
const engines = ["admission", "gatekeeper", "kyverno"] as const;
/** Of every stack, and of every engine that one can choose. */
const namespaces = new Map(
	engines
		.flatMap((engine) =>
			platformNamespaces(
				labConfig((config) => {
					config.platform.policyEngine = engine;
				}),
			),
		)
		.map((namespace) => [namespace.name, namespace]),
);

describe("components/platform manifests", () => {
	it("label what the program declares with name, part-of, environment, owner and GxP impact", () => {
		expect(labels(environment, "minio")).to.include({
			"app.kubernetes.io/name": "minio",
			"app.kubernetes.io/part-of": "gxp-lab",
			"gxp-lab.io/environment": "lab",
			"gxp-lab.io/owner": "team-gxp.example",
			"gxp-lab.io/gxp-impact": "none",
		});
	});

	it("make a legal label value of any owner", () => {
		for (const [owner, value] of [
			["Dr. Ada Lovelace <ada@lab.example>", "Dr.-Ada-Lovelace-ada-lab.example"],
			[`${"x".repeat(62)}@y`, "x".repeat(62)],
			["_team_", "team"],
		] as const) {
			expect(labelValue(owner)).to.equal(value);
		}
	});

	it("enforce a Pod Security level in every namespace, with a reason where it is privileged", () => {
		for (const namespace of namespaces.values()) {
			const { metadata } = namespaceManifest(environment, namespace);
			expect(metadata.labels["pod-security.kubernetes.io/enforce"]).to.equal(namespace.level);
			expect(metadata.labels["pod-security.kubernetes.io/warn"]).to.equal("restricted");
			expect(metadata.annotations !== undefined, namespace.name).to.equal(namespace.level === "privileged");
		}
		const privileged = [...namespaces.values()].filter(({ level }) => level === "privileged").map(({ name }) => name);
		expect(privileged).to.deep.equal(["metallb-system", "local-path-storage"]);
	});

	it("have a policy engine's namespace only where the stack chose it", () => {
		const own = platformNamespaces(labConfig()).map(({ name }) => name);
		expect([...namespaces.keys()].filter((name) => !own.includes(name))).to.deep.equal([
			"gatekeeper-system",
			"kyverno",
		]);
	});

	it("deny everything in every namespace but DNS and what is listed", () => {
		for (const namespace of namespaces.values()) {
			const [deny, dns, ...allowed] = networkPolicies(labConfig(), namespace);
			expect(deny?.spec).to.deep.equal({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
			expect(dns?.spec.egress?.[0]?.ports.map(({ port }) => port)).to.deep.equal([53, 53]);
			expect(allowed).to.have.length(namespace.allows.length);
		}
	});

	it("let a webhook's port in from the nodes alone, and S3 in from anywhere", () => {
		const rule = (allows: LabNamespace["allows"]) => networkPolicies(labConfig(), { name: "demo", allows })[2];
		expect(rule([{ from: "kubernetes-api", port: 10250 }])).to.deep.include({
			spec: {
				podSelector: {},
				policyTypes: ["Ingress"],
				ingress: [{ from: [{ ipBlock: { cidr: "10.20.0.0/24" } }], ports: [{ protocol: "TCP", port: 10250 }] }],
			},
		});
		expect(rule([{ from: "anywhere", port: 9000 }])?.spec.ingress).to.deep.equal([
			{ ports: [{ protocol: "TCP", port: 9000 }] },
		]);
		expect(rule([{ to: "minio" }])?.spec.egress?.[0]?.to).to.deep.equal([
			{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "minio" } } },
		]);
	});

	it("version and lock the buckets with records, and leave the work bucket alone", () => {
		expect(bucketRules({ pipelineOutput: 3650, lokiChunks: 30 })).to.deep.equal([
			{ bucket: "pipeline-input", versioned: true },
			{ bucket: "pipeline-output", versioned: true, retentionDays: 3650 },
			{ bucket: "pipeline-work", versioned: false },
			{ bucket: "loki-chunks", versioned: true, retentionDays: 30 },
		]);
	});

	it("give each user its own buckets by name and single actions, and Nextflow no delete of results", () => {
		const statements = bucketUsers.map((user) => [user.user, userPolicy(user).Statement] as const);
		for (const [, list] of statements) {
			for (const { Action, Resource } of list) {
				expect(Action.every((action) => /^s3:[A-Z][A-Za-z]+$/.test(action))).to.equal(true);
				expect(Resource.every((one) => /^arn:aws:s3:::[a-z-]+(\/\*)?$/.test(one))).to.equal(true);
			}
		}
		const of = (user: string, bucket: string) =>
			statements
				.filter(([name]) => name === user)
				.flatMap(([, list]) => list)
				.filter(({ Resource }) => Resource[0]?.startsWith(`arn:aws:s3:::${bucket}`))
				.flatMap(({ Action }) => Action);
		expect(of("loki-sa", "pipeline-output")).to.deep.equal([]);
		expect(of("nextflow-sa", "loki-chunks")).to.deep.equal([]);
		expect(of("nextflow-sa", "pipeline-input")).to.include("s3:GetObject").and.not.to.include("s3:PutObject");
		expect(of("nextflow-sa", "pipeline-output")).to.include("s3:PutObject").and.not.to.include("s3:DeleteObject");
	});

	it("keep two CAs of one stack apart", () => {
		const root = mkdtempSync(join(tmpdir(), "ca-"));
		try {
			const [mine, theirs] = [writeCaFile(root, "lab", "MINE"), writeCaFile(root, "lab", "THEIRS")];
			expect(readFileSync(join(root, mine), "utf8")).to.equal("MINE");
			expect(readFileSync(join(root, theirs), "utf8")).to.equal("THEIRS");
		} finally {
			rmSync(root, { recursive: true, force: true });
		}
	});

	it("write the CA beside the program, once, under a name that stays in its folder", () => {
		const root = mkdtempSync(join(tmpdir(), "ca-"));
		try {
			const path = writeCaFile(root, "lab", "PEM");
			expect(path).to.match(/^\.cache\/ca\/lab-[0-9a-f]{12}\.pem$/);
			expect(readFileSync(join(root, path), "utf8")).to.equal("PEM");
			const { mtimeMs } = statSync(join(root, path));
			expect(writeCaFile(root, "lab", "PEM")).to.equal(path);
			expect(statSync(join(root, path)).mtimeMs).to.equal(mtimeMs);
			expect(writeCaFile(root, "org/../lab", "PEM")).to.match(/^\.cache\/ca\/org-\.\.-lab-/);
		} finally {
			rmSync(root, { recursive: true, force: true });
		}
	});
});
