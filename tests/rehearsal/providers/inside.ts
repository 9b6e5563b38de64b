/** Runs a spec file once more in private network, mount and process namespaces, where its fixed ports are its own. */
import path from "node:path";
import { expect } from "chai";
import { inNamespaces } from "../namespaces";

const FLAG = "GXP_LAB_TEST_INSIDE";

export const isInside = (file: string): boolean => process.env[FLAG] === path.basename(file);

export async function runInside(file: string): Promise<void> {
	const mocha = [
		...[require.resolve("mocha/bin/mocha.js"), "--no-config", "--require", require.resolve("tsx/cjs")],
		...["--reporter", "spec", "--timeout", "60000", "--exit", file],
	];
	const { code, stdout, stderr } = await inNamespaces(mocha, 280_000, { [FLAG]: path.basename(file) });
	const output = `${stdout}${stderr}`;
	if (process.env.GXP_LAB_TEST_VERBOSE !== undefined) console.log(output);
	expect(code, output).to.equal(0);
}
