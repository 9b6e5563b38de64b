import { expect } from "chai";
import { EventCollector } from "../../../rehearsal/engine/events";

const accept = (before: unknown, after: unknown) => {
	const collector = new EventCollector(() => undefined);
	collector.accept({
		policyRemediationEvent: {
			resourceUrn: "urn:pulumi:lab::gxp-lab::kubernetes:core/v1:Pod::proof",
			color: "raw",
			policyName: "sec-002-container-resources",
			policyPackName: "gxp-lab",
			policyPackVersion: "0.1.0",
			before,
			after,
		},
	});
	return collector.packReports();
};

describe("a correction that the pack makes", () => {
	it("is reported with the paths that it set, and without a value", () => {
		const before = { spec: { containers: [{ name: "main", env: [{ value: "[secret]" }] }] } };
		const after = {
			spec: {
				containers: [{ name: "main", env: [{ value: "[secret]" }], resources: { limits: { memory: "128Mi" } } }],
			},
		};
		expect(accept(before, after)).to.deep.equal([
			{
				pack: "gxp-lab",
				version: "0.1.0",
				findings: [],
				corrections: [
					{
						policy: "sec-002-container-resources",
						urn: "urn:pulumi:lab::gxp-lab::kubernetes:core/v1:Pod::proof",
						paths: ["spec.containers[0].resources.limits.memory"],
					},
				],
				passed: [],
				failed: [],
			},
		]);
	});

	it("names what was there before, too", () => {
		expect(accept({ a: 1, b: { c: 2 } }, { a: 2, b: {} })[0]?.corrections[0]?.paths).to.deep.equal(["a", "b.c"]);
		expect(accept({}, { labels: {} })[0]?.corrections[0]?.paths).to.deep.equal(["labels"]);
		expect(accept({ a: 1 }, { a: 1 })[0]?.corrections[0]?.paths).to.deep.equal([]);
	});
});
