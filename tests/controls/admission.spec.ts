import { expect } from "chai";
import { admissionPolicies, type Manifest } from "../../controls/admission";
import type { Exception } from "../../controls/exceptions";
import { currentExceptions, readExceptions } from "../../controls/exceptionsFile";
import { parseFinding } from "../../controls/finding";
import { environmentClasses } from "../../controls/types";

interface Spec {
	failurePolicy: string;
	matchConstraints: {
		resourceRules: { resources: string[]; operations: string[] }[];
		excludeResourceRules?: unknown;
		namespaceSelector?: unknown;
	};
	matchConditions: { name: string; expression: string }[];
	validations: { expression: string; message: string; messageExpression: string }[];
}

const policies = (manifests: Manifest[]) => manifests.filter(({ kind }) => kind === "ValidatingAdmissionPolicy");
const specOf = (manifest: Manifest | undefined): Spec => manifest?.spec as unknown as Spec;

const exception: Exception = {
	control: "SEC-001",
	resource: { apiVersion: "apps/v1", kind: "DaemonSet", namespace: "kube-system", name: "cilium" },
	finding: "spec.template.spec",
	reason: "r",
	risk: "r",
	approver: "a",
	until: "2026-12-31",
};

describe("the admission policies", () => {
	it("deny what the class makes mandatory, and warn and audit what it makes advisory", () => {
		const actions = (environmentClass: (typeof environmentClasses)[number], name: string): unknown =>
			admissionPolicies(environmentClass, []).find(
				({ kind, metadata }) => kind.endsWith("Binding") && metadata.name === name,
			)?.spec.validationActions;
		for (const one of environmentClasses)
			expect(actions(one, "gxp-lab-sec-001-restricted-pods-pods")).to.deep.equal(["Deny"]);
		expect(actions("lab", "gxp-lab-int-001-images-by-digest-pods")).to.deep.equal(["Warn", "Audit"]);
		expect(actions("validation", "gxp-lab-int-001-images-by-digest-pods")).to.deep.equal(["Deny"]);
	});

	it("fail closed, exclude nothing, and each has its binding", () => {
		const manifests = admissionPolicies(
			"production",
			currentExceptions(new Date("2026-11-21"), "lab", readExceptions(), true),
		);
		const names = policies(manifests).map(({ metadata }) => metadata.name);
		expect(new Set(names).size).to.equal(names.length);
		expect(manifests.filter(({ kind }) => kind.endsWith("Binding")).map(({ spec }) => spec.policyName)).to.deep.equal(
			names,
		);
		for (const policy of policies(manifests)) {
			const spec = specOf(policy);
			expect(spec.failurePolicy).to.equal("Fail");
			expect(spec.matchConstraints).to.have.keys("matchPolicy", "resourceRules");
			expect(spec.matchConditions.length).to.be.at.most(64);
		}
	});

	it("judge ephemeral containers at their own subresource", () => {
		const pods = policies(admissionPolicies("lab", [])).find(
			({ metadata }) => metadata.name === "gxp-lab-sec-001-restricted-pods-pods",
		);
		const rules = specOf(pods).matchConstraints.resourceRules;
		expect(rules.find(({ resources }) => resources.includes("pods/ephemeralcontainers"))?.operations).to.deep.equal([
			"UPDATE",
		]);
	});

	it("judge a Rollout by its template, and one that refers to a Deployment not at all", () => {
		const workloads = policies(admissionPolicies("lab", [])).find(
			({ metadata }) => metadata.name === "gxp-lab-sec-001-restricted-pods-workloads",
		);
		const judged = specOf(workloads).matchConstraints.resourceRules.flatMap(({ resources }) => resources);
		expect(judged).to.include("rollouts");
		expect(specOf(workloads).matchConditions.slice(2)).to.deep.equal([
			{
				name: "has-a-template",
				expression: 'object.kind != "Rollout" || !has(object.spec.workloadRef) || has(object.spec.template)',
			},
		]);
	});

	it("name the control in every message, within what the API server takes", () => {
		for (const { metadata, spec } of policies(admissionPolicies("production", []))) {
			for (const { message, messageExpression } of (spec as unknown as Spec).validations) {
				expect(parseFinding(message)?.id).to.equal(metadata.labels["gxp-lab.io/control"]);
				expect(message.length).to.be.below(5 * 1024);
				expect(messageExpression).to.include(`"[${metadata.labels["gxp-lab.io/control"]}] FAIL " + `);
			}
		}
	});

	it("except a workload by its exact name, its pods by their owner, and no other control's", () => {
		const manifests = policies(admissionPolicies("production", [exception]));
		const conditions = (name: string): string[] =>
			specOf(manifests.find(({ metadata }) => metadata.name === name))
				.matchConditions.slice(2)
				.filter(({ name }) => name !== "has-a-template")
				.map(({ expression }) => expression);
		expect(conditions("gxp-lab-sec-001-restricted-pods-workloads")).to.deep.equal([
			'request.?subResource.orValue("") != "" || !((request.?namespace.orValue("") == "kube-system" && request.kind.kind == "DaemonSet" && object.metadata.?name.orValue("") == "cilium"))',
		]);
		expect(conditions("gxp-lab-sec-001-restricted-pods-pods")).to.have.length(1);
		for (const name of ["gxp-lab-sec-001-restricted-pods-cronjobs", "gxp-lab-int-001-images-by-digest-workloads"])
			expect(conditions(name), name).to.be.empty;
	});

	it("let go what the API server makes of itself, and nobody else", () => {
		for (const { spec } of policies(admissionPolicies("production", [])))
			expect((spec as unknown as Spec).matchConditions[1]).to.deep.equal({
				name: "not-by-the-api-server",
				expression:
					'!(request.userInfo.username == "system:apiserver" && "system:masters" in request.userInfo.?groups.orValue([]))',
			});
	});

	it("refuse an exception for less than an object's pod, which would become one for more", () => {
		expect(() => admissionPolicies("lab", [{ ...exception, finding: "spec.template.spec.hostNetwork" }])).to.throw(
			"policy-pack/exceptions.yaml: SEC-001 apps/v1/DaemonSet kube-system/cilium: its finding is spec.template.spec.hostNetwork; admission excepts an object's whole pod, spec.template.spec",
		);
	});

	it("let go of an object without a pod what is excepted, and judge the rest of it", () => {
		const partly: Exception = {
			...exception,
			control: "CHG-004",
			resource: { apiVersion: "v1", kind: "ConfigMap", namespace: "forge", name: "protection" },
			finding: "data.apply_to_admins",
		};
		const [made] = policies(admissionPolicies("production", [partly])).filter(({ metadata }) =>
			metadata.name.startsWith("gxp-lab-chg-004-branch-protection-"),
		);
		const { matchConditions, validations } = specOf(made);
		expect(matchConditions.map(({ name }) => name)).to.deep.equal(["not-only-leaving", "not-by-the-api-server"]);
		const alternative =
			'(object.kind == "ConfigMap" && object.metadata.?namespace.orValue("") == "forge" && object.metadata.?name.orValue("") == "protection") || ';
		const excepted = validations.filter(({ expression }) => expression.startsWith(alternative));
		expect(excepted.map(({ message }) => message)).to.satisfy(
			([only, ...others]: string[]) => only?.includes("data.apply_to_admins must be true") && others.length === 0,
		);
		expect(validations.length).to.be.greaterThan(1);
	});
});
