import { expect } from "chai";
import { Gate } from "../../../controls/gate/gate";
import { kubernetesRules } from "../../../controls/kubernetes";
import { expressionOf } from "../../../controls/kubernetes/judge";
import { Ledger } from "../../../controls/ledger";
import { crossGuardRule } from "../../../policy-pack/kubernetes";
import { judge, today } from "./judging";

describe("the gate's work", () => {
	it("compiles each rule's expression once", () => {
		for (const rule of kubernetesRules) expect(expressionOf(rule)).to.equal(expressionOf(rule));
	});

	it("copies an object for CEL once, however many rules judge it", async () => {
		const rules = kubernetesRules.filter(({ applies }) =>
			applies.families.some(({ kinds }) => kinds.some(({ kind }) => kind === "Deployment")),
		);
		expect(rules.length).to.be.above(5);
		let reads = 0;
		const spec = Object.defineProperty({}, "template", {
			enumerable: true,
			get: () => {
				reads++;
				return { spec: { containers: [] } };
			},
		});
		const gate = new Gate({
			environmentClass: "production",
			ledger: new Ledger([], today, true),
			judges: { rules: rules.map(crossGuardRule), stackRules: [] },
		});
		const at = { file: "given.yaml", line: 1, apiVersion: "apps/v1", kind: "Deployment", lineAt: () => 1 };
		gate.judge({ ...at, namespace: "shop", name: "web", properties: { metadata: { name: "web" }, spec } });
		const { objects } = await gate.end(async (places) => places.map(() => undefined));
		expect({ objects, reads }).to.deep.equal({ objects: 1, reads: 1 });
	});

	it("finds the lines of findings over the whole set in whichever documents they are", async () => {
		const service = (name: string): string =>
			`apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}, namespace: shop }\nspec: { template: {} }\n`;
		const quiet = "apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: x, namespace: shop }\n";
		const { findings } = await judge([quiet, service("a"), quiet, quiet, service("b"), service("c")].join("---\n"));
		const lines = findings
			.filter(({ control, message }) => control === "BCM-005" && message.includes("PodDisruptionBudget"))
			.map(({ name, line }) => `${name} ${line}`);
		expect([...new Set(lines)]).to.deep.equal(["a 8", "b 21", "c 26"]);
	});
});
