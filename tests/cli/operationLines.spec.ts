import { expect } from "chai";
import { operationLines } from "../../cli/operationLines";
import { EventCollector } from "../../rehearsal/engine/events";

const urn = (type: string, name: string) => `urn:pulumi:lab::gxp-lab::a:b:${type}::${name}`;
const operation = (op: string, type: string, name: string, paths: string[] = [], replacing: string[] = []) => ({
	...{ op, urn: urn(type, name), paths, replacing },
});

describe("the operations of a step", () => {
	it("are those that change something, with the paths, what replaces and deletes first", () => {
		expect(
			operationLines(
				[
					operation("same", "Pod", "one"),
					operation("read", "Pod", "two"),
					operation("create", "Secret", "three"),
					operation("create", "Pod", "four"),
					operation("create", "Secret", "five"),
					operation("update", "Release", "six", ["values.a", "values.b[0]"]),
					operation("create-replacement", "VmLegacy", "seven", ["name", "vmId"], ["vmId"]),
					operation("replace", "VmLegacy", "seven", ["name", "vmId"], ["vmId"]),
					operation("delete-replaced", "VmLegacy", "seven"),
					operation("delete", "Pod", "eight"),
				],
				100,
			),
		).to.deep.equal([
			"  replace  VmLegacy seven: name, vmId (replaces)",
			"  delete   Pod: eight",
			"  update   Release six: values.a, values.b[0]",
			"  create   Secret: three, five",
			"  create   Pod: four",
		]);
	});

	it("fit the width, and break no name", () => {
		const many = Array.from({ length: 6 }, (_, i) => `spec.template.spec.containers[${i}].image`);
		const lines = operationLines([operation("update", "Pod", "web", many)], 60);
		expect(lines[1]).to.equal("             spec.template.spec.containers[1].image,");
		expect(lines.filter((line) => line.length > 60)).to.deep.equal([]);
	});

	it("are counted by their type where everything is new", () => {
		const all = Array.from({ length: 61 }, (_, i) => operation("create", i % 2 === 0 ? "Pod" : "Secret", `n${i}`));
		expect(operationLines(all, 100)).to.deep.equal(["  create   31 Pod, 30 Secret (--json names each)"]);
		expect(operationLines(all.slice(1), 1000)).to.have.length(2);
	});
});

describe("an operation as the engine tells it", () => {
	const metadata = (op: string, more: object = {}) => ({ op, urn: urn("Pod", "web"), type: "a:b:Pod", ...more });
	const secret = { inputs: { data: { password: "hunter2-hunter2" } } };

	it("has the deepest paths that the provider gave, and no value", () => {
		const collector = new EventCollector(() => undefined);
		const detailedDiff = {
			"spec.b": { diffKind: "update-replace", inputDiff: true },
			"data.password": { diffKind: "update", inputDiff: true },
		};
		const more = { diffs: ["data", "spec"], keys: ["spec"], detailedDiff, old: secret, new: secret };
		collector.accept({ resourcePreEvent: { metadata: metadata("update", more) } });
		const [operation] = [...collector.operations.values()];
		expect(operation).to.deep.include({ paths: ["data.password", "spec.b"], replacing: ["spec.b"] });
		expect(JSON.stringify(operation)).to.not.include("hunter2");
	});

	it("has the properties where the provider gave no paths", () => {
		const collector = new EventCollector(() => undefined);
		const more = { diffs: ["a", "b"], keys: ["b"], detailedDiff: null };
		collector.accept({ resourcePreEvent: { metadata: metadata("replace", more) } });
		expect([...collector.operations.values()][0]).to.deep.include({ paths: ["a", "b"], replacing: ["b"] });
	});

	it("is told once, however often the engine finishes it", () => {
		const told: string[] = [];
		const collector = new EventCollector((text) => told.push(text));
		for (let i = 0; i < 2; i++) collector.accept({ resOutputsEvent: { metadata: metadata("create") } });
		expect(told).to.deep.equal(["create Pod web"]);
	});

	it("is, of a refresh, what the refresh found", () => {
		const collector = new EventCollector(() => undefined);
		collector.accept({ resourcePreEvent: { metadata: metadata("refresh") } });
		collector.accept({ resOutputsEvent: { metadata: metadata("update", { diffs: ["started"] }) } });
		const lines = operationLines([...collector.operations.values()], 100);
		expect(lines).to.deep.equal(["  update   Pod web: started"]);
	});
});
