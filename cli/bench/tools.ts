import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { cacheFolder } from "../../rehearsal/sandbox/parts";

/** A tool that is compared: where it is, or why it is not there. */
export type Tool = { readonly program: string; readonly version: string } | { readonly absent: string };

interface GoTool {
	readonly name: string;
	readonly package: string;
	readonly version: string;
	/** Names a built one. */
	readonly variable: string;
}

const goTools = {
	gator: {
		name: "gator",
		package: "github.com/open-policy-agent/gatekeeper/v3/cmd/gator",
		version: "v3.23.1",
		variable: "GXP_LAB_GATOR",
	},
	conftest: {
		name: "conftest",
		package: "github.com/open-policy-agent/conftest",
		version: "v0.71.1",
		variable: "GXP_LAB_CONFTEST",
	},
} as const satisfies Record<string, GoTool>;

/** The one that a variable names, else the pinned version, which is built once into a folder beside the rehearsal's parts. */
export function goTool(name: keyof typeof goTools, environment: NodeJS.ProcessEnv, say: (line: string) => void): Tool {
	const tool: GoTool = goTools[name];
	const given = givenTool(name, tool.variable, environment);
	if (given !== undefined) return given;
	const folder = join(dirname(cacheFolder(environment)), "tools", `${name}-${tool.version}`);
	const program = join(folder, name);
	if (!existsSync(program)) {
		mkdirSync(folder, { recursive: true });
		say(`${name} ${tool.version}: is built once, which takes minutes …`);
		try {
			execFileSync("go", ["install", `${tool.package}@${tool.version}`], {
				env: { ...environment, GOBIN: folder },
				stdio: ["ignore", "ignore", "pipe"],
			});
		} catch (cause) {
			return { absent: `go install ${tool.package}@${tool.version} did not succeed: ${lastLine(cause)}` };
		}
	}
	return { program, version: tool.version };
}

/** Kyverno's CLI: the one that a variable names, else the one on PATH. Its module does not install by `go install`. */
export function kyverno(environment: NodeJS.ProcessEnv): Tool {
	const given = givenTool("kyverno", "GXP_LAB_KYVERNO", environment);
	if (given !== undefined) return given;
	const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder.startsWith("/"));
	const program = folders.map((folder) => join(folder, "kyverno")).find(executable);
	return program === undefined
		? { absent: "is not on PATH, and GXP_LAB_KYVERNO is not set" }
		: { program, version: "the one on PATH" };
}

/** Undefined: the variable names none. */
function givenTool(name: string, variable: string, environment: NodeJS.ProcessEnv): Tool | undefined {
	const given = environment[variable] ?? "";
	if (given === "") return undefined;
	return executable(given)
		? { program: given, version: `the one of ${variable}` }
		: { absent: `${variable}: ${given} is no executable; it must be a built ${name}, or unset` };
}

function executable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

function lastLine(cause: unknown): string {
	if (!(cause instanceof Error)) return String(cause);
	const stderr = "stderr" in cause ? String(cause.stderr) : "";
	return stderr.trim().split("\n").at(-1) || cause.message;
}

export interface Timed {
	readonly seconds: number;
	/** Of all its threads. */
	readonly processorSeconds: number;
	readonly stdout: string;
}

/** Runs a program from its start to its end. What it was to find is in its output: exit codes up to `most` are verdicts. */
export function timed(program: string, args: readonly string[], most: number): Timed {
	const started = process.hrtime.bigint();
	// POSIX `times` says what the shell's children used, which Node does not tell of one child.
	const script = '"$@"; code=$?; times >&2; exit $code';
	const { status, stdout, stderr, error } = spawnSync("sh", ["-c", script, "sh", program, ...args], {
		encoding: "utf8",
		maxBuffer: 2 ** 30,
	});
	const seconds = Number(process.hrtime.bigint() - started) / 1e9;
	if (error !== undefined) throw error;
	const said = stderr.trimEnd().split("\n");
	if (status === null || status > most) throw new Error(`${program}: ended in ${status}\n${said.slice(-8).join("\n")}`);
	const used = [...(said.at(-1) ?? "").matchAll(/(\d+)m([\d.]+)s/g)];
	const processorSeconds = used.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
	return { seconds, processorSeconds, stdout };
}
