import { expect } from "chai";
import { checksOf } from "../../../rehearsal/checks";
import { auditErrors, engineFaults, notInForce, type Reviewed, unread } from "../../../rehearsal/checks/engine";
import { kubernetesObject } from "../../../rehearsal/kubernetes/client";
import { labConfig } from "../../components/platform/config";

const pod = (operation: string, more: object = {}) => ({ operations: [operation], enforced: true, ...more });
const answer = (allowed: boolean, message = "", warnings: string[] = []): Reviewed => ({
	allowed,
	status: { message },
	warnings,
});
const told = "[gxp-lab-int-001-images-by-digest-pods] [INT-001] FAIL";

describe("the checks of a policy engine", () => {
	it("are there where a rehearsal runs the engine, and nowhere else", () => {
		const own = (engine: "admission" | "gatekeeper" | "kyverno") =>
			checksOf(
				labConfig((config) => {
					config.platform.policyEngine = engine;
				}),
			)
				.map(({ id }) => id)
				.filter((id) => id.startsWith("engine-"));
		expect(own("admission")).to.deep.equal([]);
		expect(own("gatekeeper")).to.deep.equal(["engine-in-force", "engine-two-sided", "engine-audit"]);
		expect(own("kyverno")).to.deep.equal([]);
	});

	it("find a policy in force when each operation enforces it", () => {
		const statuses = new Map([["a", [pod("webhook"), pod("audit")]]]);
		expect(notInForce(["a"], statuses, ["webhook", "audit"])).to.deep.equal([]);
	});

	it("say of each that is not in force which operation, and why", () => {
		const statuses = new Map([
			["a", [pod("webhook")]],
			["b", [pod("webhook", { enforced: false }), pod("audit", { errors: [{ message: "does not compile" }] })]],
		]);
		expect(notInForce(["a", "b", "c"], statuses, ["webhook", "audit"])).to.deep.equal([
			"a: audit says nothing of it",
			"b: webhook does not enforce it",
			"b: audit: does not compile",
			"c: webhook says nothing of it",
			"c: audit says nothing of it",
		]);
	});

	it("take a refusal by the constraint and the id, or a warning where the control advises", () => {
		expect(engineFaults("INT-001", true, answer(false, told), answer(true))).to.deep.equal([]);
		expect(engineFaults("INT-001", false, answer(true, "", [told]), answer(true))).to.deep.equal([]);
	});

	it("take an audit's findings for what they are, and an expression that failed for an error", () => {
		const constraint = (name: string, status: object) => kubernetesObject.parse({ metadata: { name }, status });
		const audited = { auditTimestamp: "2026-11-21T00:00:00Z" };
		const found = constraint("a", { ...audited, violations: [{ message: "[INT-001] FAIL x: image; Pin it." }] });
		const failed = constraint("b", {
			...audited,
			violations: [{ message: "expression 'object.x' resulted in error" }],
		});
		expect(auditErrors([found, constraint("c", audited)])).to.deep.equal([]);
		expect(auditErrors([found, failed])).to.deep.equal(["b: expression 'object.x' resulted in error"]);
		expect(auditErrors([found, constraint("d", {})])).to.equal(undefined);
	});

	it("find an audit that may not read all, in its present life", () => {
		const start = '{"msg":"setting up audit"}';
		const refused = '{"msg":"Unable to list objects for gvk","kind":"Secret"}';
		expect(unread([start, "{}"].join("\n"))).to.equal(undefined);
		expect(unread([start, refused, start, "{}"].join("\n"))).to.equal(undefined);
		expect(unread([start, "{}", start, refused].join("\n"))).to.equal(
			`it could not read all that it judges: ${refused}`,
		);
	});

	it("find an engine that is silent, answers by another control, or refuses the near miss", () => {
		expect(engineFaults("INT-001", true, answer(true), answer(true))).to.deep.equal([
			"was admitted; it must be denied",
			"was not told of by its constraint and its id",
		]);
		expect(engineFaults("SEC-001", true, answer(false, told), answer(true))).to.deep.equal([
			"was not told of by its constraint and its id",
		]);
		expect(engineFaults("INT-001", false, answer(false, told), answer(true, "", [told]))).to.deep.equal([
			"was refused; it must be warned of",
			"the near miss was warned of",
		]);
		expect(engineFaults("INT-001", true, answer(false, told), answer(false, "no"))).to.deep.equal([
			"the near miss was refused: no",
		]);
	});
});
