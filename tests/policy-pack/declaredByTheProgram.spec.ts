import { Secret } from "@pulumi/policy";
import { secretsPreservingProxy } from "@pulumi/policy/secret";
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

	it("keeps what is secret a secret, in the properties as the policy host hands them", () => {
		const given = {
			metadata: { name: "proof", labels: new Secret({ tier: "x" }) },
			stringData: new Secret({ key: "value" }),
		};
		const wrapped = { ...secret({}), properties: secretsPreservingProxy(given) as Record<string, unknown> };
		expect(corrected(wrapped)?.properties).to.equal(wrapped.properties);
		expect(given.stringData).to.be.instanceOf(Secret);
		expect(given.metadata.labels).to.be.instanceOf(Secret);
		expect(given.metadata.labels.value).to.include({ tier: "x", "gxp-lab.io/environment": "lab" });
		const machine = { tags: ["role-worker"], password: new Secret("x") };
		const vm = resource(
			"proxmoxve:index/vmLegacy:VmLegacy",
			secretsPreservingProxy(machine) as Record<string, unknown>,
		);
		expect(corrected(vm)?.paths).to.deep.equal(["tags"]);
		expect(machine.tags).to.have.length(5);
		expect(machine.password).to.be.instanceOf(Secret);
	});

	it("leaves what is in order, unknown or of another kind", () => {
		const { metadata } = corrected(secret({ name: "proof" }))?.properties ?? {};
		expect(corrected(secret(metadata))).to.equal(undefined);
		for (const metadata of [unknown, { name: unknown }, { name: "proof", labels: unknown }])
			expect(corrected(secret(metadata))).to.equal(undefined);
		expect(corrected(resource("kubernetes:core/v1:ConfigMap", { metadata: { name: "proof" } }))).to.equal(undefined);
	});

	it("invents no owner: where the configuration states none, nothing is corrected", () => {
		const { environment: _, ...silent } = surroundings;
		expect(corrected(secret({ name: "proof" }), silent)).to.equal(undefined);
	});
});
