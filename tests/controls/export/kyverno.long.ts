/**
 * Kyverno's CLI judges the exported ValidatingPolicies over the rules' own cases, and comes to the verdicts of the gate. It is
 * taken from GXP_LAB_KYVERNO or from PATH; where it is not, the test is not executed.
 *
 * What the CLI (1.19.1, cmd/cli/kubectl-kyverno) does otherwise than a cluster, and what is done about it here:
 * - It keeps the objects in a fake client, which panics at a second one of a kind, namespace and name
 *   (commands/apply/command.go, createFakeClientFromResources): a case gets a name of its own where no expression of its rule
 *   reads the name, and a run of its own where one does.
 * - It guesses the plural of a kind that it does not know, `gatewaies` (processor/policy_processor.go, resolveResource): it is
 *   given definitions. It reads them after the objects, and by then every object without a namespace has been put into
 *   `default`, unless it knows the kind (resource/resource.go, YamlToUnstructured): `scope: Cluster` is left out of the rules for such kinds.
 * - It makes every number of an object a double (commands/test/test.go, ProcessResources), with which an int cannot be added.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type KyvernoResult, kyvernoArguments, kyvernoResults } from "../../../cli/bench/kyvernoReport";
import { kyverno } from "../../../cli/bench/tools";
import type { Manifest } from "../../../controls/admission";
import type { Kind } from "../../../controls/kubernetes/scope";
import { differing, exportedManifests, type Judgeable, type Judged, judgedByTheGate, yamlOf } from "./judged";

const tool = kyverno(process.env);
const whyNot = "absent" in tool ? ` (kyverno: ${tool.absent})` : "";

describe("kyverno, over the exported ValidatingPolicies", function () {
	this.timeout(3_600_000);
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "kyverno-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	it(`comes to the gate's verdict over every case of the rules in CEL${whyNot}`, async function () {
		if ("absent" in tool) return this.skip();
		const policies = await exportedManifests("kyverno");
		const cases = judgedByTheGate();
		expect(cases.length).to.be.above(100);
		const results = new Map<string, KyvernoResult["result"][]>();
		for (const name of new Set(cases.map((one) => one.policies))) {
			const own = policies.filter(({ metadata }) => metadata.name.startsWith(name));
			const ofRule = cases.filter((one) => one.policies === name);
			for (const { result, object } of resultsOf(tool.program, join(folder, name), own, ofRule))
				results.set(object.uid ?? "", [...(results.get(object.uid ?? "") ?? []), result]);
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
});

function resultsOf(
	program: string,
	folder: string,
	policies: readonly Manifest[],
	cases: readonly Judged[],
): KyvernoResult[] {
	mkdirSync(folder);
	const write = (name: string, documents: readonly object[]): string => {
		const file = join(folder, name);
		writeFileSync(file, yamlOf(documents));
		return file;
	};
	const kinds = cases[0]?.rule.applies.families.flatMap((family) => family.kinds.filter(isCustom)) ?? [];
	const written = write("policies.yaml", policies.map(withoutUnknownScope));
	const definitions = kinds.length === 0 ? [] : ["--crd-paths", write("definitions.yaml", kinds.map(definitionOf))];
	const objects = cases.map(({ object }, i) => (policies.some(readsName) ? object : named(object, i)));
	return runsOf(objects).flatMap((run, i) => {
		const file = write(`objects-${i}.yaml`, run);
		const { stdout, stderr } = spawnSync(program, [...kyvernoArguments([written], file), ...definitions], {
			encoding: "utf8",
			maxBuffer: 1 << 30,
		});
		expect(stderr, file).to.equal("");
		return kyvernoResults(stdout);
	});
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
