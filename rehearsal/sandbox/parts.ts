import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { type PartName, type PartSource, partNames, partsFor } from "./part-list";

const execute = promisify(execFile);

export type PartPaths = Readonly<Record<PartName, string>>;
/** Takes what is said. `again` says that it tells the same wait anew, so that it may take the place of the line before. */
export type Report = (line: string, again?: boolean) => void;

export interface PartOptions {
	readonly root: string;
	readonly environment?: NodeJS.ProcessEnv;
	/** Those that every stack's rehearsal needs, if absent. */
	readonly sources?: readonly PartSource[];
	/** Ends a build that is under way. */
	readonly interrupted?: AbortSignal;
	/** How often a wait is told anew, in milliseconds. */
	readonly every?: number;
}

/**
 * The absolute path of every part that is asked for, and nothing for another. A binary of the right version on KUBEBUILDER_ASSETS or PATH is taken; the rest is
 * built once by the Go toolchain into `${XDG_CACHE_HOME:-~/.cache}/gxp-lab/parts/<key>/`, where the key is a digest of
 * everything that decides what comes out. One after the other: `go build` uses all processors by itself.
 */
export async function ensureParts(report: Report, options: PartOptions): Promise<PartPaths> {
	const environment = options.environment ?? process.env;
	const { paths, missing } = await lookForParts(options);
	for (const [index, { source, target }] of missing.entries()) {
		await build(source, target, { ...options, environment, report, place: `${index + 1} of ${missing.length}` });
		paths.set(source.name, target);
	}
	return Object.fromEntries(partNames.map((name) => [name, paths.get(name) ?? ""])) as Record<PartName, string>;
}

/** The parts that `ensureParts` would build, of how many. Refuses where Go is missing. */
export async function missingParts(options: PartOptions): Promise<{ missing: PartName[]; of: number }> {
	const { paths, missing } = await lookForParts(options);
	return { missing: missing.map(({ source }) => source.name), of: paths.size + missing.length };
}

interface Missing {
	readonly source: PartSource;
	readonly target: string;
}

async function lookForParts(options: PartOptions): Promise<{ paths: Map<PartName, string>; missing: Missing[] }> {
	const environment = options.environment ?? process.env;
	const go = await goVersion(environment);
	const paths = new Map<PartName, string>();
	const missing: Missing[] = [];
	for (const source of options.sources ?? partsFor()) {
		const target = join(cacheFolder(environment), keyOf(source, options.root, go), source.name);
		const found = existsSync(target) ? target : await onThisMachine(source, options.root, environment);
		if (found === undefined) missing.push({ source, target });
		else paths.set(source.name, found);
	}
	return { paths, missing };
}

export function cacheFolder(environment: NodeJS.ProcessEnv): string {
	const base = environment.XDG_CACHE_HOME;
	return join(base === undefined || base === "" ? join(homedir(), ".cache") : base, "gxp-lab", "parts");
}

async function goVersion(environment: NodeJS.ProcessEnv): Promise<string> {
	try {
		return (await execute("go", ["env", "GOVERSION", "GOARCH"], { env: environment })).stdout.trim();
	} catch (cause) {
		throw new Error(
			"go: is not on PATH; the rehearsal's parts are built from source, `lab doctor` says how to get it",
			{
				cause,
			},
		);
	}
}

/** Everything that decides the bytes: the module's files (go.mod, go.sum, our sources), the flags and the toolchain. */
function keyOf(source: PartSource, root: string, go: string): string {
	const folder = moduleFolder(source, root);
	const digest = createHash("sha256").update(JSON.stringify([go, source.package, source.linkerFlags ?? ""]));
	for (const file of readdirSync(folder).sort()) {
		if (/^go\.(mod|sum)$|\.go$/.test(file) && !file.endsWith("_test.go")) {
			digest.update(`\n${file}\n`).update(readFileSync(join(folder, file)));
		}
	}
	return digest.digest("hex").slice(0, 16);
}

const moduleFolder = (source: PartSource, root: string): string => join(root, "rehearsal", "parts", source.module);

