import { expect } from "chai";
import { stepLines } from "../../cli/stepLines";

const finding = (level: string, message: string) => ({ policy: "a-policy", level, urn: "urn", message });
const report = (findings: ReturnType<typeof finding>[]) => ({
	pack: "gxp-lab",
	version: "0.1.0",
	passed: [],
	findings,
});

describe("what a step came to", () => {
	it("has what stops first, the waived last, and the result with the counts at the end", () => {
		const policies = [
			{
				...report([
					finding("advisory", "[SEC-001] WAIVED cilium: spec is excepted; fix"),
					finding("mandatory", "[INT-001] NOT EVALUATED a: b is not known yet; fix"),
					finding("advisory", "can't run policy"),
				]),
				corrections: [
					{ policy: "sec-002-x", urn: "urn:pulumi:lab::gxp-lab::a:b:Pod::web", paths: ["spec.x", "spec.y\u202e"] },
				],
			},
			report([
				finding("advisory", "\n[AUD-002] FAIL stack: x is not in the stack; fix\n"),
				finding("mandatory", "[SEC-003] FAIL a: b; fix"),
				finding("mandatory", "[ACC-001] WAIVED argo: x; fix"),
			]),
		];
		expect(
			stepLines({ step: "preview", changes: { create: 2, same: 272 }, operations: [], policies }, "up"),
		).to.deep.equal([
			"preview: 2 create, 272 same",
			"  corrected sec-002-x: Pod web: spec.x, spec.y\\u202e",
			"  mandatory  SEC-003: 1 finding",
			"    b: a",
			"    fix: fix",
			"  advisory   a-policy: 1 finding",
			"    can't run policy",
			"  advisory   AUD-002: 1 finding",
			"    x is not in the stack: stack",
			"    fix: fix",
			"  not evaluated  INT-001: 1 finding",
			"    b is not known yet: a",
			"  waived     SEC-001: 1 finding",
			"    spec is excepted: cilium",
			"  waived     ACC-001: 1 finding",
			"    x: argo",
			"preview: 2 create, 272 same; findings: 1 mandatory, 2 advisory, 1 not evaluated, 2 waived",
		]);
	});

	it("counts what would stop it even where there is none of it", () => {
		const policies = [report([finding("advisory", "[SEC-001] WAIVED cilium: spec is excepted; fix")])];
		expect(stepLines({ changes: { same: 272 }, operations: [], policies }, "preview").at(-1)).to.equal(
			"preview: 272 same; findings: 0 mandatory, 0 advisory, 1 waived",
		);
	});

	it("hides no level that it does not know", () => {
		const lines = stepLines({ changes: {}, operations: [], policies: [report([finding("remediate", "x")])] }, "up");
		expect(lines).to.deep.equal([
			"up: no operation",
			"  remediate  a-policy: 1 finding",
			"    x",
			"up: no operation; findings: 0 mandatory, 0 advisory, 1 remediate",
		]);
	});

	it("is one line where the pack said nothing", () => {
		const step = { changes: { delete: 3 }, operations: [], policies: [] };
		expect(stepLines(step, "destroy")).to.deep.equal(["destroy: 3 delete"]);
	});

	it("has what changes above what was found", () => {
		const policies = [report([finding("advisory", "[SEC-001] WAIVED cilium: spec is excepted; fix")])];
		const urn = "urn:pulumi:lab::gxp-lab::a:b:Pod::web";
		const operations = [{ op: "update", urn, paths: ["spec.x"], replacing: [] }];
		expect(stepLines({ changes: { update: 1 }, operations, policies }, "preview").slice(0, 3)).to.deep.equal([
			"preview: 1 update",
			"  update   Pod web: spec.x",
			"  waived     SEC-001: 1 finding",
		]);
	});
});
