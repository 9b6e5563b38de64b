import { expect } from "chai";
import { kubernetesRules } from "../../../controls/kubernetes";
import { objectFixtures, type Tree } from "../../../rehearsal/proof/fixtures";

/** A template with ephemeral containers is refused by the server's own validation, whatever the policies say. */
function isValidTemplate(object: Tree, podSpec: string): boolean {
	const spec = podSpec.split(".").reduce<unknown>((tree, key) => (tree as Tree | undefined)?.[key], object) as Tree;
	return spec !== undefined && (podSpec === "spec" || spec.ephemeralContainers === undefined);
}

describe("what the API server is shown of the rules over pods", () => {
	it("is a refused object of every kind that carries a pod: what is shown of one says nothing of another", () => {
		const without = kubernetesRules.flatMap((rule) => {
			const refused = objectFixtures(rule).filter((one) => one.expected === "refused" && one.notShown === undefined);
			return rule.applies.families.flatMap((family) => {
				const { podSpec } = family.paths;
				if (podSpec === undefined) return [];
				const kinds = family.kinds.filter(({ resource }) => !resource.includes("/"));
				return kinds.flatMap(({ kind }) => {
					const shown = refused.some(({ object }) => object.kind === kind && isValidTemplate(object, podSpec));
					return shown ? [] : [`${rule.id} ${rule.slug} ${kind}`];
				});
			});
		});
		expect(without).to.deep.equal([]);
	});
});
