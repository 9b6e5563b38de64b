/** Which provider plugins a Node program needs: each dependency whose package.json has a `pulumi` section. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import { z } from "zod";

type PackageDependency = InstanceType<typeof plugin.PackageDependency>;

const manifest = z.object({
	name: z.string().default(""),
	version: z.string().default(""),
	dependencies: z.record(z.string(), z.string()).default({}),
	pulumi: z
		.object({
			resource: z.boolean().default(false),
			name: z.string().optional(),
			version: z.string().optional(),
			server: z.string().optional(),
		})
		.optional(),
});

function readManifest(folder: string): z.output<typeof manifest> | undefined {
	const file = path.join(folder, "package.json");
	if (!existsSync(file)) return undefined;
	return manifest.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** Reads the program's direct dependencies; SDKs are always direct ones. */
export function requiredPackages(programDirectory: string): PackageDependency[] {
	const program = readManifest(programDirectory);
	const found: PackageDependency[] = [];
	for (const dependency of Object.keys(program?.dependencies ?? {}).sort()) {
		const sdk = readManifest(path.join(programDirectory, "node_modules", dependency));
		if (sdk?.pulumi?.resource !== true) continue;
		const required = new plugin.PackageDependency();
		required.setName(sdk.pulumi.name ?? sdk.name.replace(/^@pulumi\//, ""));
		required.setKind("resource");
		required.setVersion(`v${(sdk.pulumi.version ?? sdk.version).replace(/^v/, "")}`);
		if (sdk.pulumi.server !== undefined) required.setServer(sdk.pulumi.server);
		found.push(required);
	}
	return found;
}
