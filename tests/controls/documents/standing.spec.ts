import { expect } from "chai";
import { catalogue } from "../../../controls/catalogue";
import { implementationStatus, readStanding, standingOf, standingText } from "../../../controls/documents/standing";

const none = { resources: 0, whole: false, charts: false, repository: false, exceptions: 0 };
const production = (one: Partial<typeof none>) =>
	({ environmentClass: "production", controls: { "SEC-001": { ...none, ...one } } }) as const;

describe("what a control has to judge in the platform as it stands", () => {
	it("says what was judged, and how many exceptions there are", () => {
		const all = { resources: 7, whole: true, charts: true, repository: true, exceptions: 1 };
		expect(standingText("SEC-001", production(all))).to.equal(
			"judged: 7 resources, the whole stack, what charts make, the repository; 1 exception",
		);
		expect(implementationStatus("SEC-001", production(all))).to.equal("partial");
		expect(standingText("SEC-001", production({ resources: 1 }))).to.equal("judged: 1 resource");
		expect(implementationStatus("SEC-001", production({ resources: 1 }))).to.equal("implemented");
	});

	it("says so where there is nothing to judge, which is no implementation", () => {
		expect(standingText("SEC-001", production({}))).to.equal("nothing there to judge yet");
		expect(implementationStatus("SEC-001", production({}))).to.equal("planned");
	});

	it("says where a class does not apply the control", () => {
		const stack = { environmentClass: "lab", controls: { "BCM-007": { ...none, repository: true } } } as const;
		expect(standingText("BCM-007", stack)).to.equal("not applied");
		expect(implementationStatus("BCM-007", stack)).to.equal("not-applicable");
	});

	it("is kept for every control, and found by the class of a stack", () => {
		const standing = readStanding();
		for (const [stack, { controls }] of Object.entries(standing))
			expect(Object.keys(controls), stack).to.have.members(catalogue.map(({ id }) => id));
		expect(standingOf(standing, "production")).to.equal(standing.prod);
		expect(standingOf(standing, "validation")).to.equal(undefined);
	});

	it("has nothing yet for what signs in and what a second factor is asked of: identity is not built", () => {
		const { prod } = readStanding();
		for (const id of ["ACC-001", "ACC-009"]) expect(prod && implementationStatus(id, prod), id).to.equal("planned");
	});
});
