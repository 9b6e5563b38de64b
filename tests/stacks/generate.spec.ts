import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { generated } from "../../stacks/generate";
import { type JsonSchema, stackJsonSchema } from "../../stacks/json-schema";
import { configurationReference } from "../../stacks/reference";

const root = join(__dirname, "..", "..");

describe("what is generated from the schema", () => {
	for (const [path, text] of generated()) {
		it(`is not stale: ${path} (else run node --import tsx stacks/generate.ts)`, () => {
			expect(readFileSync(join(root, path), "utf8")).to.equal(text);
		});
	}

	it("is named by the stack files for editors", () => {
		for (const stack of ["lab", "prod"]) {
			const [first] = readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8").split("\n");
			expect(first).to.equal("# yaml-language-server: $schema=docs/stack.schema.json");
		}
	});

	it("explains every key", () => {
		const reference = configurationReference();
		const secretKey = (path: string) => reference.includes(`| \`${path.slice(1)}\` |`);
		for (const [path, schema] of keys(stackJsonSchema().properties?.config ?? {}, "")) {
			expect(schema.description, path).to.be.a("string").and.to.match(/\.$/);
			if (path.startsWith(".pulumi:")) continue;
			const heading = `## ${path.slice(1)}\n`;
			const row = `| \`${path.replace(/^\.gxp-lab:/, "")}\` |`;
			expect(reference.includes(heading) || reference.includes(row) || secretKey(path), path).to.equal(true);
		}
	});

	it("requires what has no default, and nothing else", () => {
		const config = stackJsonSchema().properties?.config;
		expect(config?.required).to.include.members(["gxp-lab:environment", "gxp-lab:nodes"]);
		expect(config?.required).to.not.include.members(["gxp-lab:profile", "gxp-lab:layers", "gxp-lab:proxmoxApiToken"]);
		expect(config?.properties?.["gxp-lab:proxmox"]?.required).to.deep.equal(["endpoint", "hosts"]);
		expect(config?.properties?.["gxp-lab:proxmox"]?.properties?.insecure?.default).to.equal(false);
	});
});

function* keys(schema: JsonSchema, path: string): Generator<[string, JsonSchema]> {
	for (const [key, property] of Object.entries(schema.properties ?? {})) {
		if (key === "secure") continue;
		yield [`${path}.${key}`, property];
		yield* keys(property, `${path}.${key}`);
	}
	if (schema.items !== undefined) yield* keys(schema.items, `${path}[]`);
	for (const one of schema.oneOf ?? []) yield* keys(one, path);
}
