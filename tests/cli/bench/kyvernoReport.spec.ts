import { expect } from "chai";
import { kyvernoResults } from "../../../cli/bench/kyvernoReport";

const result = (policy: string, found: string, name: string, message = ""): object => ({
	source: "KyvernoValidatingPolicy",
	policy,
	result: found,
	...(message !== "" && { message }),
	resources: [{ kind: "Pod", namespace: "default", name, uid: `uid-${name}`, apiVersion: "v1" }],
});
const report = (...results: object[]): string =>
	JSON.stringify({ kind: "ClusterReport", apiVersion: "openreports.io/v1alpha1", results });

describe("the report of kyverno apply", () => {
	it("says what each policy finds of each object", () => {
		const stdout = `${report(result("one", "fail", "a", "is wrong"), result("two", "pass", "b"))}\n`;
		expect(kyvernoResults(stdout)).to.deep.equal([
			{ policy: "one", result: "fail", message: "is wrong", object: { name: "a", uid: "uid-a" } },
			{ policy: "two", result: "pass", message: "", object: { name: "b", uid: "uid-b" } },
		]);
	});

	it("is a fault where there is none, or something beside it: nothing found is not nothing judged", () => {
		expect(() => kyvernoResults("")).to.throw('kyverno apply: wrote ""; it must be one report in JSON');
		const warned = `Warning: policies.yaml: deprecated\n${report()}\n`;
		expect(() => kyvernoResults(warned)).to.throw("it must be one report in JSON");
		expect(() => kyvernoResults(report(result("one", "perhaps", "a")))).to.throw(/perhaps|Invalid option/);
	});
});