/** The version that the module's go.mod asks for, as `v1.2.3`. */
export function versionOf(source: PartSource, root: string): string | undefined {
	if (source.versionOf === undefined) return undefined;
	const file = join(moduleFolder(source, root), "go.mod");
	const line = readFileSync(file, "utf8")
		.split("\n")
		.map((text) =>
			text
				.trim()
				.replace(/^require /, "")
				.split(" "),
		)
		.find(([module]) => module === source.versionOf);
	if (line?.[1] === undefined) throw new Error(`${file}: does not require ${source.versionOf}; add it`);
	return line[1];
}

async function onThisMachine(
	source: PartSource,
	root: string,
	environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
	if (source.says === undefined) return undefined;
	const wanted = versionOf(source, root)?.replace(/^v/, "");
	const folders = [environment.KUBEBUILDER_ASSETS ?? "", ...(environment.PATH ?? "").split(delimiter)];
	for (const folder of folders.filter((path) => path.startsWith("/"))) {
		const candidate = join(folder, source.name);
		try {
			accessSync(candidate, constants.X_OK);
			const { stdout } = await execute(candidate, [...source.says.args], { timeout: 10_000 });
			if (source.says.pattern.exec(stdout)?.[1]?.replace(/^v/, "") === wanted) return candidate;
		} catch {
			// Not there, or it does not run: one is built.
		}
	}
	return undefined;
}

interface BuildContext extends PartOptions {
	readonly environment: NodeJS.ProcessEnv;
	readonly report: Report;
	readonly place: string;
}

/**
 * Builds to a temporary name and renames: a part is there whole or not at all. The kernel holds the lock (flock(1)) and
 * lets it go when the builder dies; the compiler is told to die with us.
 */
async function build(source: PartSource, target: string, context: BuildContext): Promise<void> {
	const folder = join(target, "..");
	mkdirSync(folder, { recursive: true });
	const temporary = `${target}.${process.pid}`;
	const flags = (source.linkerFlags ?? "").replace("{version}", versionOf(source, context.root) ?? "");
	const goBuild = ["go", "build", "-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", `-s -w ${flags}`];
	const lock = ["flock", "--no-fork", "--nonblock", "--conflict-exit-code", "75", join(folder, "..", ".lock")];
	const started = Date.now();
	const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
	context.report(`building ${source.name} from its Go module (${context.place}; once, then it is cached)`);
	// Short enough for the time to be seen on a terminal of 80 columns.
	let saying = `building ${source.name} (${context.place})`;
	const timer = setInterval(() => context.report(`${saying} ${elapsed()}`, true), context.every ?? 10_000);
	try {
		for (;;) {
			const words = ["--pdeathsig", "KILL", ...lock, ...goBuild, "-o", temporary, source.package];
			context.interrupted?.throwIfAborted();
			const { code, output } = await runBuild(words, moduleFolder(source, context.root), context);
			if (code === 0) break;
			if (code !== 75) {
				// Ctrl-C reaches the compiler too, and it may be seen to end before we are told.
				await delay(200);
				context.interrupted?.throwIfAborted();
				throw new Error(`${source.name}: go build failed\n${output.trimEnd().split("\n").slice(-15).join("\n")}`);
			}
			saying = `waiting for ${source.name}: another rehearsal is building the parts`;
			await delay(1000);
			if (existsSync(target)) return;
		}
		renameSync(temporary, target);
	} finally {
		clearInterval(timer);
		rmSync(temporary, { force: true });
	}
}

function runBuild(words: string[], cwd: string, context: BuildContext): Promise<{ code: number; output: string }> {
	return new Promise((resolve, reject) => {
		const { environment, interrupted } = context;
		// Without cgo no C compiler is needed, and every machine builds the same.
		const env = { ...environment, CGO_ENABLED: "0", GOFLAGS: "", GOWORK: "off" };
		const child = spawn("setpriv", words, {
			cwd,
			env,
			stdio: ["ignore", "pipe", "pipe"],
			...(interrupted === undefined ? {} : { signal: interrupted }),
		});
		let output = "";
		for (const stream of [child.stdout, child.stderr]) {
			stream?.on("data", (text) => {
				output += String(text);
			});
		}
		child.on("error", reject);
		child.on("close", (code) => resolve({ code: code ?? 1, output }));
	});
}
