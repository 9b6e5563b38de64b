/**
 * The process outside that answers for a sandbox: it starts the namespaces, says where they are, and ends them.
 *
 *   node --require ./register.js rehearsal/sandbox/supervisor.ts <root> <id> <stack>
 *
 * It is a session of its own, so that Ctrl-C in the terminal reaches the front alone. Its standard input is a pipe
 * from the front: the word `keep` makes it outlive the front, the end of the pipe without it ends the sandbox. INT and
 * TERM end the sandbox too; it tells the inside by the control socket, because `unshare --fork` blocks both signals
 * (unshare(1)). When it is killed itself, setpriv's and unshare's parent-death signals take the namespaces with it.
 */
import { spawn } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
import { childrenOf, identify } from "./alive";
import { SandboxClient } from "./client";
import { insideEnvironment } from "./environment";
import { folderOf, readOptions, type SandboxDescription } from "./folder";
import { typescript } from "./typescript";

const [root, id, stack] = process.argv.slice(2);
if (root === undefined || id === undefined || stack === undefined)
	throw new Error("usage: supervisor <root> <id> <stack>");
const folder = folderOf(root, id);

// The shell is the namespace's first process: it reaps orphans, which Node does not.
const init = ['"$@"; exit $?', "sh", process.execPath, ...typescript(root, "rehearsal/sandbox/main.ts")];
const namespaces = ["-Urn", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
const child = spawn(
	"setpriv",
	["--pdeathsig", "KILL", "unshare", ...namespaces, "sh", "-c", ...init, root, id],
	// The inside reads its standard input too: when we end, it ends, whatever became of the signals.
	{
		cwd: root,
		stdio: ["pipe", "inherit", "inherit"],
		env: insideEnvironment(folder, readOptions(folder), process.env),
	},
);
child.on("error", (cause) => {
	console.error(`setpriv: ${cause.message}; util-linux is missing, see \`lab doctor\``);
	process.exit(1);
});
child.on("exit", (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));

let kept = false;
let ending = false;
process.stdin.setEncoding("utf8");
process.stdin.on("data", (text) => {
	if (String(text).includes("keep")) kept = true;
});
process.stdin.on("end", () => {
	if (!kept) void end();
});
process.stdin.on("error", () => void end());
process.on("SIGINT", () => void end());
process.on("SIGTERM", () => void end());
process.on("SIGHUP", () => undefined);

async function end(): Promise<void> {
	if (ending) return;
	ending = true;
	try {
		await new SandboxClient(folder.controlSocket).shutdown(5000);
	} catch {
		// It may not listen yet, or not answer any more: then it is killed.
	}
	child.kill("SIGKILL");
}

/** unshare's child is the namespace's first process; it appears a moment after unshare starts. */
function describe(): void {
	const [first] = child.pid === undefined ? [] : childrenOf(child.pid);
	const sandbox = first === undefined ? undefined : identify(first);
	const supervisor = identify(process.pid);
	if (sandbox === undefined || supervisor === undefined) {
		setTimeout(describe, 10);
		return;
	}
	const description: SandboxDescription = {
		id: folder.id,
		stack: stack ?? "",
		started: new Date().toISOString(),
		supervisor,
		sandbox,
	};
	// Whole or not at all: `lab ps` reads it at any moment.
	const written = `${folder.description}.new`;
	writeFileSync(written, JSON.stringify(description, null, "\t"), { mode: 0o600 });
	renameSync(written, folder.description);
}
describe();
