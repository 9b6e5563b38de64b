import { compile } from "../../../../controls/cel/expression";
import { isUnknownSymbol, normalise } from "../../../../controls/cel/unknown";
import { CelError } from "../../../../controls/cel/values";
import type { ApiServer } from "../../proof/apiServer";
import type { Case, Policy } from "./case";
import type { Family } from "./family";
import type { Outcome } from "./main";
import type { Random } from "./random";

const group = "differential.gxp-lab.example";
const collection = `/apis/${group}/v1/namespaces/default/inputs`;
/** The API server takes 20 audit annotations a policy; one says that the policy is there. */
const perPolicy = 19;

/** A custom resource without a schema: as dynamic as an admission policy takes every object. */
async function define(server: ApiServer): Promise<void> {
	const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
	await server.call("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
		apiVersion: "apiextensions.k8s.io/v1",
		kind: "CustomResourceDefinition",
		metadata: { name: `inputs.${group}` },
		spec: {
			group,
			scope: "Namespaced",
			names: { plural: "inputs", singular: "input", kind: "Input" },
			versions: [{ name: "v1", served: true, storage: true, schema }],
		},
	});
	for (let tries = 0; tries < 100; tries++) {
		if ((await server.call("GET", collection)).status === 200) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`${collection} is not served`);
}

export async function functionCases(
	server: ApiServer,
	random: Random,
	families: readonly Family[],
): Promise<{ cases: Case[]; policies: Policy[] }> {
	await define(server);
	const cases: Case[] = [];
	const policies: Policy[] = [];
	for (const { name, objects, input, expressions } of families) {
		const compiled = expressions.map((source) => compile(source, ["o"]).whole);
		const place = (i: number): { policy: string; index: number } => ({
			policy: `${name}-${Math.floor(i / perPolicy)}`,
			index: i % perPolicy,
		});
		for (let first = 0; first < expressions.length; first += perPolicy) {
			policies.push({
				name: place(first).policy,
				match: {
					objectSelector: { matchLabels: { family: name } },
					resourceRules: [{ apiGroups: [group], apiVersions: ["v1"], operations: ["CREATE"], resources: ["inputs"] }],
				},
				variables: [],
				expressions: expressions
					.slice(first, first + perPolicy)
					.map((source) => source.replace(/\bo\./g, "object.spec.").replace(/\bo\b(?=\.\?)/g, "object.spec")),
			});
		}
		for (let count = 0; count < objects; count++) {
			const made = input(random);
			// As it is sent: JSON has no number that is not finite.
			const spec = JSON.parse(JSON.stringify(made)) as Record<string, unknown>;
			const here = normalise(spec, isUnknownSymbol);
			cases.push({
				group: name,
				collection,
				object: {
					apiVersion: `${group}/v1`,
					kind: "Input",
					metadata: { name: "input", labels: { family: name } },
					spec,
				},
				input: spec,
				expected: compiled.map((whole, i) => ({
					...place(i),
					what: expressions[i] ?? "",
					here: outcome(() => whole([here])),
				})),
			});
		}
	}
	return { cases, policies };
}

function outcome(evaluate: () => unknown): Outcome {
	try {
		const value = evaluate();
		return value === true ? "true" : value === false ? "false" : "error";
	} catch (error) {
		// Anything else is a fault of the evaluator.
		if (!(error instanceof CelError)) throw error;
		return "error";
	}
}
