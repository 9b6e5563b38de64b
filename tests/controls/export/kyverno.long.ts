/**
 * Kyverno's CLI judges the exported ValidatingPolicies over the rules' own cases, and comes to the verdicts of the gate. It is
 * taken from GXP_LAB_KYVERNO or from PATH; where it is not, the test is not executed.
 *
 * What the CLI (1.19.1, cmd/cli/kubectl-kyverno) does otherwise than a cluster, and what is done about it here:
 * - It keeps the objects in a fake client, which panics at a second one of a kind, namespace and name
 *   (commands/apply/command.go, createFakeClientFromResources): a case gets a name of its own where no expression of its rule
 *   reads the name, and a run of its own where one does.
 * - It guesses the plural of a kind that it does not know, `gatewaies` (processor/policy_processor.go, resolveResource): it is
 *   given definitions. It reads them after the objects, and by then it has put every object of such a kind that has no
 *   namespace into `default` (resource/resource.go, YamlToUnstructured): `scope: Cluster` is left out of these kinds' rules.
 * - It makes every number of an object a double (commands/test/test.go, ProcessResources), with which an int cannot be added.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type KyvernoResult, kyvernoArguments, kyvernoResults } from "../../../cli/bench/kyvernoReport";
import { kyverno } from "../../../cli/bench/tools";
import type { Manifest } from "../../../controls/admission";
import type { Exception } from "../../../controls/exceptions";
import type { Kind } from "../../../controls/kubernetes/scope";
import { differing, exportedManifests, type Judgeable, judgedByTheGate, yamlOf } from "./judged";

const tool = kyverno(process.env);
const whyNot = "absent" in tool ? ` (kyverno: ${tool.absent})` : "";

describe("kyverno, over the exported ValidatingPolicies", function () {
	this.timeout(3_600_000);
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "kyverno-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	const write = (name: string, documents: readonly object[]): string => {
		const file = join(folder, name);
		writeFileSync(file, yamlOf(documents));
		return file;
	};

	it(`comes to the gate's verdict over every case of the rules in CEL${whyNot}`, async function () {
		if ("absent" in tool) return this.skip();
		const policies = await exportedManifests("kyverno");
		const cases = judgedByTheGate();
		expect(cases.length).to.be.above(100);
		// Without a user it would be a scan of what is there.
		const user = { apiVersion: "cli.kyverno.io/v1alpha1", kind: "UserInfo", userInfo: { username: "somebody" } };
		const asUser = ["--userinfo", write("user.yaml", [user])];
		const results = new Map<string, KyvernoResult["result"][]>();
		for (const name of new Set(cases.map((one) => one.policies))) {
			const own = policies.filter(({ metadata }) => metadata.name.startsWith(name));
			const ofRule = cases.filter((one) => one.policies === name);
			const kinds = ofRule[0]?.rule.applies.families.flatMap((family) => family.kinds.filter(isCustom)) ?? [];
			const policiesFile = write(`${name}policies.yaml`, own.map(withoutUnknownScope));
			const definitions =
				kinds.length === 0 ? [] : ["--crd-paths", write(`${name}definitions.yaml`, kinds.map(definitionOf))];
			const objects = ofRule.map(({ object }, i) => (own.some(readsName) ? object : named(object, i)));
			for (const [i, run] of runsOf(objects).entries()) {
				const file = write(`${name}${i}.yaml`, run);
				for (const { result, object } of resultsOf(tool.program, policiesFile, file, [...asUser, ...definitions]))
					results.set(object.uid ?? "", [...(results.get(object.uid ?? "") ?? []), result]);
			}
		}
		const differ = differing(cases, "kyverno", ({ uid }) => {
			const found = results.get(uid) ?? [];
			// A cluster refuses both (pkg/webhooks/resource/vpol/handler.go).
			if (found.includes("fail") || found.includes("error")) return "violated";
			return found.includes("pass") ? "held" : "not judged";
		});
		// They count the ports of a range, and the CLI's numbers are doubles; those of a cluster are not.
		expect(differ).to.have.members(
			[
				"cilium-policies: the ports of a range, for everybody",
				"network-policies: the ports of a range",
				"network-policies: the highest range of IANA's",
				"network-policies: the node ports in TCP and UDP, and other ranges",
			].map((one) => `sec-003-open-${one}: kyverno violated, gate held`),
		);
	});

	it(`reports of what is there neither what is excepted nor the roles that Kubernetes makes${whyNot}`, async function () {
		if ("absent" in tool) return this.skip();
		const policies = await exportedManifests("kyverno", [exception]);
		const judging = ["gxp-lab-sec-001-restricted-pods-pods", "gxp-lab-acc-003-least-roles-clusterroles"];
		const own = write(
			"scan-policies.yaml",
			policies.filter(({ metadata }) => judging.includes(metadata.name)),
		);
		const pod = (owner: string) => ({
			apiVersion: "v1",
			kind: "Pod",
			metadata: {
				name: `${owner}-x`,
				namespace: "kube-system",
				ownerReferences: [{ apiVersion: "apps/v1", kind: "DaemonSet", name: owner, uid: owner, controller: true }],
			},
			spec: { hostNetwork: true, containers: [{ name: "agent", image: "agent" }] },
		});
		const role = (name: string, labels: object) => ({
			apiVersion: "rbac.authorization.k8s.io/v1",
			kind: "ClusterRole",
			metadata: { name, labels },
			rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
		});
		const bootstrapped = { "kubernetes.io/bootstrapping": "rbac-defaults" };
		const objects = [pod("cilium"), pod("other"), role("cluster-admin", bootstrapped), role("admin", {})];
		const found = resultsOf(tool.program, own, write("scan.yaml", objects), []);
		expect(found.map(({ object, result }) => `${object.name}: ${result}`)).to.have.members([
			"cilium-x: skip",
			"other-x: fail",
			"cluster-admin: skip",
			"admin: fail",
		]);
	});
});

const exception: Exception = {
	control: "SEC-001",
	resource: { apiVersion: "apps/v1", kind: "DaemonSet", namespace: "kube-system", name: "cilium" },
	finding: "spec.template.spec",
	reason: "A test.",
	risk: "None.",
	approver: "A. Person",
	until: "2027-10-31",
};

function resultsOf(program: string, policies: string, objects: string, more: readonly string[]): KyvernoResult[] {
	const { stdout, stderr } = spawnSync(program, [...kyvernoArguments([policies], objects), ...more], {
		encoding: "utf8",
		maxBuffer: 1 << 30,
	});
	expect(stderr, objects).to.equal("");
	return kyvernoResults(stdout);
}

/** Not one of Kubernetes' own groups, which the CLI knows. */
const isCustom = ({ apiGroup }: { apiGroup: string }): boolean =>
	apiGroup.includes(".") && (!apiGroup.endsWith(".k8s.io") || apiGroup.startsWith("gateway."));

