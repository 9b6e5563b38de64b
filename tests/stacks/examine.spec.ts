import { expect } from "chai";
import { parse } from "yaml";
import { z } from "zod";
import { examine } from "../../stacks/examine";
import { checkStackFile, parseStackFile } from "../../stacks/file";
import { stackJsonSchema } from "../../stacks/json-schema";
import { baseText, checked, fixtures } from "./fixtures";

type Value = unknown;

/** Every place of a value, as functions that give a copy with something else there. */
function* places(
	value: Value,
	put: (replacement: Value) => Value = (it) => it,
): Generator<(replacement: Value) => Value> {
	yield put;
	if (typeof value !== "object" || value === null) return;
	for (const [key, part] of Object.entries(value)) {
		yield* places(part, (replacement) => {
			if (!Array.isArray(value)) return put({ ...value, [key]: replacement });
			return put(value.map((entry, index) => (String(index) === key ? replacement : entry)));
		});
	}
}

function values(stack: "lab" | "prod") {
	const { values } = parseStackFile(baseText(stack), stack);
	return values;
}

describe("examining a stack", () => {
	const wrong: Value[] = [undefined, null, "", "x", -1, true, [], {}, [null], "10.20.0.1"];

	it("answers whatever stands anywhere, and never throws", () => {
		for (const put of places(values("lab"))) {
			for (const replacement of wrong) {
				const changed = put(replacement);
				if (typeof changed !== "object" || changed === null || Array.isArray(changed)) continue;
				const examined = examine({ stack: "lab", values: changed as Record<string, Value>, encrypted: [] });
				if ("faults" in examined) expect(examined.faults).to.not.be.empty;
			}
		}
	}).timeout(60_000);

	it("has one line for one fault in a place that others rest on", () => {
		const changed = { ...(values("lab") as Record<string, object>) };
		changed.environment = { ...changed.environment, domain: "lab" };
		expect(examine({ stack: "lab", values: changed, encrypted: [] }))
			.to.have.property("faults")
			.with.lengthOf(1);
	});

	it("still finds what is wrong beside a node that cannot be read", () => {
		const lab = values("lab") as Record<string, unknown> & { nodes: object[] };
		const [first, second, third] = lab.nodes;
		const nodes = ["nonsense", { ...second, address: "10.21.0.31" }, { ...third, mac: "bc:24:11:20:00:31" }];
		expect(first).to.be.an("object");
		expect(examine({ stack: "lab", values: { ...lab, nodes }, encrypted: [] })).to.deep.equal({
			unread: ["nodes"],
			faults: [
				"gxp-lab:nodes[0]: is no node; it must be a mapping with name, role, kind, address, mac and more",
				"gxp-lab:nodes[1].address: 10.21.0.31 is outside nodeCidr 10.20.0.0/24; node lab-worker-1 must be in it",
				"gxp-lab:nodes[2].mac: bc:24:11:20:00:31 is the MAC address of node lab-worker-1 too; give node lab-storage-1 another",
			],
		});
	});
});

describe("examining nodes of which one has a value of the wrong kind", () => {
	const lab = values("lab") as Record<string, unknown> & { nodes: Record<string, unknown>[] };
	const [first, second, third] = lab.nodes;
	const taken = { name: "lab-cp-1", address: "10.20.0.21", vmId: 2021, mac: "bc:24:11:20:00:21" };
	const faultsOf = (...nodes: unknown[]) => examine({ stack: "lab", values: { ...lab, nodes }, encrypted: [] });
	const twice = [
		"gxp-lab:nodes[1].address: 10.20.0.21 is the address of node lab-cp-1 too; give node lab-cp-1 another",
		"gxp-lab:nodes[1].name: lab-cp-1 is the name of nodes[0] (10.20.0.21) too; give the node at 10.20.0.21 another",
		"gxp-lab:nodes[1].mac: bc:24:11:20:00:21 is the MAC address of node lab-cp-1 too; give node lab-cp-1 another",
		"gxp-lab:nodes[1].vmId: 2021 is the VM id of node lab-cp-1 too; give node lab-cp-1 another",
	];
	const quoted = (index: number) =>
		`gxp-lab:nodes[${index}].memoryMiB: is the text "8192"; it must be a whole number from 1024 to 4194304 (MiB)`;

	it("still says what it shares with another, whichever of the two it is", () => {
		expect(faultsOf(first, { ...second, ...taken, memoryMiB: "8192" }, third)).to.deep.equal({
			unread: ["nodes"],
			faults: [quoted(1), ...twice],
		});
		expect(faultsOf({ ...first, memoryMiB: "8192" }, { ...second, ...taken }, third)).to.deep.equal({
			unread: ["nodes"],
			faults: [quoted(0), ...twice],
		});
	});

	it("names a node without a name by its place", () => {
		const { name: _, ...nameless } = { ...second, ...taken, address: "10.20.0.32", vmId: 2032 };
		expect(faultsOf(first, nameless, third)).to.deep.equal({
			unread: ["nodes"],
			faults: [
				"gxp-lab:nodes[1].name: is missing; it must be a host name such as lab-worker-1",
				"gxp-lab:nodes[1].mac: bc:24:11:20:00:21 is the MAC address of node lab-cp-1 too; give nodes[1] another",
			],
		});
	});

	it("does not say that something was left out where only a value is wrong", () => {
		expect(faultsOf(first, { ...second, mac: "zz" }, third)).to.have.all.keys("faults");
	});
});

describe("the JSON Schema of a stack file", () => {
	// zod reads the schema back: an implementation of JSON Schema that is not the one under test.
	const schema = z.fromJSONSchema(stackJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);

	it("accepts what the check accepts", () => {
		for (const stack of ["lab", "prod"] as const) {
			expect(checkStackFile(parseStackFile(baseText(stack), stack))).to.not.have.property("faults");
			expect(schema.safeParse(parse(baseText(stack))).error).to.equal(undefined);
		}
		for (const fixture of fixtures("valid")) {
			expect(checked(fixture)).to.not.have.property("faults");
			expect(schema.safeParse(parse(fixture.text)).error?.message, fixture.name).to.equal(undefined);
		}
	});

	const invalid = fixtures("invalid");
	const shapes = [
		"unknown-key",
		"unknown-section",
		"missing-key",
		"number-in-quotes",
		"text-without-quotes",
		"node-kind-unknown",
		"vlan-too-large",
		"secret-in-plain-text",
		"section-null",
		"mac-upper-case",
		"cni-unknown",
		"default-providers-on",
	];
	for (const name of shapes) {
		it(`refuses what an editor can see: ${name}`, () => {
			const fixture = invalid.find((one) => one.name === `${name}.yaml`);
			expect(schema.safeParse(parse(fixture?.text ?? "")).success).to.equal(false);
		});
	}
});
