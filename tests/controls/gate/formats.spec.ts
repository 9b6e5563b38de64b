import { expect } from "chai";
import { parse } from "yaml";
import type { GateFinding } from "../../../controls/gate/result";
import { today } from "./judging";
import { fix, mandatory, nothing, place, result, written } from "./results";

describe("what the gate prints", () => {
	it("for a person is grouped by file and object, with each fix once", () => {
		expect(written("human").split("\n")).to.deep.equal([
			"apps/we b.yaml",
			"  Pod shop/web (v1)",
			'     2  INT-001  advisory   spec.containers[<a>].image is not "pinned" & sealed',
			'    12  INT-001  mandatory  spec.containers[<a>].image is not "pinned" & sealed',
			"    40  INT-001  waived     spec is waived (excepted until 2027-10-31, A. Person)",
			"  Widget shop/web (v1)",
			"    12  not evaluated  example.com/v1 Widget is unknown",
			"",
			"the manifests as a whole",
			'    INT-001  mandatory  spec.containers[<a>].image is not "pinned" & sealed',
			"",
			"to fix",
			`  INT-001  ${fix}`,
			"",
			"2 exceptions are for nothing that was found here; --json lists them",
			"",
			"1 fault in the input",
			"  broken.yaml:3: is not YAML; correct it",
			"",
			"not held in class production: 3 objects in 2 files, 2 mandatory findings, 1 advisory finding, 1 not",
			"  evaluated, 1 waived, 1 fault in the input",
		]);
	});

	it("for a person has equal findings of several items as one, with all their lines, and the rest by itself", () => {
		const of = (path: string, line: number, what = "is not pinned", control = "INT-001"): GateFinding => ({
			...mandatory,
			...{ control, path, line, message: `${path} ${what}; ${fix}` },
		});
		const findings = [
			of("spec.containers[a].image", 10),
			of("spec.containers[b].image", 11),
			of("spec.initContainers[c].image", 9),
			of("spec.containers[a].image", 10, "is of nobody", "INT-002"),
			// Two items differ: `[a,b].env[X,Y]` would name four.
			of("spec.containers[a].env[X].value", 20),
			of("spec.containers[b].env[Y].value", 21),
			of("spec.containers[d].image", 10),
		];
		const lines = written("human", { ...nothing, findings }, { width: 200 }).split("\n");
		expect(lines.slice(2, lines.indexOf(""))).to.deep.equal([
			"        9  INT-001  mandatory  spec.initContainers[c].image is not pinned",
			"    10,11  INT-001  mandatory  spec.containers[a, d, b].image is not pinned",
			"       10  INT-002  mandatory  spec.containers[a].image is of nobody",
			"       20  INT-001  mandatory  spec.containers[a].env[X].value is not pinned",
			"       21  INT-001  mandatory  spec.containers[b].env[Y].value is not pinned",
		]);
		expect(lines.at(-1)).to.include("7 mandatory findings");
	});

	it("for a person fits the terminal, and says what the exit code means where it is known", () => {
		const lines = written("human", result, { width: 60, exitCode: 2 }).split("\n");
		expect(lines.filter((line) => line.length > 60)).to.deep.equal([]);
		expect(lines.slice(4, 6)).to.deep.equal([
			"    12  INT-001  mandatory  spec.containers[<a>].image is",
			'                            not "pinned" & sealed',
		]);
		expect(lines.slice(-4).join(" ").replaceAll(/ +/g, " ")).to.match(
			/1 fault in the input; exit code 2: something could not be read, or nothing was judged$/,
		);
	});

	it("for a person leaves a command on one line in what could not be read", () => {
		const faults = [{ file: "a.yaml", line: 1, text: "is no YAML; give `helm template . | lab controls check -`" }];
		expect(
			written("human", { ...nothing, faults }, { width: 48 })
				.split("\n")
				.slice(0, 3),
		).to.deep.equal([
			"1 fault in the input",
			"  a.yaml:1: is no YAML; give",
			"    `helm template . | lab controls check -`",
		]);
	});

	it("for a person gives a path that does not fit beside the rest a line to itself", () => {
		const lines = written("human", { ...nothing, findings: [mandatory] }, { width: 40 }).split("\n");
		expect(lines.slice(2, 5)).to.deep.equal([
			"    12  INT-001  mandatory",
			"    spec.containers[<a>].image is not",
			'      "pinned" & sealed',
		]);
	});

	it("says in one line that everything held", () => {
		expect(written("human", nothing)).to.equal(
			"held in class production: 1 object in 1 file, 0 mandatory findings, 0 advisory findings",
		);
	});

	it("for a person says once what several controls say alike of the manifests as a whole", () => {
		const of = (control: string, message = "a part does not show whether this holds") => ({
			...place,
			...{ file: null, line: null, apiVersion: null, kind: null, namespace: null, name: null },
			...{ control, path: "", message },
		});
		const notEvaluated = [of("AUD-002"), of("MON-001"), of("SEC-003", "another"), of("AUD-005")];
		expect(
			written("human", { ...nothing, notEvaluated })
				.split("\n")
				.slice(0, 3),
		).to.deep.equal([
			"the manifests as a whole",
			"    not evaluated  AUD-002, MON-001, AUD-005: a part does not show whether this holds",
			"    SEC-003  not evaluated  another",
		]);
	});

	it("does not call held what was not judged", () => {
		const notEvaluated = [{ ...place, control: null, path: "", message: "chart a is not in the cache" }];
		const unjudged = { ...nothing, objects: 0, files: 0, notEvaluated };
		expect(written("human", unjudged)).to.match(/^nothing was judged in class production: 0 objects in 0 files/m);
		const partly = { ...nothing, notEvaluated: result.notEvaluated };
		expect(written("human", partly)).to.match(/^held as far as it was judged in class production: 1 object/m);
	});

	it("as JSON has exactly the members that others read", () => {
		const { findings, ...rest } = JSON.parse(written("json"));
		expect(Object.keys(findings[0])).to.deep.equal([
			"control",
			"level",
			"file",
			"line",
			"apiVersion",
			"kind",
			"namespace",
			"name",
			"path",
			"message",
		]);
		const { findings: _, ...expected } = result;
		expect(expected.faults).to.have.length(1);
		expect(rest).to.deep.equal({ class: "production", ...expected });
	});
});

