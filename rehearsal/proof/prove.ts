import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { catalogue } from "../../controls/catalogue";
import { kubernetesRules } from "../../controls/kubernetes";
import { policyName } from "../../controls/policyNames";
import { resourceRules, stackRules } from "../../policy-pack/rules";
import { partEnvironment } from "../sandbox/environment";
import { type Conclusion, conclude, type Place, type ProofRecord, proofRecord } from "./record";
import { proveRepository, repositoryRules } from "./repository";
import { Running, toldProgress } from "./running";
import { lateFixture, shownOfResources } from "./shown";

export interface Proof extends Conclusion {
	records: ProofRecord[];
}

export interface ProofOptions {
	/** The executables of the parts, by name. */
	parts: Readonly<Record<string, string>>;
	/** Controls to prove; all where it is empty. */
	wanted: ReadonlySet<string>;
	/** Told all that runs at this time, each time that it changes. */
	progress: (text: string) => void;
	signal: AbortSignal;
}

/** Where each rule of the controls must be shown, and what of it. A rule that waits for no value has nothing to show in `up`. */
export function places(): Place[] {
	const at = (
		rules: readonly { id: string; slug: string }[],
		where: Place["where"],
		shows: Place["shows"] = ["refused", "admitted"],
	): Place[] => rules.map(({ id, slug }) => ({ control: id, rule: policyName(id, slug), where, shows }));
	const late = shownOfResources().flatMap((shown) => (lateFixture(shown) === undefined ? [] : [shown.rule]));
	return [
		...at(kubernetesRules, "admission"),
		...at([...resourceRules, ...stackRules], "preview"),
		...at(late, "up", ["refused before it is made"]),
		...at(stackRules, "up", ["failed at the end"]),
		...at(repositoryRules, "repository"),
	];
}

/** Shows every rule to what really judges by it: the API server, the engine with the pack, the check of the repository. */
export async function prove({ parts, wanted, progress, signal }: ProofOptions): Promise<Proof> {
	const ids = [...wanted];
	// All that is written meanwhile (keys, state, objects) lies in one folder, which goes also when this is cut off.
	const folder = mkdtempSync(path.join(tmpdir(), "gxp-lab-proofs-"));
	const running = new Running(progress);
	const script = (name: string): string[] => ["--import", "tsx", path.join(__dirname, name)];
	// The engine starts processes that would go on without the one that is ended: in a namespace they end with it.
	const processes = ["-Ur", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
	const run = async (what: string, command: string, args: readonly string[]): Promise<ProofRecord[]> => {
		running.runs(what, "starts");
		const child = promisify(execFile)(command, [...args, ...ids], {
			env: { ...process.env, ...partEnvironment(parts), TMPDIR: folder },
			maxBuffer: 256 * 1024 * 1024,
			signal,
			// unshare(1) ignores what is gentler, and its child dies with it.
			killSignal: "SIGKILL",
		});
		const closed = new Promise((resolve) => child.child.once("close", resolve));
		if (child.child.stderr !== null)
			createInterface({ input: child.child.stderr }).on("line", (line) => {
				const text = toldProgress(line);
				if (text !== undefined) running.runs(what, text);
			});
		// What is cut off is told at once; it has ended when nothing holds its output any more.
		const { stdout } = await child.finally(() => closed).finally(() => running.ends(what));
		return proofRecord.array().parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
	};
	const settled = await Promise.allSettled([
		run("API server", "unshare", ["-n", ...processes, process.execPath, ...script("admission.ts")]),
		run("preview", "unshare", [...processes, process.execPath, ...script("preview.ts"), parts.pulumi ?? ""]),
		run("up", "unshare", [...processes, process.execPath, ...script("up.ts"), parts.pulumi ?? ""]),
		proveRepository(wanted),
	]);
	// When all have ended: one that still writes would make it again.
	rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
	const records = settled.flatMap((one) => {
		if (one.status === "rejected") throw one.reason;
		return one.value;
	});
	const controls = catalogue.map(({ id }) => id).filter((id) => wanted.size === 0 || wanted.has(id));
	return { records, ...conclude(places(), controls, records) };
}
