import { readFileSync } from "node:fs";
import { expect } from "chai";
import { Declarations, type Members } from "./declarations";

interface Shape {
	readonly properties?: Readonly<Record<string, Property>>;
	readonly required?: readonly string[];
}

interface Property {
	readonly $ref?: string;
	readonly items?: Property;
}

interface Schema {
	readonly provider: {
		readonly inputProperties: Record<string, Property>;
		readonly properties: Record<string, Property>;
	};
	readonly resources: Record<string, Shape & { inputProperties: Record<string, Property>; requiredInputs?: string[] }>;
	readonly functions: Record<string, { inputs: Shape; outputs: Shape }>;
	readonly types: Record<
		string,
		Shape & { language?: { nodejs?: { requiredInputs?: string[]; requiredOutputs?: string[] } } }
	>;
}

/** Where `pulumi package get-schema` of the provider was written to. The schema is not part of this project. */
const VARIABLE = "GXP_LAB_TALOS_SCHEMA";

describe("the Talos SDK, beside the provider's schema", () => {
	const sdk = new Declarations();
	let schema: Schema;

	before(function () {
		const path = process.env[VARIABLE];
		if (path === undefined) this.skip();
		schema = JSON.parse(readFileSync(path, "utf8")) as Schema;
	});

	/** Names, which are required, and the same for what they hold. */
	function same(
		where: string,
		mine: Members | undefined,
		theirs: Readonly<Record<string, Property>>,
		required: readonly string[],
	) {
		expect(mine, `${where} is not declared`).to.not.equal(undefined);
		expect([...(mine ?? []).keys()].sort(), where).to.deep.equal(Object.keys(theirs).sort());
		for (const [name, { required: mineRequired, holds }] of mine ?? []) {
			const property = theirs[name];
			expect(mineRequired, `${where}.${name} is required`).to.equal(required.includes(name));
			const reference = property?.$ref ?? property?.items?.$ref;
			if (reference === undefined) continue;
			expect(holds, `${where}.${name} holds an object`).to.not.equal(undefined);
			const type = schema.types[reference.replace(/^#\/?types\//, "")];
			const output = holds?.startsWith("outputs") === true;
			const { requiredInputs, requiredOutputs } = type?.language?.nodejs ?? {};
			const needed = (output ? requiredOutputs : requiredInputs) ?? type?.required ?? [];
			same(`${where}.${name}`, sdk.interfaces.get(holds ?? ""), type?.properties ?? {}, needed);
		}
	}

	it("has every resource and no other", () => {
		const mine = [...sdk.resources.keys()].filter((token) => token !== "talos");
		expect(mine.sort()).to.deep.equal(Object.keys(schema.resources).sort());
	});

	it("has every function and no other", () => {
		const theirs = Object.keys(schema.functions).filter((token) => !token.startsWith("pulumi:"));
		expect([...sdk.functions.keys()].sort()).to.deep.equal(theirs.sort());
	});

	it("takes and gives each resource's properties", () => {
		for (const [token, { file, className, outputs }] of sdk.resources) {
			const theirs = token === "talos" ? schema.provider : schema.resources[token];
			const required =
				"requiredInputs" in (theirs ?? {}) ? ((theirs as { requiredInputs?: string[] }).requiredInputs ?? []) : [];
			const declared = sdk.interfaces.get(`${file}#${className}Args`);
			same(`${token} arguments`, declared, theirs?.inputProperties ?? {}, required);
			same(`${token} outputs`, outputs, theirs?.properties ?? {}, (theirs as Shape | undefined)?.required ?? []);
		}
	});

	it("takes and gives each function's properties", () => {
		for (const [token, { file, name }] of sdk.functions) {
			const prefix = `${file}#${name[0]?.toUpperCase()}${name.slice(1)}`;
			const { inputs, outputs } = schema.functions[token] ?? { inputs: {}, outputs: {} };
			for (const kind of ["Args", "OutputArgs"])
				same(`${token} ${kind}`, sdk.interfaces.get(prefix + kind), inputs.properties ?? {}, inputs.required ?? []);
			same(`${token} result`, sdk.interfaces.get(`${prefix}Result`), outputs.properties ?? {}, outputs.required ?? []);
		}
	});
});
