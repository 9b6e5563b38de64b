import { expect } from "chai";
import { parseFinding } from "../../controls/finding";
import { policyName } from "../../controls/policyNames";
import type { EnvironmentClass } from "../../controls/types";
import { assess, assessStack, type Report } from "../../policy-pack/assess";
import { Context } from "../../policy-pack/context";
import { rules, stackRules } from "../../policy-pack/pack";
import { allCases, allStackCases } from "./cases";
import { before, root } from "./cases/case";
import { handed } from "./cases/handed";
import { faultsOf, type Said, waitsFor } from "./unknownParts";

const context = (environmentClass: EnvironmentClass = "production") =>
	new Context(new Map([["production-stack", environmentClass]]), [], before, { rehearsal: true, handed });

/** Rules that read whatever is in a mapping: what is not known yet there may be what they look for. */
const readEverything: Readonly<Record<string, readonly string[]>> = {
	"acc-001-local-login": ["Release values"],
	"acc-002-mapped-roles": ["Release values"],
	// Each label of a selector, each member of a bucket's versioning, each annotation that configures a controller.
	"bcm-005-redundant-services": ["Deployment spec.template.spec", "StatefulSet spec.template.spec"],
	"int-005-record-bucket-settings": ["S3BucketVersioning versioningConfiguration"],
	"sec-004-tls-gateways": ["Gateway spec.listeners.[].tls.options"],
	"sec-004-tls-ingress": ["Ingress metadata.annotations"],
	"sec-007-plaintext-config-maps": ["ConfigMap data"],
	"sec-007-plaintext-values": [
		"Release values",
		...["ConfigMap ", "APIService ", "ValidatingWebhookConfiguration ", "ExternalSecret "],
	],
	"sec-008-kept-keys": ["Release values", "Secret stringData", "ConfigMap data"],
	"sec-011-fail-closed-settings": ["Release values"],
};

function saidBy(reports: readonly Report[] | string): Said {
	const findings = typeof reports === "string" ? [] : reports.map(({ message }) => parseFinding(message));
	const of = (outcome: string) => findings.filter((one) => one?.outcome === outcome);
	const paths = of("FAIL").map((one) => one?.finding.split(" ", 1)[0]?.replaceAll(/\[[^\]]*\]/g, "[]") ?? "");
	return { violated: paths, open: of("NOT EVALUATED").length };
}

/** The cases of what is decided. */
const decided = <One>({ violating, compliant, absent, nearMiss }: Record<Kind, One[]>): One[] =>
	[violating, compliant, absent, nearMiss].flat();
type Kind = "violating" | "compliant" | "absent" | "nearMiss";

describe("a part that is not known yet", () => {
	for (const cases of allCases)
		it(`is neither passed over by ${cases.policy}, nor decided without`, () => {
			const rule = rules.find(({ id, slug }) => policyName(id, slug) === cases.policy);
			if (rule === undefined) throw new Error(`${cases.policy}: is not in the pack`);
			const judged = decided(cases).map(({ resource, ...one }) => ({ ...one, resources: [resource] }));
			const faults = faultsOf(judged, (resources, environmentClass) =>
				saidBy(
					resources.flatMap((one) => {
						const reports = assess(rule, one, context(environmentClass));
						return typeof reports === "string" ? [] : reports;
					}),
				),
			);
			expect(faults).to.deep.equal([]);
		});

	for (const cases of allStackCases)
		it(`is neither passed over by ${cases.policy}, over whole stacks, nor decided without`, () => {
			const rule = stackRules.find(({ id, slug }) => policyName(id, slug) === cases.policy);
			if (rule === undefined) throw new Error(`${cases.policy}: is not in the pack`);
			const faults = faultsOf(decided(cases), (resources, environmentClass) =>
				saidBy(assessStack(rule, [root, ...resources], context(environmentClass))),
			);
			expect(faults).to.deep.equal([]);
		});

	it("is waited for by no rule that does not read it", () => {
		for (const cases of allCases) {
			const rule = rules.find(({ id, slug }) => policyName(id, slug) === cases.policy);
			if (rule === undefined) throw new Error(`${cases.policy}: is not in the pack`);
			const waits = [...cases.compliant, ...cases.nearMiss].flatMap(({ resource, environmentClass }) =>
				waitsFor(resource, (one) => saidBy(assess(rule, one, context(environmentClass)))),
			);
			const allowed = readEverything[cases.policy] ?? [];
			const others = waits.filter((place) => !allowed.some((start) => place.startsWith(start)));
			expect(others, cases.policy).to.deep.equal([]);
			expect(
				allowed.filter((start) => !waits.some((place) => place.startsWith(start))),
				cases.policy,
			).to.deep.equal([]);
		}
	});
});
