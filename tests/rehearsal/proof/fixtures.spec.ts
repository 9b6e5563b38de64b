import { expect } from "chai";
import { kubernetesRules } from "../../../controls/kubernetes";
import { familyOf } from "../../../controls/kubernetes/scope";
import { objectFixtures, type Tree } from "../../../rehearsal/proof/fixtures";

/** A template with ephemeral containers is refused by the server's own validation, whatever the policies say. */
function isValidTemplate(object: Tree, podSpec: string): boolean {
	const spec = podSpec.split(".").reduce<unknown>((tree, key) => (tree as Tree | undefined)?.[key], object) as Tree;
	return spec !== undefined && (podSpec === "spec" || spec.ephemeralContainers === undefined);
}

describe("what the API server is shown of the rules over pods", () => {
	it("is a refused object for every place that a pod has: each is an admission policy of its own", () => {
		const without = kubernetesRules.flatMap((rule) => {
			const refused = objectFixtures(rule).filter((one) => one.expected === "refused" && one.notShown === undefined);
			return rule.applies.families.flatMap((family) => {
				const { podSpec } = family.paths;
				if (podSpec === undefined) return [];
				const shown = refused.some(
					({ object }) =>
						familyOf(rule.applies, object.apiVersion, object.kind) === family && isValidTemplate(object, podSpec),
				);
				return shown ? [] : [`${rule.id} ${rule.slug} ${family.name}`];
			});
		});
		expect(without).to.deep.equal([]);
	});
});