/** Structural: the members that the specification requires, not its schema. */
describe("the SARIF of the gate, by its required members", () => {
	const log = JSON.parse(written("sarif"));
	const [run] = log.runs;

	it("is version 2.1.0 with one run of a named tool", () => {
		expect(log.version).to.equal("2.1.0");
		expect(log.$schema).to.match(/^https:.*sarif-schema-2\.1\.0\.json$/);
		expect(log.runs).to.have.length(1);
		expect(run.tool.driver).to.include({ name: "gxp-lab controls", version: "1.2.3" });
	});

	it("has every result's rule at its index, and messages with text", () => {
		for (const one of run.results) {
			expect(one.message.text).to.be.a("string").and.not.equal("");
			expect(["none", "note", "warning", "error"]).to.include(one.level);
			if (one.ruleId !== undefined) expect(run.tool.driver.rules[one.ruleIndex].id).to.equal(one.ruleId);
			else expect(one).not.to.have.property("ruleIndex");
		}
		for (const { id, shortDescription, fullDescription, help } of run.tool.driver.rules)
			expect([id, shortDescription.text, fullDescription.text, help.text].every((text) => text !== "")).to.equal(true);
	});

	it("has a URI and a line from 1 for each place in a file, and none for the whole", () => {
		const places = run.results.flatMap((one: { locations: { physicalLocation?: object }[] }) =>
			one.locations.map(({ physicalLocation }) => physicalLocation),
		);
		expect(places[0]).to.deep.equal({ artifactLocation: { uri: "apps/we%20b.yaml" }, region: { startLine: 12 } });
		expect(run.results[2].locations).to.deep.equal([]);
	});

	it("suppresses what is waived, and leaves open what was not evaluated", () => {
		expect(
			run.results.map(({ level, kind, suppressions }: Record<string, unknown>) => [
				level,
				kind,
				suppressions !== undefined,
			]),
		).to.deep.equal([
			["error", undefined, false],
			["warning", undefined, false],
			["error", undefined, false],
			["none", "open", false],
			["note", undefined, true],
		]);
	});

	it("says that the run failed where something could not be read", () => {
		const [invocation] = run.invocations;
		expect(invocation.executionSuccessful).to.equal(false);
		expect(invocation.toolExecutionNotifications[0].message.text).to.equal("is not YAML; correct it");
		expect(JSON.parse(written("sarif", nothing)).runs[0].invocations[0].executionSuccessful).to.equal(true);
	});
});

