import { expect } from "chai";
import { said } from "../../../cli/rehearsal/said";

const finding = (message: string) => ({ policy: "p", level: "advisory", urn: "urn", message });

describe("what a run says of its preview", () => {
	it("is what was corrected, what was found, and every exception that holds", () => {
		expect(
			said([
				{
					pack: "gxp-lab",
					version: "0.1.0",
					passed: [],
					failed: [],
					corrections: [
						{ policy: "sec-002-container-resources", urn: "urn:pulumi:lab::gxp-lab::a:b:Pod::web", paths: ["spec.x"] },
					],
					findings: [
						finding("[SEC-001] WAIVED cilium: spec is excepted; fix"),
						finding("[AUD-002] FAIL stack: log collector is not in the stack; fix"),
						finding("[INT-001] NOT EVALUATED a: b is not known yet; fix"),
						finding("[ACC-001] WAIVED argo: x (excepted until 2027-10-31, A. Reviewer); fix"),
					],
				},
			] as never),
		).to.deep.equal([
			"corrected by the pack:",
			"  corrected sec-002-container-resources: Pod web: spec.x",
			"the preview's findings:",
			"  advisory   AUD-002: 1 finding",
			"    log collector is not in the stack: stack",
			"    fix: fix",
			"  waived     SEC-001: 1 finding",
			"    spec is excepted: cilium",
			"  waived     ACC-001: 1 finding, until 2027-10-31, A. Reviewer",
			"    x: argo",
		]);
	});

	it("is nothing where there is nothing", () => expect(said([])).to.deep.equal([]));
});
