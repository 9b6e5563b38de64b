import { expect } from "chai";
import { admissionPolicies, type Manifest } from "../../../controls/admission";
import { controlById } from "../../../controls/catalogue";
import { compile } from "../../../controls/cel/expression";
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

interface Condition {
	name: string;
	expression: string;
}

/** The same conditions in the same order; those that ask for a user are told differently to who may not have one. */
function expectConditionsOf(own: unknown, exported: unknown): void {
	const [ours, theirs] = [own as Condition[], exported as Condition[]];
	expect(theirs.map(({ name }) => name)).to.deep.equal(ours.map(({ name }) => name));
	for (const [i, { expression }] of ours.entries())
		if (!/userInfo|oldObject/.test(expression)) expect(theirs[i]?.expression).to.equal(expression);
}

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
				const { resourceRules } = policy.spec.matchConstraints as { resourceRules: { resources: string[] }[] };
				const named = resourceRules.some(({ resources }) => resources.join().includes("/"));
				const conditions = source.matchCondition as Condition[];
				expect(conditions.at(-1)?.name === "no-subresource", policy.metadata.name).to.equal(!named);
				expectConditionsOf(policy.spec.matchConditions, named ? conditions : conditions.slice(0, -1));
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
				expect(rest).to.deep.equal({ ...expected, matchConditions: rest.matchConditions });
				expectConditionsOf(expected.matchConditions, rest.matchConditions);
				expect(String(validationActions)).to.be.oneOf(["Deny", "Warn,Audit"]);
				// Kyverno's controller reads it without asking whether it is there.
				const { resourceRules } = rest.matchConstraints as { resourceRules: { scope?: string }[] };
				for (const { scope } of resourceRules) expect(scope).to.be.oneOf(["Cluster", "Namespaced"]);
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

/** How each engine asks of what is there: nobody asks, and Kyverno as if it were new. */
const audits = { gatekeeper: { operation: "" }, kyverno: { operation: "CREATE" } } as const;

for (const [engine, { operation }] of Object.entries(audits)) {
	describe(`what ${engine} judges, which asks of what is there too`, () => {
		const withoutUser = { operation, userInfo: {} };

		/** Whether the policy of SEC-001 over pods, or of ACC-003 over cluster roles, judges the object. */
		async function judges(policy: string, request: object, object: object, oldObject: object | null = null) {
			const { manifests } = await exported(engine);
			const found = manifests.find(({ metadata }) => metadata.name.replaceAll("-", "") === policy);
			if (found === undefined) throw new Error(`${policy}: there is no such policy`);
			const conditions = engine === "kyverno" ? found.spec.matchConditions : sourceOf(found).matchCondition;
			return (conditions as Condition[]).every(({ expression }) => {
				const { whole } = compile(expression, ["object", "oldObject", "request"], { checked: false });
				return whole([object, oldObject, request]) === true;
			});
		}

		const pods = "gxplabsec001restrictedpodspods";
		const pod = (owner: string) => ({
			metadata: { name: "x", ownerReferences: [{ kind: "DaemonSet", name: owner, controller: true }] },
			spec: { hostNetwork: true },
		});
		const of = { namespace: "kube-system", kind: { group: "", version: "v1", kind: "Pod" } };
		const maker = { username: "system:serviceaccount:kube-system:daemon-set-controller" };

		it("is a pod of an excepted workload when somebody else sends it, and not when its controller does", async () => {
			const create = { ...of, operation: "CREATE" };
			expect(await judges(pods, { ...create, userInfo: { username: "eve" } }, pod("cilium"))).to.equal(true);
			expect(await judges(pods, { ...create, userInfo: maker }, pod("cilium"))).to.equal(false);
		});

		it("is, in an audit that has no user, every pod but those of an excepted workload", async () => {
			const audit = { ...of, ...withoutUser };
			expect(await judges(pods, audit, pod("cilium"))).to.equal(false);
			expect(await judges(pods, audit, pod("other"))).to.equal(true);
			expect(await judges(pods, { ...audit, namespace: "default" }, pod("cilium"))).to.equal(true);
		});

		it("is a change of an excepted pod, and not one that leaves it as it is", async () => {
			const update = { ...of, operation: "UPDATE", userInfo: { username: "eve" } };
			const before = { ...pod("cilium"), spec: { hostNetwork: false } };
			expect(await judges(pods, update, pod("cilium"), before)).to.equal(true);
			expect(await judges(pods, update, pod("cilium"), pod("cilium"))).to.equal(false);
		});

		it("is, in an audit, what is on its way out too; a request that only lets it go is not judged", async () => {
			const pod = { metadata: { name: "x", deletionTimestamp: "2026-11-21T00:00:00Z" }, spec: {} };
			const update = { ...of, operation: "UPDATE", userInfo: { username: "eve" } };
			expect(await judges(pods, { ...of, ...withoutUser }, pod)).to.equal(true);
			expect(await judges(pods, update, pod, pod)).to.equal(false);
			expect(await judges(pods, update, { ...pod, spec: { hostNetwork: true } }, pod)).to.equal(true);
		});

		it("is, in an audit, every role but those that Kubernetes makes of itself; in a request the label helps nobody", async () => {
			const roles = "gxplabacc003leastrolesclusterroles";
			const role = (labels: object) => ({ metadata: { name: "x", labels }, rules: [] });
			const own = role({ "kubernetes.io/bootstrapping": "rbac-defaults" });
			expect(await judges(roles, withoutUser, own)).to.equal(false);
			expect(await judges(roles, withoutUser, role({}))).to.equal(true);
			expect(await judges(roles, { operation: "CREATE", userInfo: { username: "eve" } }, own)).to.equal(true);
			const server = { username: "system:apiserver", groups: ["system:masters"] };
			expect(await judges(roles, { operation: "CREATE", userInfo: server }, own)).to.equal(false);
			const labelled = { ...pod("other"), metadata: { name: "x", labels: own.metadata.labels } };
			expect(await judges(pods, { ...of, ...withoutUser }, labelled), "a pod with their label").to.equal(true);
		});
	});
}
