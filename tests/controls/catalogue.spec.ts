import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { catalogue, controlById } from "../../controls/catalogue";
import { kubernetesRules } from "../../controls/kubernetes";
import { policyName } from "../../controls/policyNames";
import { configurationRules } from "../../controls/repository";
import { type Control, environmentClasses, type Where } from "../../controls/types";
import { kindOfToken } from "../../policy-pack/kubernetes";
import { resourceRules, stackRules } from "../../policy-pack/rules";
import { testsOf } from "../../policy-pack/testsOf";
import { expectation, objectFixtures } from "../../rehearsal/proof/fixtures";
import { places } from "../../rehearsal/proof/prove";
import { endFixture, lateFixture, shownOfResources, shownOfStacks } from "../../rehearsal/proof/shown";
import { allCases, allStackCases } from "../policy-pack/cases";
import { configurationCases } from "./repository/cases";

const areas = { ACC: 9, AUD: 7, BCM: 7, CHG: 11, INT: 8, MON: 1, SEC: 12, VAL: 2 };

const cased = [...allCases, ...allStackCases, ...configurationCases];
const proven = places();

/** What a control must have beside its statement, and does not. */
function lacks({ id, clauses }: Pick<Control, "id" | "clauses">): string[] {
	const rules = testsOf(id);
	const policies = new Set(cased.map(({ policy }) => policy));
	return [
		...(rules.length === 0 ? ["a rule"] : []),
		...rules.filter((rule) => !policies.has(rule)).map((rule) => `cases of ${rule}`),
		...(rules.some((rule) => policies.has(rule)) ? [] : ["a case"]),
		...(existsSync(join(__dirname, `../../docs/controls/${id}.md`)) ? [] : ["a page"]),
		...(clauses.length > 0 ? [] : ["a clause"]),
		...(proven.some(({ control }) => control === id) ? [] : ["a proof"]),
	];
}

describe("the catalogue", () => {
	it("has the 57 controls, numbered without a gap, and no other", () => {
		const ids = Object.entries(areas).flatMap(([area, count]) =>
			Array.from({ length: count }, (_, i) => `${area}-${String(i + 1).padStart(3, "0")}`),
		);
		expect(ids).to.have.length(57);
		expect(catalogue.map(({ id }) => id)).to.deep.equal(ids);
	});

	for (const control of catalogue)
		it(`has a case, a page, a clause and a proof of ${control.id}`, () => expect(lacks(control)).to.deep.equal([]));

	it("would be told of a control that has none of them", () =>
		expect(lacks({ id: "SEC-999", clauses: [] })).to.deep.equal(["a rule", "a case", "a page", "a clause", "a proof"]));

	it("states for every control its clauses with a rationale, a fix, a residual risk and each class's enforcement", () => {
		for (const control of catalogue) {
			for (const { reference, rationale } of control.clauses)
				expect([reference, rationale].every((text) => text.trim() !== "")).to.equal(true);
			for (const text of [control.says, control.why, control.fix, control.residualRisk])
				expect(text.trim(), control.id).not.to.equal("");
			expect(Object.keys(control.enforcement)).to.have.members([...environmentClasses]);
		}
	});

	it("names no clause twice in a control, as the later rationale would hide the earlier", () => {
		for (const { id, clauses } of catalogue) {
			const named = clauses.map(({ source, reference }) => `${source} ${reference}`);
			expect(named, id).to.have.length(new Set(named).size);
		}
	});
});

/** Whether one of the rule's cases is a Kubernetes object that it refuses; a Helm release is a resource of the program. */
function refusesObjects(policy: string): boolean {
	const cases = allCases.find((one) => one.policy === policy);
	return (cases?.violating ?? []).some(({ resource }) => {
		const kind = kindOfToken(resource.type);
		return kind !== undefined && !kind.apiVersion.startsWith("helm.sh/");
	});
}

