/**
 * Where the engine works during a rehearsal: a Pulumi home of its own (plugins, language host), a `file://` backend,
 * and a project file that names the real program. Nothing of the user's Pulumi installation is read or written, and
 * the committed stack file stays as it is: the engine writes the passphrase salt into the copy.
 */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation";
import { parse, stringify } from "yaml";
import { z } from "zod";
import type { Seen } from "../../start/bundled.js";
import { bundled } from "../providers/bundle";
import { installPlugins, type PluginSelection, writeExecutable } from "../providers/install";
import { backendUrl } from "../sandbox/environment";
import { copyStackFile, type StackFiles } from "./stack-file";

/** What a Pulumi.yaml must have for the rehearsal to point at its program; the rest is carried over as it is. */
const projectFile = z.looseObject({
	name: z.string(),
	main: z.string(),
	plugins: z
		.looseObject({ providers: z.array(z.looseObject({ name: z.string(), path: z.string() })).default([]) })
		.optional(),
});

export interface EngineLocation {
	/** The rehearsal's folder, absolute. */
	readonly folder: string;
	/** The checkout that holds Pulumi.yaml, absolute. */
	readonly root: string;
	readonly stack: string;
	/** The `pulumi` executable to use, absolute: the built part, or the one on PATH. */
	readonly pulumi: string;
	/** True for the engine that we built: it has no language host beside it, so ours is installed. */
	readonly ownLanguageHost: boolean;
	readonly providers: PluginSelection;
}

const home = (location: EngineLocation) => path.join(location.folder, "home");
const project = (location: EngineLocation) => path.join(location.folder, "project");

/** The committed stack file, and the one that this run uses. */
export const stackFilesOf = (location: EngineLocation): StackFiles => ({
	committed: path.join(location.root, `Pulumi.${location.stack}.yaml`),
	used: path.join(project(location), `Pulumi.${location.stack}.yaml`),
});

/** The program's own provider, bundled as the stand-ins are: its executable starts the same file from its modules. */
function writeOwnProvider(
	location: EngineLocation,
	{ name, path: source }: { name: string; path: string },
	seen: Seen,
): string {
	const folder = path.join(home(location), "own", name);
	mkdirSync(folder, { recursive: true });
	writeExecutable(
		path.join(folder, `pulumi-resource-${name}`),
		bundled({ name: `own-${name}`, main: path.resolve(location.root, source, "main.ts") }, seen),
	);
	return folder;
}

function writeProject(location: EngineLocation, seen: Seen): void {
	const target = project(location);
	mkdirSync(target, { recursive: true });
	const relative = (file: string) => path.relative(target, path.resolve(location.root, file));
	const settings = projectFile.parse(parse(readFileSync(path.join(location.root, "Pulumi.yaml"), "utf8")));
	settings.main = relative(settings.main);
	for (const provider of settings.plugins?.providers ?? []) provider.path = writeOwnProvider(location, provider, seen);
	writeFileSync(path.join(target, "Pulumi.yaml"), stringify(settings));
	copyStackFile(stackFilesOf(location));
}

function writeLanguageHost(location: EngineLocation, seen: Seen): void {
	if (!location.ownLanguageHost) return;
	const folder = path.join(home(location), "plugins", "language-nodejs-v0.1.0");
	mkdirSync(folder, { recursive: true });
	const early = [path.join(location.root, "register.js"), path.join(__dirname, "no-debug.ts")];
	const host = bundled({ name: "language-host", main: path.join(__dirname, "language-host.ts") }, seen);
	const args = [...host, ...early.map((file) => `--require=${file}`)];
	writeExecutable(path.join(folder, "pulumi-language-nodejs"), args);
}

/** The Automation API looks for `bin/pulumi` below a root; the executable resolves the link and finds what lies beside it. */
function linkExecutable(location: EngineLocation): string {
	const root = path.join(location.folder, "engine");
	mkdirSync(path.join(root, "bin"), { recursive: true });
	const link = path.join(root, "bin", "pulumi");
	rmSync(link, { force: true });
	symlinkSync(location.pulumi, link);
	return root;
}

/** The environment of every engine process. The passphrase is the rehearsal's own and lives in its folder (0600). */
export function engineEnvironment(location: EngineLocation): Record<string, string> {
	return {
		PULUMI_HOME: home(location),
		PULUMI_BACKEND_URL: backendUrl(path.join(location.folder, "state")),
		PULUMI_CONFIG_PASSPHRASE_FILE: path.join(location.folder, "passphrase"),
		PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
		PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
		PULUMI_SKIP_UPDATE_CHECK: "true",
		PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
		PULUMI_SKIP_CONFIRMATIONS: "true",
		// The default is four a processor. Most of what is made or deleted waits for something else: a namespace's controller
		// waits five seconds before it begins (pkg/controller/namespace, namespaceDeletionGracePeriod).
		PULUMI_PARALLEL: "32",
		// Node's policy host is not given the configuration (@pulumi/policy, configureStack): the pack reads the stack file,
		// and must read the one that this run uses.
		GXP_LAB_STACK_FILES: project(location),
	};
}

/** One command of the CLI that the Automation API has no call for; its output. A failure carries what the CLI said. */
export async function runPulumi(location: EngineLocation, args: readonly string[]): Promise<string> {
	try {
		const { stdout } = await promisify(execFile)(
			location.pulumi,
			[...args, "--stack", location.stack, "--non-interactive"],
			{
				cwd: project(location),
				env: { ...process.env, ...engineEnvironment(location) },
				maxBuffer: 64 * 1024 * 1024,
			},
		);
		return stdout;
	} catch (cause) {
		const said = z.object({ stderr: z.string() }).safeParse(cause);
		throw new Error(`pulumi ${args[0]}: ${said.success ? said.data.stderr.trim() : String(cause)}`, { cause });
	}
}

/**
 * Opens the stack, making home, project and backend where they are not there yet. Each call of the CLI is a process of its
 * own, so the version is asked for beside the rest, and what nothing here reads is not asked for at all: which stack is the
 * selected one (every call names its own), and the outputs and history that the Automation API collects after a step.
 */
export async function openStack(location: EngineLocation): Promise<Stack> {
	const state = path.join(location.folder, "state");
	mkdirSync(state, { recursive: true });
	const version = PulumiCommand.get({ root: linkExecutable(location) });
	const seen: Seen = new Map();
	writeProject(location, seen);
	writeLanguageHost(location, seen);
	installPlugins(home(location), location.providers, seen);
	const workspace = await LocalWorkspace.create({
		workDir: project(location),
		pulumiHome: home(location),
		pulumiCommand: await version,
		secretsProvider: "passphrase",
		envVars: engineEnvironment(location),
	});
	const { name } = await workspace.projectSettings();
	workspace.selectStack = () => Promise.resolve();
	workspace.stackOutputs = () => Promise.resolve({});
	const made = existsSync(path.join(state, ".pulumi", "stacks", name, `${location.stack}.json`));
	const stack = await Stack[made ? "select" : "create"](location.stack, workspace);
	stack.history = () => Promise.resolve([]);
	return stack;
}
