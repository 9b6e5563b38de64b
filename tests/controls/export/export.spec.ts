import { expect } from "chai";
import { admissionPolicies, type Manifest } from "../../../controls/admission";
import { controlById } from "../../../controls/catalogue";
import type { Exception } from "../../../controls/exceptions";
import { formats } from "../../../controls/export";
import { environmentClasses } from "../../../controls/types";

const exception: Exception = {
	control: "SEC-001",
	resource: { apiVersion: "apps/v1", kind: "DaemonSet", namespace: "kube-system", name: "cilium" },
	finding: "spec.template.spec",
	reason: "A test.",
	risk: "None.",
	approver: "A. Person",
	until: "2027-10-31",
};

async function exported(format: string, environmentClass: "lab" | "validation" | "production" = "production") {
	const files = (await formats[format]?.({ environmentClass, exceptions: [exception] })) ?? [];
	return { files, manifests: files.map(({ content }) => content as Manifest) };
}

type Spec = Record<string, unknown>;
const sourceOf = (template: Manifest): Spec => {
	const [target] = (template.spec as { targets: { code: { engine: string; source: Spec }[] }[] }).targets;
	return target?.code[0]?.source ?? {};
};

/** An audit has no user: reading the name as a field would be an error, and every object a violation. */
const withoutRequest = (conditions: unknown): unknown =>
	JSON.parse(
		JSON.stringify(conditions).replaceAll(
			"request.userInfo.username",
			JSON.stringify('request.userInfo.?username.orValue("")').slice(1, -1),
		),
	);

for (const environmentClass of environmentClasses) {
	describe(`the exports of class ${environmentClass}`, () => {
		const policies = admissionPolicies(environmentClass, [exception]);
		const own = policies.filter(({ kind }) => kind === "ValidatingAdmissionPolicy");

		it("hold the admission policies as the platform installs them, each in a file of its own", async () => {
			const { files, manifests } = await exported("vap", environmentClass);
			expect(manifests).to.deep.equal(policies);
			expect(new Set(files.map(({ name }) => name)).size).to.equal(files.length);
		});

		it("hold a Gatekeeper template with the same conditions for each, and a constraint of its kind", async () => {
			const { manifests } = await exported("gatekeeper", environmentClass);
			expect(manifests).to.have.length(own.length * 2);
			for (const [i, policy] of own.entries()) {
				const [template, constraint] = manifests.slice(i * 2, i * 2 + 2);
				if (template === undefined || constraint === undefined) throw new Error(policy.metadata.name);
				expect(template.apiVersion).to.equal("templates.gatekeeper.sh/v1");
				expect(constraint.apiVersion).to.equal("constraints.gatekeeper.sh/v1beta1");
				// Gatekeeper refuses a template whose name is not its constraint's kind in lower case.
				expect(template.metadata.name).to.equal(constraint.kind.toLowerCase());
				expect(template.metadata.name).to.match(/^[a-z0-9]{1,63}$/);
				const source = sourceOf(template);
				expect(source.generateVAP).to.equal(false);
				expect(source.matchCondition).to.deep.equal(withoutRequest(policy.spec.matchConditions));
				const validations = policy.spec.validations as Spec[];
				expect((source.validations as Spec[]).map(({ expression }) => expression)).to.deep.equal(
					validations.map(({ expression }) => expression),
				);
				const control = controlById(policy.metadata.labels["gxp-lab.io/control"] ?? "");
				const mandatory = control.enforcement[environmentClass] === "mandatory";
				expect(constraint.spec.enforcementAction).to.equal(mandatory ? "deny" : "warn");
				const { kinds } = constraint.spec.match as { kinds: { apiGroups: string[]; kinds: string[] }[] };
				const groups = (policy.spec.matchConstraints as { resourceRules: { apiGroups: string[] }[] }).resourceRules;
				expect(new Set(kinds.flatMap(({ apiGroups }) => apiGroups))).to.deep.equal(
					new Set(groups.flatMap(({ apiGroups }) => apiGroups)),
				);
			}
		});

		it("hold a Kyverno policy with the same members for each, which makes no policies of its own", async () => {
			const { manifests } = await exported("kyverno", environmentClass);
			expect(manifests.map(({ metadata }) => metadata.name)).to.deep.equal(own.map(({ metadata }) => metadata.name));
			for (const [i, { apiVersion, kind, spec }] of manifests.entries()) {
				const { autogen, validationActions, ...rest } = spec;
				expect({ apiVersion, kind }).to.deep.equal({ apiVersion: "policies.kyverno.io/v1", kind: "ValidatingPolicy" });
				const expected = own[i]?.spec ?? {};
				expect(rest).to.deep.equal({ ...expected, matchConditions: withoutRequest(expected.matchConditions) });
				expect(String(validationActions)).to.be.oneOf(["Deny", "Warn,Audit"]);
				expect(autogen).to.deep.equal({
					podControllers: { controllers: [] },
					validatingAdmissionPolicy: { enabled: false },
				});
			}
		});
	});
}

describe("an exception in an export", () => {
	for (const format of ["vap", "gatekeeper", "kyverno"]) {
		it(`of format ${format} is an exact match condition`, async () => {
			const text = JSON.stringify((await exported(format)).manifests);
			expect(text).to.contain("exception-1");
			expect(text).to.contain("cilium");
		});
	}
});
