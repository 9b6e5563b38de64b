import { controlById } from "../../../controls/catalogue";
import { selectorOf } from "../../../controls/cel/unknown";
import { type Judgement, undecided } from "../../../controls/judgement";
import { kindOfToken } from "../../kubernetes";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, elements } from "../installed";
import { exemptingDefinitions, exemptingExpressions, exemptingList } from "./exemptions";

const control = controlById("SEC-011");

/**
 * SEC-011 over the match conditions of webhooks and of Kyverno's policies, each read as the expression that it is. In the cluster
 * failClosedWebhooks and exactExemptions look through them by a pattern, which does not see all of it.
 */
export const exactEngineConditions: ResourceRule = {
	id: control.id,
	slug: "exact-engine-conditions",
	says: "A match condition of a webhook or of a policy of Kyverno compares namespaces with exact names only.",
	fix: "Compare request.namespace by ==, != or in with the names themselves, and leave the labels of namespaces out of it.",
	judge,
};

function judge({ type, properties }: Resource): Judgement[] | undefined {
	const lists = listsOf(kindOfToken(type));
	if (lists === undefined) return undefined;
	if (isPulumiUnknown(properties.spec)) return [undecided("spec")];
	return [
		...lists.conditions.flatMap((path) => conditionsAt(properties, path)),
		...(lists.definitions ? exemptingDefinitions(properties) : []),
	];
}

interface Lists {
	/** Lists of match conditions; `[]` stands for every element of a list on the way. */
	conditions: readonly string[];
	/** Whether it has variables and validations in CEL too. */
	definitions?: true;
}

function listsOf(token: { apiVersion: string; kind: string } | undefined): Lists | undefined {
	const kind = token?.kind.replace(/Patch$/, "") ?? "";
	switch (token?.apiVersion.split("/", 1)[0]) {
		case "admissionregistration.k8s.io":
			return /^(Validating|Mutating)WebhookConfiguration$/.test(kind)
				? { conditions: ["webhooks[].matchConditions"] }
				: undefined;
		case "kyverno.io":
			return /^(Cluster)?Policy$/.test(kind)
				? { conditions: ["spec.webhookConfiguration.matchConditions", "spec.rules[].celPreconditions"] }
				: undefined;
		case "policies.kyverno.io":
			if (kind === "PolicyException") return { conditions: ["spec.matchConditions"] };
			return /^(Namespaced)?(Image)?(Validating|Mutating)Policy$/.test(kind)
				? { conditions: ["spec.matchConditions"], definitions: true }
				: undefined;
	}
	return undefined;
}

/** The lists of match conditions at a path, one for every element of the list that `[]` stands for. */
function conditionsAt(properties: Resource["properties"], path: string): Judgement[] {
	const [outer = "", inner] = path.split("[].", 2);
	if (inner === undefined) return exemptingExpressions(properties, path, { condition: true, named: true });
	const list = at(properties, ...outer.split("."));
	if (isPulumiUnknown(list)) return [undecided(outer)];
	return elements(list).flatMap((one, i) =>
		isPulumiUnknown(one)
			? [undecided(`${outer}[${i}]`)]
			: exemptingList(at(one, inner), `${outer}[${selectorOf(one, i, isPulumiUnknown)}].${inner}`, {
					condition: true,
					named: true,
				}),
	);
}
