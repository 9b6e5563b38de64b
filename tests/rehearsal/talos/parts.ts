import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { inNamespaces } from "../namespaces";

const names = [
	"etcd",
	"kube-apiserver",
	"kube-controller-manager",
	"kube-scheduler",
	"kwok",
	"talos-machinery",
] as const;
type Name = (typeof names)[number];

/** Where the parts are: as `lab test` names them in the environment, or all in the folder `GXP_LAB_PARTS`. */
export function partPaths(): Record<Name, string> {
	const folder = process.env.GXP_LAB_PARTS ?? "GXP_LAB_PARTS-is-not-set";
	const path = (name: Name) =>
		process.env[`GXP_LAB_PART_${name.toUpperCase().replaceAll("-", "_")}`] ?? join(folder, name);
	return Object.fromEntries(names.map((name) => [name, path(name)])) as Record<Name, string>;
}

/** Skips a suite, visibly, where a part is not built. */
export function needs(context: Mocha.Context, wanted: readonly Name[] = names): void {
	const paths = partPaths();
	const absent = wanted.filter((name) => !existsSync(paths[name]));
	if (absent.length === 0) return;
	console.log(`      skipped: the parts ${absent.join(", ")} are not built`);
	context.skip();
}

/** Runs a scenario in private network, mount and process namespaces; its last line is JSON: what it observed. */
export async function inside<T>(scenario: string): Promise<T> {
	const { code, stdout, stderr } = await inNamespaces(["--import", "tsx", resolve(scenario)], 170_000);
	if (code !== 0) throw new Error(`${scenario}: ended with ${code}\n${stderr}`);
	return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as T;
}