/** Structural: JUnit has no published schema of its own; these are the members that its readers require. */
describe("the JUnit of the gate, by its required members", () => {
	const xml = written("junit");
	const count = (pattern: RegExp): number => xml.match(pattern)?.length ?? 0;

	it("counts what it holds", () => {
		const [, tests, failures, errors, skipped] =
			/<testsuites name="[^"]+" tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)">/
				.exec(xml)
				?.map(Number) ?? [];
		expect(tests).to.equal(count(/<testcase /g));
		expect(failures).to.equal(count(/<failure /g));
		expect(errors).to.equal(count(/<error /g));
		expect(skipped).to.equal(count(/<skipped /g));
		expect([tests, failures, errors, skipped]).to.deep.equal([7, 2, 1, 2]);
	});

	it("has a suite for each file, also for one that held", () => {
		expect([...xml.matchAll(/<testsuite name="([^"]+)"/g)].map(([, name]) => name)).to.deep.equal([
			"apps/we b.yaml",
			"held.yaml",
			"the whole set",
			"broken.yaml",
		]);
		expect(xml).to.contain('<testcase name="holds" classname="controls"/>');
	});

	it("escapes what XML reads otherwise, and drops what it has no place for", () => {
		expect(xml).to.contain("spec.containers[&lt;a&gt;].image is not &quot;pinned&quot; &amp; sealed");
		const odd = { ...nothing, findings: [{ ...mandatory, message: "a\u0001b\ud800c; fix" }] };
		expect(written("junit", odd)).to.contain('message="a\ufffdb\ufffdc; fix"');
	});
});

/** Structural: the members that the CRD of wgpolicyk8s.io/v1alpha2 requires and enumerates. */
describe("the PolicyReport of the gate, by its required members", () => {
	const report = parse(written("policyReport"));

	it("is a PolicyReport with a name", () => {
		expect(report).to.include({ apiVersion: "wgpolicyk8s.io/v1alpha2", kind: "PolicyReport" });
		expect(report.metadata.name).to.match(/^[a-z0-9-]+$/);
	});

	it("has a policy and a result for each entry, and sums them up", () => {
		const sums = { pass: 0, fail: 0, warn: 0, error: 0, skip: 0 };
		for (const { policy, result: outcome, properties = {} } of report.results) {
			expect(policy).to.be.a("string");
			expect(sums).to.have.property(outcome);
			sums[outcome as keyof typeof sums]++;
			for (const value of Object.values(properties)) expect(value).to.be.a("string");
		}
		expect(report.summary).to.deep.equal(sums);
		expect(sums).to.deep.equal({ pass: 0, fail: 2, warn: 1, error: 1, skip: 2 });
	});

	it("names the object and the time", () => {
		expect(report.results[0].resources).to.deep.equal([
			{ apiVersion: "v1", kind: "Pod", namespace: "shop", name: "web" },
		]);
		expect(report.results[0].timestamp).to.deep.equal({ seconds: today.getTime() / 1000, nanos: 0 });
	});

	it("uses no alias, which its readers refuse", () => {
		expect(written("policyReport")).not.to.match(/[&*]a\d/);
	});
});
