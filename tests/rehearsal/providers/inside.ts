/** Runs a spec file once more in private network, mount and process namespaces, where its fixed ports are its own. */
import { execFile } from "node:child_process";
import path from "node:path";
import { expect } from "chai";

const FLAG = "GXP_LAB_TEST_INSIDE";

export const isInside = (file: string): boolean => process.env[FLAG] === path.basename(file);

export async function runInside(file: string): Promise<void> {
	const { code, output } = await new Promise<{ code: number; output: string }>((resolve) => {
		execFile(
			"unshare",
			[
				"-Urn",
				"--mount",
				"--pid",
				"--fork",
				"--kill-child",
				"--mount-proc",
				process.execPath,
				require.resolve("mocha/bin/mocha.js"),
				"--no-config",
				"--require",
				require.resolve("tsx/cjs"),
				"--reporter",
				"spec",
				"--timeout",
				"60000",
				"--exit",
				file,
			],
			{ env: { ...process.env, [FLAG]: path.basename(file) }, timeout: 280_000, maxBuffer: 16 * 1024 * 1024 },
			(error, stdout, stderr) => {
				const failed = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
				resolve({ code: failed, output: `${stdout}${stderr}` });
			},
		);
	});
	if (process.env.GXP_LAB_TEST_VERBOSE !== undefined) console.log(output);
	expect(code, output).to.equal(0);
}
