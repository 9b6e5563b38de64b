import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const downloaded = z.object({ Dir: z.string(), Sum: z.string() });

/** A published schema, where a module carries it unchanged. */
interface Published {
	module: string;
	version: string;
	/** Of the module's content, as go.sum has it. */
	sum: string;
	file: string;
}

/**
 * No npm package carries the schema itself (@schemastore/sarif-2.1.0 1.0.2 holds declarations of types, node-sarif-builder 5.0.0
 * types and code). go-sarif has that of OASIS, errata 01, as the text of a constant.
 */
const sarif: Published = {
	module: "github.com/owenrumney/go-sarif/v3",
	version: "v3.3.1",
	sum: "h1:bKY8YnWcY8zYTiGVObC5wZLlfEvMkCxK9XMGXBbzEtQ=",
	file: "pkg/report/v210/sarif/schema.go",
};

/** wgpolicyk8s.io's own module is not in the proxy; Kyverno ships the definition as it is generated from there. */
const policyReport: Published = {
	module: "github.com/kyverno/kyverno",
	version: "v1.19.1",
	sum: "h1:/MkgFii3/VlQfKR1JpC9tVwNNVNQTt2S4U6qCsafsTU=",
	file: "config/crds/policyreport/wgpolicyk8s.io_policyreports.yaml",
};

/** The text of a file of a Go module: from the module cache, or the module proxy. Nothing of it is built or run. */
function read({ module, version, sum, file }: Published): string {
	const said = execFileSync("go", ["mod", "download", "-json", `${module}@${version}`], {
		encoding: "utf8",
		// Outside of a module no go.sum is written, and the sum is compared here.
		cwd: "/",
		env: { ...process.env, GOFLAGS: "-mod=mod", GOWORK: "off" },
	});
	const found = downloaded.parse(JSON.parse(said));
	if (found.Sum !== sum) throw new Error(`${module}@${version}: has the sum ${found.Sum}; it must be ${sum}`);
	return readFileSync(join(found.Dir, file), "utf8");
}

type Tree = Record<string, unknown>;

/** The SARIF 2.1.0 schema. It is of JSON Schema draft 4, whose `id` is the `$id` of later drafts; nothing else in it differs. */
export function sarifSchema(): Tree {
	const [, text = ""] = read(sarif).split("`");
	const { id, $schema: _, ...schema } = z.looseObject({ id: z.string(), $schema: z.string() }).parse(JSON.parse(text));
	return { ...schema, $id: id };
}

const definition = z.object({
	spec: z.object({
		group: z.string(),
		versions: z.array(
			z.object({ name: z.string(), schema: z.object({ openAPIV3Schema: z.record(z.string(), z.unknown()) }) }),
		),
	}),
});

/** The schema of PolicyReport v1alpha2, closed: what it does not name, the API server would drop in silence. */
export function policyReportSchema(): Tree {
	const { spec } = definition.parse(parse(read(policyReport)));
	const version = spec.versions.find(({ name }) => name === "v1alpha2");
	if (version === undefined) throw new Error(`${policyReport.file}: has no version v1alpha2`);
	return closed(version.schema.openAPIV3Schema) as Tree;
}

function closed(schema: unknown): unknown {
	if (Array.isArray(schema)) return schema.map(closed);
	if (typeof schema !== "object" || schema === null) return schema;
	const tree = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
	const names = typeof tree.properties === "object" && tree.additionalProperties === undefined;
	return names && tree.type === "object" ? { ...tree, additionalProperties: false } : tree;
}
