import { expect } from "chai";
import type { Surroundings } from "../../policy-pack/rule";
import { declaredByTheProgram } from "../../policy-pack/rules/change/declaredByTheProgram";
import { resource, unknown } from "./cases/case";

const surroundings: Surroundings = {
	environmentClass: "lab",
	stack: "lab",
	now: new Date("2026-11-21"),
	environment: { owner: "platform@gxp.example", gxpImpact: "none" },
};
const secret = (metadata: unknown) => resource("kubernetes:core/v1:Secret", { metadata, stringData: { key: "value" } });
const corrected = (one: ReturnType<typeof secret>, given: Surroundings = surroundings) =>
	declaredByTheProgram.remediate?.(one, given);

describe("what CHG-002 corrects", () => {
	it("sets the labels that are missing, and names them; what is right stays", () => {
		const result = corrected(secret({ name: "proof", labels: { tier: "x", "gxp-lab.io/gxp-impact": "direct" } }));
		expect(result?.properties.metadata).to.deep.equal({
			name: "proof",
			labels: {
				tier: "x",
				"gxp-lab.io/gxp-impact": "direct",
				"app.kubernetes.io/name": "proof",
				"app.kubernetes.io/part-of": "gxp-lab",
				"app.kubernetes.io/managed-by": "pulumi",
				"gxp-lab.io/environment": "lab",
				"gxp-lab.io/owner": "platform-gxp.example",
			},
		});
		expect(result?.properties.stringData).to.deep.equal({ key: "value" });
		expect(result?.paths)
			.to.include("metadata.labels[gxp-lab.io/owner]")
			.and.not.include("metadata.labels[gxp-lab.io/gxp-impact]");
	});

	it("sets a machine's tags, sorted, and keeps the others", () => {
		const vm = resource("proxmoxve:index/vmLegacy:VmLegacy", { tags: ["role-worker", "owner-tbd"] });
		expect(corrected(vm)?.properties.tags).to.deep.equal([
			"environment-lab",
			"gxp-impact-none",
			"gxp-lab",
			"owner-platform-gxp.example",
			"role-worker",
		]);
	});

	it("leaves what is in order, unknown, secret or of another kind", () => {
		const labels = corrected(secret({ name: "proof" }))?.properties.metadata;
		expect(corrected(secret(labels))).to.equal(undefined);
		for (const metadata of [unknown, { name: unknown }, { name: "proof", labels: unknown }])
			expect(corrected(secret(metadata))).to.equal(undefined);
		const hidden = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: {} };
		expect(corrected(secret({ name: "proof", labels: hidden }))).to.equal(undefined);
		expect(corrected(resource("kubernetes:core/v1:ConfigMap", { metadata: { name: "proof" } }))).to.equal(undefined);
	});

	it("invents no owner: where the configuration states none, nothing is corrected", () => {
		const { environment: _, ...silent } = surroundings;
		expect(corrected(secret({ name: "proof" }), silent)).to.equal(undefined);
	});
});
