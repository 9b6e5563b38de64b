import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Resource } from "@pulumi/pulumi";
import { disconnect } from "@pulumi/pulumi/runtime";
import { expect } from "chai";
import { Gatekeeper } from "../../../components/platform/gatekeeper";
import { gatekeeperOwnRights, gatekeeperRights } from "../../../components/platform/gatekeeper.manifests";
import { Kyverno } from "../../../components/platform/kyverno";
import type { EngineArgs } from "../../../components/platform/policy-engine";
import { constraintPlurals, gatekeeperManifests } from "../../../controls/export/gatekeeper";
import { exportedPolicies } from "../../../controls/export/policies";
import { kubernetesRules } from "../../../controls/kubernetes";
import { judgeObject } from "../../../controls/kubernetes/judge";
import { platformCharts, platformImages } from "../../../stacks/chart-contents";
import { Locks } from "../../../stacks/locks";
import { type Recorded, type Recording, record } from "../recording";
import { writeArchive } from "./archive";
import { labConfig } from "./config";

const templateCrd = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: constrainttemplates.templates.gatekeeper.sh }
spec: { group: templates.gatekeeper.sh }
`;

const policies = exportedPolicies("production", []);
const names = policies.map(({ policy }) => policy.metadata.name);

const kubernetesType = (type: string) => type.startsWith("kubernetes:");
const metadataOf = ({ inputs }: Recorded) =>
	inputs.metadata as { name: string; labels: Record<string, string>; annotations?: Record<string, string> };

describe("components/platform, the policy engines", () => {
	let root: string;
	before(() => {
		root = mkdtempSync(join(tmpdir(), "engines-"));
	});
	after(() => rmSync(root, { recursive: true }));

	async function run(engine: "gatekeeper" | "kyverno"): Promise<Recording> {
		const config = labConfig((one) => {
			one.platform.policyEngine = engine;
		});
		const chart = platformCharts(config).find(({ name }) => name === engine);
		if (chart === undefined) throw new Error(`${engine}: is no chart of the platform`);
		const archive = `.cache/charts/${engine}-1.0.0.tgz`;
		const bytes = await writeArchive(join(root, archive), { [`${engine}/crds/template.yaml`]: templateCrd });
		const sha256 = createHash("sha256").update(bytes).digest("hex");
		const entry = { name: engine, repository: "https://charts.example", version: "1.0.0", sha256, archive };
		const images = Object.values(platformImages).map((reference) => ({
			reference,
			digest: `sha256:${"a".repeat(64)}`,
		}));
		const locks = new Locks(root, "production", { charts: [entry], images, bootImages: [] }, undefined);
		const args: EngineArgs = { config, locks, root, policies, after: [] };
		const { recording } = await record(
			() => {
				const made = engine === "gatekeeper" ? new Gatekeeper("engine", args) : new Kyverno("engine", args);
				made.enforce(made.ready[0] as Resource);
				return made;
			},
			({ ready }) => ready.map(({ urn }) => urn),
		);
		await disconnect();
		return recording;
	}

	it("install Gatekeeper with a template and a constraint of each policy, the constraint after its template", async () => {
		const recording = await run("gatekeeper");
		const templates = recording.resources.filter(({ inputs }) => inputs.kind === "ConstraintTemplate");
		const constraints = recording.resources.filter(
			({ inputs }) => inputs.apiVersion === "constraints.gatekeeper.sh/v1beta1",
		);
		expect(constraints.map((one) => metadataOf(one).name)).to.have.members(names);
		expect(templates).to.have.length(names.length);
		for (const template of templates) {
			expect(template.after, template.name).to.deep.equal(["engine-release"]);
			expect(metadataOf(template).annotations).to.deep.equal({
				"pulumi.com/waitFor": "jsonpath={.status.created}=true",
			});
		}
		for (const constraint of constraints)
			expect(constraint.after).to.deep.equal([`engine-${metadataOf(constraint).name}-template`]);
	});

	it("have Gatekeeper's webhook there before its pods, which wait for it", async () => {
		const recording = await run("gatekeeper");
		const release = recording.one("engine-release");
		expect(release.after).to.include("engine-webhook");
		expect(recording.one("engine-webhook").after).to.have.members([
			"engine-rights",
			"engine-rights",
			"engine-own-rights",
		]);
		expect(release.inputs).to.include({ namespace: "gatekeeper-system", skipCrds: true });
		const crd = "engine-crd-constrainttemplates.templates.gatekeeper.sh";
		expect(release.after).to.include(crd);
	});

	it("let Gatekeeper's webhook judge what the policies judge and nothing that a node lives of", async () => {
		const { webhooks } = (await run("gatekeeper")).one("engine-webhook").inputs as {
			webhooks: {
				rules: { apiGroups: string[]; resources: string[] }[];
				namespaceSelector: object;
				matchConditions: { name: string }[];
			}[];
		};
		const judged = webhooks.flatMap(({ rules }) =>
			rules.flatMap(({ apiGroups, resources }) => resources.map((resource) => `${apiGroups.join()}/${resource}`)),
		);
		const wanted = policies.flatMap(({ family }) => family.kinds.map((one) => `${one.apiGroup}/${one.resource}`));
		expect([...new Set(judged)]).to.have.members([...new Set(wanted)]);
		for (const alive of ["coordination.k8s.io/leases", "/nodes", "/events", "/endpoints"])
			expect(judged).not.to.include(alive);
		// Without them a cluster could not heal while it is down: roles of the API server's own, and finalizers.
		expect(webhooks.flatMap(({ matchConditions }) => matchConditions.map(({ name }) => name))).to.deep.equal([
			"not-only-leaving",
			"not-by-the-api-server",
		]);
		expect(webhooks.map(({ namespaceSelector }) => namespaceSelector)).to.deep.equal([
			{
				matchExpressions: [
					{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["kube-system", "gatekeeper-system"] },
				],
			},
		]);
	});

	it("give Gatekeeper rights without a wildcard, over no more than it reads and keeps", () => {
		const rights = [...gatekeeperRights(policies, ["gxplabdemo"]), ...gatekeeperOwnRights];
		expect(JSON.stringify(rights)).not.to.include("*");
		const changes = rights
			.filter(({ verbs }) => verbs.some((verb) => !["get", "list", "watch"].includes(verb)))
			.map(({ resources, verbs, resourceNames = [] }) => [
				resources.join(),
				verbs.filter((verb) => !["get", "list", "watch"].includes(verb)).join(),
				resourceNames.join(),
			]);
		const statuses =
			"configpodstatuses,connectionpodstatuses,constraintpodstatuses,constrainttemplatepodstatuses,providerpodstatuses";
		expect(changes).to.deep.equal([
			["customresourcedefinitions", "create", ""],
			["customresourcedefinitions", "patch,update", "gxplabdemo.constraints.gatekeeper.sh"],
			["constrainttemplates/finalizers,constrainttemplates/status", "patch,update", ""],
			["gxplabdemo/status", "patch,update", ""],
			["configs/status", "patch,update", ""],
			[statuses, "create,delete,patch,update", ""],
			["validatingadmissionpolicies", "delete", "gatekeeper-gxplabdemo"],
			["validatingwebhookconfigurations", "patch,update", "gatekeeper-validating-webhook-configuration"],
			["secrets", "update", "gatekeeper-webhook-server-cert"],
			["events", "create,patch", ""],
		]);
	});

	it("keep Gatekeeper's rights to the constraints of every class, so that none is lost with a change of class", () => {
		const ofClass = (environmentClass: "lab" | "validation" | "production") =>
			exportedPolicies(environmentClass, []).map((exported) => gatekeeperManifests(exported)[0]?.metadata.name);
		for (const environmentClass of ["lab", "validation", "production"] as const)
			expect(constraintPlurals()).to.include.members(ofClass(environmentClass));
	});

	it("install Kyverno with each policy after its release", async () => {
		const recording = await run("kyverno");
		const own = recording.resources.filter(({ inputs }) => inputs.kind === "ValidatingPolicy");
		expect(own.map((one) => metadataOf(one).name)).to.have.members(names);
		for (const { after, name } of own) expect(after, name).to.deep.equal(["engine-release"]);
		expect(recording.one("engine-release").inputs).to.include({ namespace: "kyverno" });
	});

	for (const engine of ["gatekeeper", "kyverno"] as const) {
		it(`keep to the controls and bear the program's labels: ${engine}`, async () => {
			const declared = (await run(engine)).resources.filter(
				({ type }) => kubernetesType(type) && !/Release|CustomResourceDefinition$/.test(type),
			);
			expect(declared.length).to.be.at.least(names.length);
			for (const one of declared) {
				const { labels } = metadataOf(one);
				expect(labels, one.name).to.include({
					"app.kubernetes.io/part-of": "gxp-lab",
					"gxp-lab.io/environment": "lab",
				});
				const { apiVersion, kind } = one.inputs as { apiVersion: string; kind: string };
				for (const rule of kubernetesRules)
					expect(
						judgeObject(rule, { apiVersion, kind }, one.inputs, () => false) ?? [],
						`${rule.slug} ${one.name}`,
					).to.deep.equal([]);
			}
		});
	}
});