interface ResourceRule {
	apiGroups: [string];
	scope: string;
}

function withoutUnknownScope(policy: Manifest): Manifest {
	const { resourceRules, ...rest } = policy.spec.matchConstraints as { resourceRules: ResourceRule[] };
	const known = resourceRules.map(({ scope, ...rule }) =>
		scope === "Cluster" && isCustom({ apiGroup: rule.apiGroups[0] }) ? rule : { ...rule, scope },
	);
	return { ...policy, spec: { ...policy.spec, matchConstraints: { ...rest, resourceRules: known } } };
}

function definitionOf({ apiGroup, apiVersion, kind, resource, cluster }: Kind): object {
	return {
		apiVersion: "apiextensions.k8s.io/v1",
		kind: "CustomResourceDefinition",
		metadata: { name: `${resource}.${apiGroup}` },
		spec: {
			group: apiGroup,
			scope: cluster === true ? "Cluster" : "Namespaced",
			names: { kind, plural: resource, singular: kind.toLowerCase() },
			versions: [{ name: apiVersion, served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
		},
	};
}

/** Its message may: what is refused does not hang on it. */
function readsName({ spec }: Manifest): boolean {
	const validations = spec.validations as { expression: string }[];
	const conditions = spec.matchConditions as { expression: string }[];
	return [...validations, ...conditions].some(({ expression }) => /\b(metadata|request)\.\??name\b/.test(expression));
}

function named(object: Judgeable, i: number): Judgeable {
	return { ...object, metadata: { ...object.metadata, name: `${object.metadata.name ?? "unnamed"}-${i}` } };
}

/** No object twice in a run. */
function runsOf(objects: readonly Judgeable[]): Judgeable[][] {
	const runs: Map<string, Judgeable>[] = [];
	for (const object of objects) {
		const { apiVersion, kind, metadata } = object;
		const key = [apiVersion, kind, metadata.namespace, metadata.name].join(" ");
		const free = runs.find((one) => !one.has(key));
		if (free === undefined) runs.push(new Map([[key, object]]));
		else free.set(key, object);
	}
	return runs.map((run) => [...run.values()]);
}
