import { stringify } from "yaml";
import type { Manifest } from "../../../controls/admission";
import { normalise } from "../../../controls/cel/unknown";
import type { Exception } from "../../../controls/exceptions";
import { formats } from "../../../controls/export";
import { kubernetesRules } from "../../../controls/kubernetes";
import { judgeObject } from "../../../controls/kubernetes/judge";
import type { KubernetesRule } from "../../../controls/kubernetes/rule";
import { policyName } from "../../../controls/policyNames";
import { kindOfToken } from "../../../policy-pack/kubernetes";
import { allCases } from "../../policy-pack/cases";
import type { Case } from "../../policy-pack/cases/case";

/** A case of a rule in CEL, with the gate's verdict: what another engine is to come to with the exported policies. */
export interface Judged {
	says: string;
	rule: KubernetesRule;
	/** What the names of the rule's exported policies begin with. */
	policies: string;
	/** The object's `metadata.uid`, of its own among all cases: by it an engine's verdicts are told apart. */
	uid: string;
	object: Judgeable;
	gate: "held" | "violated";
}

export interface Judgeable {
	apiVersion: string;
	kind: string;
	metadata: { name?: string; namespace?: string; uid: string };
}

/** The cases of the rules in CEL that admission can be shown. */
export function judgedByTheGate(): Judged[] {
	return kubernetesRules.flatMap((rule) => {
		const policy = policyName(rule.id, rule.slug);
		const cases = allCases.find((one) => one.policy === policy);
		if (cases === undefined) throw new Error(`${policy}: has no cases`);
		const chosen: Case[] = [...cases.compliant, ...cases.violating, ...cases.nearMiss];
		return chosen.flatMap(({ says, resource, notInAdmission }, i): Judged[] => {
			const token = kindOfToken(resource.type);
			if (token === undefined || notInAdmission !== undefined || resource.properties.items !== undefined) return [];
			const object = { ...resource.properties, ...token };
			const verdicts = judgeObject(rule, token, object, () => false);
			if (verdicts === undefined) return [];
			const uid = `${policy}-${i}`;
			const metadata = { ...(object as { metadata?: object }).metadata, uid };
			return [
				{
					says: `${policy}: ${says}`,
					rule,
					policies: `gxp-lab-${policy}-`,
					uid,
					// A null field of a typed object is gone before an engine is asked; a CLI reads the text as it is.
					object: normalise({ ...object, metadata }, () => false) as Judgeable,
					gate: verdicts.length === 0 ? "held" : "violated",
				},
			];
		});
	});
}

/** The cases that an engine judges otherwise than the gate, as sentences. */
export function differing(
	cases: readonly Judged[],
	engine: string,
	verdict: (judged: Judged) => Judged["gate"] | "not judged",
): string[] {
	return cases.flatMap((one) => {
		const found = verdict(one);
		return found === one.gate ? [] : [`${one.says}: ${engine} ${found}, gate ${one.gate}`];
	});
}

/** A format's manifests, as they are for production. */
export async function exportedManifests(
	format: "gatekeeper" | "kyverno",
	exceptions: readonly Exception[] = [],
): Promise<Manifest[]> {
	const files = (await formats[format]?.({ environmentClass: "production", exceptions })) ?? [];
	return files.map(({ content }) => content as Manifest);
}

export function yamlOf(documents: readonly object[]): string {
	return documents.map((one) => stringify(one, { aliasDuplicateObjects: false, version: "1.1" })).join("---\n");
}
