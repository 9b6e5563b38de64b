import { expect } from "chai";
import { failures } from "../../../controls/finding";
import { resourceRules } from "../../../policy-pack/rules";
import { reportsOf, stackReportsOf, unknownYet } from "../../../rehearsal/proof/others";
import { isSame, packs } from "../../../rehearsal/proof/packing";
import {
	endFixture,
	isRefused,
	lateFixture,
	leftOf,
	shownOfResources,
	shownOfStacks,
} from "../../../rehearsal/proof/shown";
import { unknown } from "../../policy-pack/cases/case";

const ofResources = shownOfResources();
const ofStacks = shownOfStacks();

describe("a fixture that is refused, while it is not known", () => {
	const each = ofResources.flatMap(({ policy, rule, fixtures }) =>
		fixtures
			.filter(isRefused)
			.flatMap(({ says, resources }) => resources.map((resource) => ({ policy, rule, says, resource }))),
	);

	it("is passed over in silence by no rule when nothing of it is known", () => {
		const silent = each.filter(({ rule, resource }) => reportsOf(rule, unknownYet(resource)).length === 0);
		expect(silent.map(({ policy, says }) => `${policy}: ${says}`)).to.deep.equal([]);
	});

	it("is passed over in silence by no rule when one of its properties is not known", () => {
		const silent = each.flatMap(({ policy, rule, says, resource }) =>
			Object.keys(resource.properties).flatMap((key) => {
				const properties = { ...resource.properties, [key]: unknown };
				return reportsOf(rule, { ...resource, properties }).length === 0 ? [`${policy}: ${says}: ${key}`] : [];
			}),
		);
		expect(silent).to.deep.equal([]);
	});
});

describe("what is shown in up", () => {
	it("is of each rule over resources a fixture for which it waits until it is known", () => {
		const late = ofResources.flatMap((shown) => {
			const fixture = lateFixture(shown);
			return fixture === undefined ? [] : [{ shown, fixture }];
		});
		expect(late).to.have.length(resourceRules.length - 1);
		for (const { shown, fixture } of late)
			for (const resource of fixture.resources) {
				const messages = reportsOf(shown.rule, unknownYet(resource)).map(({ message }) => message);
				expect(messages, shown.policy).not.to.deep.equal([]);
				expect(failures(messages), shown.policy).to.deep.equal([]);
				expect(reportsOf(shown.rule, resource).map(({ message }) => message)).to.deep.equal(fixture.messages);
			}
	});

	it("is of each rule over whole stacks a fixture that makes something", () => {
		for (const shown of ofStacks) expect(endFixture(shown)?.resources, shown.policy).not.to.deep.equal([]);
	});
});

describe("the whole stacks that share a preview", () => {
	let all: ReturnType<typeof packs>;
	before(() => {
		all = packs(ofStacks);
	});

	it("are all of them, each once", () => {
		const said = (policy: string, says: string) => `${policy}: ${says}`;
		expect(all.flatMap((pack) => pack.map(({ shown, fixture }) => said(shown.policy, fixture.says)))).to.have.members(
			ofStacks.flatMap(({ policy, fixtures }) => fixtures.map(({ says }) => said(policy, says))),
		);
	});

	it("are of different rules, and none that is refused beside one that is admitted", () => {
		for (const pack of all) {
			expect(new Set(pack.map(({ shown }) => shown.policy)).size).to.equal(pack.length);
			expect(new Set(pack.map(({ fixture }) => isRefused(fixture))).size).to.equal(1);
		}
	});

	it("change nothing of what each rule says of its own, in whatever order the engine shows them", () => {
		for (const pack of all) {
			const resources = pack.flatMap(({ fixture }) => fixture.resources);
			for (const ordered of [resources, resources.toReversed()])
				for (const { shown, fixture } of pack) {
					const said = failures(stackReportsOf(shown.rule, ordered).map(({ message }) => message));
					expect(isSame(said, failures(fixture.messages)), `${shown.policy}: ${fixture.says}`).to.equal(true);
				}
		}
	});
});

describe("a case that is not shown", () => {
	it("is of another class, or one that the engine itself reads, and says so", () => {
		const records = [...ofResources, ...ofStacks].flatMap(leftOf);
		expect(records.length).to.be.greaterThan(0);
		for (const { held, actual } of records) {
			expect(held).to.equal(undefined);
			expect(actual).to.match(
				/^not shown: (it is of class (lab|validation), and the stack of the proof of class production|the engine itself reads the stack that is referred to, and there is none)$/,
			);
		}
	});
});
