import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { z } from "zod";
import { checksOf } from "../../rehearsal/checks";
import { exportedState } from "../../rehearsal/checks/context";
import { type Secret, searchTexts } from "../../rehearsal/checks/search";
import { generatedSecrets } from "../../rehearsal/checks/secrets";
import { backendUrl } from "../../rehearsal/sandbox/environment";
import { type Folder, folderOf, readDescription, readOptions, removeFolder } from "../../rehearsal/sandbox/folder";
import { readIdentity } from "../../rehearsal/sandbox/prepare";
import { checkStack } from "../../stacks/file";
import { leftAfter, namespacesOf } from "../rehearsal/sandbox/traces";

const root = resolve(__dirname, "../..");

/** Its members, and no others. */
const document = z.strictObject({
	schemaVersion: z.literal(1),
	...{ stack: z.string(), class: z.string(), engine: z.string(), providers: z.string() },
	...{ created: z.number(), updated: z.number(), replaced: z.number(), deleted: z.number(), same: z.number() },
	secondRun: z.strictObject({ same: z.number(), changed: z.number() }),
	controls: z.strictObject({
		pass: z.number(),
		fail: z.number(),
		waived: z.number(),
		notApplicable: z.number(),
		notEvaluated: z.number(),
	}),
	checks: z.array(z.strictObject({ id: z.string(), says: z.string(), held: z.boolean() })),
	notRehearsed: z.array(z.string()),
	simulated: z.array(z.string()),
	seconds: z.strictObject({
		parts: z.number(),
		preview: z.number(),
		up: z.number(),
		secondUp: z.number(),
		total: z.number(),
	}),
	peakRssMiB: z.number(),
	partsRssMiB: z.number(),
	ok: z.boolean(),
	error: z.string().nullable(),
});

/** Every secret of a rehearsal that has made everything, from a copy: the run goes on. */
function secretsOf(folder: Folder, stack: string): Secret[] {
	const copy = mkdtempSync(join(tmpdir(), "gxp-lab-rehearsed-"));
	try {
		for (const part of ["state", "project", "passphrase"])
			cpSync(join(folder.path, part), join(copy, part), { recursive: true });
		mkdirSync(join(copy, "home"));
		const args = ["stack", "export", "--stack", stack, "--show-secrets", "--non-interactive"];
		const exported = execFileSync(readOptions(folder).parts.pulumi ?? "pulumi", args, {
			cwd: join(copy, "project"),
			env: {
				PATH: process.env.PATH,
				PULUMI_HOME: join(copy, "home"),
				PULUMI_BACKEND_URL: backendUrl(join(copy, "state")),
				PULUMI_CONFIG_PASSPHRASE_FILE: join(copy, "passphrase"),
				PULUMI_SKIP_UPDATE_CHECK: "true",
			},
			maxBuffer: 256 * 1024 * 1024,
			stdio: ["ignore", "pipe", "ignore"],
		});
		const { resources } = exportedState.parse(JSON.parse(exported.toString("utf8"))).deployment;
		const { tokenSecret, key } = readIdentity(folder);
		return [
			...generatedSecrets({ folder: copy, state: resources }),
			{ name: "Proxmox token", value: tokenSecret },
			{ name: "Proxmox key", value: key },
		];
	} finally {
		rmSync(copy, { recursive: true });
	}
}

/** Rehearses a stack as a user does, to its end; the namespaces are read while it lives, to see what it leaves. */
async function rehearsed(stack: string) {
	const child = spawn(join(root, "lab"), ["rehearse", "--json", "--stack", stack], {
		stdio: ["ignore", "pipe", "pipe"],
	});
	let [stdout, stderr, id] = ["", "", ""];
	let namespaces: string[] = [];
	let secrets: Secret[] = [];
	let log = "";
	child.stdout.on("data", (text) => {
		stdout += String(text);
	});
	createInterface({ input: child.stderr }).on("line", (line) => {
		stderr += `${line}\n`;
		id = /^sandbox (\S+) /.exec(line)?.[1] ?? id;
		// Of the sandbox's first process; it goes with the folder, and is all there once the teardown is under way.
		const said = join(folderOf(root, id).logs, "sandbox.log");
		if (id !== "" && existsSync(said)) log = readFileSync(said, "utf8");
		if (line === "checks …") secrets = secretsOf(folderOf(root, id), stack);
		if (namespaces.length > 0 || id === "") return;
		const description = readDescription(folderOf(root, id));
		if (description !== undefined) namespaces = namespacesOf(description.sandbox.pid);
	});
	const code = await new Promise<number | null>((done) => child.on("close", done));
	return { id, code, stdout, stderr, namespaces, secrets, log };
}

/** The test of one stack; prod takes minutes and is among the long ones. */
export function rehearses(stack: string): void {
	describe("lab rehearse --json", () => {
		it(`rehearses ${stack}: one document, every check held, the second run changes nothing, no secret is printed, no process is left`, async function () {
			this.timeout(600_000);
			const { id, code, stdout, stderr, namespaces, secrets, log } = await rehearsed(stack);
			try {
				expect(code, stderr).to.equal(0);
				// Exactly one document: JSON.parse refuses anything before or after it.
				const printed = document.parse(JSON.parse(stdout));
				expect(printed).to.deep.include({ stack, ok: true, error: null });
				expect(printed.checks.filter(({ held }) => !held)).to.deep.equal([]);
				const checked = checkStack(stack, root);
				if ("faults" in checked) throw new Error(checked.faults.join("\n"));
				expect(printed.checks.map((check) => check.id)).to.deep.equal(
					checksOf(checked.config).map((check) => check.id),
				);
				expect(printed.created).to.be.greaterThan(0);
				expect(printed.secondRun).to.deep.equal({ same: printed.created, changed: 0 });
				expect(printed.controls.fail).to.equal(0);
				expect(printed.controls.pass).to.be.greaterThan(0);
				expect(printed.notRehearsed).not.to.be.empty;
				expect(printed.simulated).not.to.be.empty;
				// The check secrets-nowhere searches the rehearsal's files; this is what it said.
				expect(secrets.length).to.be.greaterThan(10);
				const search = searchTexts(secrets);
				expect([...search("stdout", stdout), ...search("stderr", stderr)]).to.deep.equal([]);
				expect(log).to.not.include("MaxListenersExceededWarning");
				expect(namespaces).to.have.length(4);
				expect(await leftAfter(id, namespaces)).to.deep.equal([]);
			} finally {
				if (id !== "") removeFolder(folderOf(root, id));
			}
		});
	});
}
