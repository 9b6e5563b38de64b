import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** `deserializeProperties` of @pulumi/policy 1.21.0, deserialize.js: a request's properties as plain data. */
type Deserialize = (properties: object, proxySecrets: boolean) => unknown;

/**
 * @pulumi/policy's server deserialises a resource's properties again for every policy, and a stack's resources again for every
 * policy over the stack (1.21.0, server.js, makeAnalyzeRpcFun and makeAnalyzeStackRpcFun): with a hundred policies that is most
 * of a preview. What the policies are given is the same each time and nobody writes to it, so it is kept for as long as its
 * request lives. What is handed out for correction (`proxySecrets`) is written to, and is made anew each time.
 *
 * Where the package is another one than that, nothing is changed: the pack is slower and judges the same.
 */
export function deserializeOnce(): void {
	const module = deserializer();
	const original = module?.deserializeProperties;
	if (module === undefined || original === undefined) return;
	const known = new WeakMap<object, unknown>();
	module.deserializeProperties = (properties, proxySecrets) => {
		if (proxySecrets) return original(properties, proxySecrets);
		let result = known.get(properties);
		if (result === undefined) {
			result = original(properties, proxySecrets);
			known.set(properties, result);
		}
		return result;
	};
}

function deserializer(): { deserializeProperties?: Deserialize } | undefined {
	// Not among the package's exports, so by its file; the server calls it through the module, which is why this works.
	const packaged = createRequire(__filename);
	try {
		const folder = dirname(packaged.resolve("@pulumi/policy/package.json"));
		if (!readFileSync(join(folder, "server.js"), "utf8").includes("deserialize_1.deserializeProperties("))
			return undefined;
		return packaged(join(folder, "deserialize.js")) as { deserializeProperties?: Deserialize };
	} catch {
		return undefined;
	}
}
