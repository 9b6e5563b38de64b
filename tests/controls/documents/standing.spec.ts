import { expect } from "chai";
import { catalogue } from "../../../controls/catalogue";
import {
	implementationStatus,
	type NamedStack,
	readStanding,
	type StandingPlace,
	standingOf,
	standingText,
} from "../../../controls/documents/standing";
import type { Exception } from "../../../controls/exceptions";

const production = (...places: StandingPlace[]): NamedStack => [
	"prod",
	{ environmentClass: "production", controls: { "SEC-001": places }, releases: ["cilium"], open: {} },
];
const excepted = (change: Partial<Exception> = {}): Exception => ({
	...{ control: "SEC-001", resource: { type: "a", name: "b" }, finding: "spec" },
	...{ reason: "a test", risk: "none", approver: "rehearsal - not approved", until: "2027-10-31" },
	...change,
});

describe("what a control has to judge in the platform as it stands", () => {
	it("says where it was judged", () => {
		const everywhere = production("resources", "whole", "charts", "repository");
		expect(standingText("SEC-001", everywhere, [])).to.equal(
			"judged: resources, the whole stack, what charts make, the repository",
		);
		expect(implementationStatus("SEC-001", everywhere, [])).to.equal("implemented");
	});

	it("counts the exceptions of the stack from the control, with which it holds in part", () => {
		const all = [excepted(), excepted({ stack: "prod" }), excepted({ stack: "lab" }), excepted({ control: "SEC-002" })];
		expect(standingText("SEC-001", production("charts"), all)).to.equal("judged: what charts make; 2 exceptions");
		expect(standingText("SEC-001", production("charts"), all.slice(1))).to.equal(
			"judged: what charts make; 1 exception",
		);
		expect(implementationStatus("SEC-001", production("charts"), all)).to.equal("partial");
		expect(implementationStatus("SEC-001", production("charts"), all.slice(2))).to.equal("implemented");
	});

	it("counts no exception for what a chart makes that the stack does not have", () => {
		const made = (release: string) =>
			excepted({
				resource: {
					...{ apiVersion: "apps/v1", kind: "DaemonSet", namespace: "a", name: "b" },
					madeBy: { release },
				},
			});
		const stack = production("charts");
		expect(standingText("SEC-001", stack, [made("kyverno")])).to.equal("judged: what charts make");
		expect(standingText("SEC-001", stack, [made("cilium")])).to.equal("judged: what charts make; 1 exception");
	});

	it("says what the committed files leave open, with which a control holds in part", () => {
		const [name, stack] = production("resources");
		const open: NamedStack = [name, { ...stack, open: { "SEC-001": "2 of 3 locks are open" } }];
		expect(standingText("SEC-001", open, [])).to.equal("judged: resources; open: 2 of 3 locks are open");
		expect(implementationStatus("SEC-001", open, [])).to.equal("partial");
	});

	it("leaves CHG-011 open while nobody approved an exception of the stack", () => {
		const [name, stack] = production();
		const judged: NamedStack = [name, { ...stack, controls: { "CHG-011": ["repository"] } }];
		const approved = excepted({ approver: "Ada Quality" });
		const others = excepted({ stack: "lab" });
		expect(standingText("CHG-011", judged, [excepted(), approved, others])).to.equal(
			"judged: the repository; open: 1 of 2 exceptions are approved by nobody",
		);
		expect(implementationStatus("CHG-011", judged, [excepted(), approved])).to.equal("partial");
		expect(implementationStatus("CHG-011", judged, [approved, others])).to.equal("implemented");
	});

	it("says so where there is nothing to judge, which is no implementation", () => {
		expect(standingText("SEC-001", production(), [excepted()])).to.equal("nothing there to judge yet");
		expect(implementationStatus("SEC-001", production(), [excepted()])).to.equal("planned");
	});

	it("says where a class does not apply the control", () => {
		const lab: NamedStack = [
			"lab",
			{ environmentClass: "lab", controls: { "BCM-007": ["repository"] }, releases: [], open: {} },
		];
		expect(standingText("BCM-007", lab, [])).to.equal("not applied");
		expect(implementationStatus("BCM-007", lab, [])).to.equal("not-applicable");
	});

	it("is kept for every control, and found by the class of a stack", () => {
		const standing = readStanding();
		for (const [stack, { controls }] of Object.entries(standing))
			expect(Object.keys(controls), stack).to.have.members(catalogue.map(({ id }) => id));
		expect(standingOf(standing, "production")).to.deep.equal(["prod", standing.prod]);
		expect(standingOf(standing, "validation")).to.equal(undefined);
	});

	it("is nothing yet for what signs in and for its second factor: identity is not built", () => {
		const { prod } = readStanding();
		for (const id of ["ACC-001", "ACC-009"]) expect(prod?.controls[id], id).to.deep.equal([]);
	});
});