describe("the places where the catalogue says that a control is judged", () => {
	const of = <Rule extends { id: string }>(rules: readonly Rule[], id: string) =>
		rules.filter((rule) => rule.id === id);
	/** The places that the rules of a control go to, beside those of the program, which are told below. */
	const judgedAt = (id: string): Set<Where> => {
		const objects = of(resourceRules, id).some(
			(rule) => rule.programOnly !== true && refusesObjects(policyName(rule.id, rule.slug)),
		);
		const sets = of(stackRules, id).some(({ overObjects }) => overObjects);
		return new Set<Where>([
			...(of(kubernetesRules, id).length > 0 || objects || sets ? ["kubernetes" as const] : []),
			...(of(stackRules, id).length > 0 ? ["stack" as const] : []),
			...(of(configurationRules, id).length > 0 ? ["configuration" as const] : []),
		]);
	};

	it("are those of its rules: objects, whole stacks, the configuration", () => {
		for (const { id, where } of catalogue)
			expect(new Set(where.filter((place) => place !== "provider")), id).to.deep.equal(judgedAt(id));
	});

	it("are resources of the program only where a rule reads them, and every rule over resources has its place", () => {
		for (const { id, where } of catalogue) {
			const resources = of(resourceRules, id).length > 0;
			const stacks = of(stackRules, id).some(({ overObjects }) => !overObjects);
			if (where.includes("provider")) expect(resources || stacks, id).to.equal(true);
			if (resources) expect(where.includes("provider") || where.includes("kubernetes"), id).to.equal(true);
		}
	});
});

describe("what the proof shows", () => {
	it("is every rule, once in each place where it is judged, and of no control that the catalogue does not have", () => {
		const ids = catalogue.map(({ id }) => id);
		expect(new Set(proven.map(({ control }) => control))).to.deep.equal(new Set(ids));
		const named = proven.map(({ rule, where }) => `${rule} in ${where}`);
		expect(named).to.have.length(new Set(named).size);
		const elsewhere = proven.filter(({ where }) => where !== "up").map(({ rule }) => rule);
		expect(elsewhere).to.have.members(catalogue.flatMap(({ id }) => testsOf(id)));
	});

	it("says of SEC-007 what Gatekeeper refuses of its cases, where the API server admits it", () => {
		const { residualRisk } = controlById("SEC-007");
		const says = allCases.filter(({ policy }) => policy.startsWith("sec-007-")).flatMap(({ nearMiss }) => nearMiss);
		for (const size of ["half a MiB of settings", "an argument of 100 KB", "a value of 60 KB"]) {
			expect(says.some((one) => one.says.startsWith(size))).to.equal(true);
			expect(residualRisk).to.match(new RegExp(`Gatekeeper .*${size}`));
		}
	});

	it("has for the API server an object of each rule that is refused and one that is admitted", () => {
		for (const rule of kubernetesRules) {
			const shown = objectFixtures(rule).filter(({ notShown }) => notShown === undefined);
			expect(
				shown.map(({ expected }) => expected),
				policyName(rule.id, rule.slug),
			).to.include.members(["refused", "admitted"]);
		}
	});

	it("has for a preview a case of each rule that is refused and one that is admitted", () => {
		for (const { policy, fixtures } of [...shownOfResources(), ...shownOfStacks()])
			expect(
				fixtures.map(({ messages }) => expectation(messages)),
				policy,
			).to.include.members(["refused", "admitted"]);
	});

	it("has for up a case of each rule, but of those that refuse by type, name and options, whatever the properties", () => {
		const inUp = proven.filter(({ where }) => where === "up").map(({ rule }) => rule);
		const all = [...resourceRules, ...stackRules].map(({ id, slug }) => policyName(id, slug));
		expect(all.filter((policy) => !inUp.includes(policy))).to.deep.equal(["chg-008-controlled-properties"]);
		for (const shown of shownOfResources())
			expect(lateFixture(shown) === undefined, shown.policy).to.equal(!inUp.includes(shown.policy));
		for (const shown of shownOfStacks()) expect(endFixture(shown), shown.policy).not.to.equal(undefined);
	});
});
