import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");

/** What the commands read of a checkout's stacks and exceptions, as the project has it but for what a test changes. */
export function checkout(changes: { environments?: string; exceptions?: string } = {}): string {
	const top = mkdtempSync(join(tmpdir(), "gxp-lab-checkout-"));
	mkdirSync(join(top, "policy-pack"));
	for (const file of ["Pulumi.lab.yaml", "policy-pack/environments.yaml", "policy-pack/exceptions.yaml"])
		cpSync(join(root, file), join(top, file));
	for (const [name, text] of Object.entries(changes)) writeFileSync(join(top, `policy-pack/${name}.yaml`), text);
	return top;
}
