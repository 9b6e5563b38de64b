/**
 * Puts provider plugins where the engine looks for them: `<home>/plugins/resource-<name>-v<version>/pulumi-resource-<name>`
 * (github.com/pulumi/pulumi sdk/go/common/workspace/plugins.go). A stand-in is a small shell script that runs its
 * bundle; an official plugin is a link to what `pulumi plugin install` put into the user's own Pulumi home.
 */
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { z } from "zod";
import type { Seen } from "../../start/bundled.js";
import { bundled } from "./bundle";

export type PluginSelection = "stand-in" | "official";

export interface InstalledPlugin {
	name: string;
	/** Without a leading `v`. */
	version: string;
	source: PluginSelection;
	/** The plugin's folder in the rehearsal's Pulumi home. */
	folder: string;
}

const tableHead = z.object({ plugin: z.string(), version: z.string() });

/** The stand-ins of this folder: each has a table (its name and version) and a main. */
export function standIns(): { name: string; version: string; main: string }[] {
	return readdirSync(__dirname)
		.map((folder) => ({
			main: path.join(__dirname, folder, "main.ts"),
			table: path.join(__dirname, folder, "table.json"),
		}))
		.filter(({ main, table }) => existsSync(main) && existsSync(table))
		.map(({ main, table }) => {
			const { plugin, version } = tableHead.parse(JSON.parse(readFileSync(table, "utf8")));
			return { name: plugin, version: version.replace(/^v/, ""), main };
		})
		.sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** One word for a shell, whatever is in it. */
export function quote(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A plugin for the engine: the Node of this process with these arguments, then the engine's own. */
export function writeExecutable(file: string, args: readonly string[]): void {
	const command = [process.execPath, ...args].map(quote).join(" ");
	writeFileSync(file, `#!/bin/sh\nexec ${command} "$@"\n`);
	chmodSync(file, 0o755);
}

function installStandIn(folder: string, name: string, main: string, seen: Seen): void {
	mkdirSync(folder, { recursive: true });
	writeExecutable(path.join(folder, `pulumi-resource-${name}`), bundled({ name, main }, seen));
}

/** Where `pulumi plugin install` puts plugins for this user; a sandbox has a home of its own and names the user's. */
function userPlugins(): string {
	const home = process.env.GXP_LAB_USER_PULUMI_HOME ?? process.env.PULUMI_HOME ?? path.join(homedir(), ".pulumi");
	return path.join(home, "plugins");
}

/** Installs every provider that the program uses; `official` needs all of them in the user's own Pulumi home. */
export function installPlugins(
	pulumiHome: string,
	selection: PluginSelection,
	seen: Seen = new Map(),
): InstalledPlugin[] {
	return standIns().map(({ name, version, main }) => {
		const entry = `resource-${name}-v${version}`;
		const folder = path.join(pulumiHome, "plugins", entry);
		rmSync(folder, { recursive: true, force: true });
		if (selection === "stand-in") {
			installStandIn(folder, name, main, seen);
		} else {
			const official = path.join(userPlugins(), entry);
			if (!existsSync(path.join(official, `pulumi-resource-${name}`))) {
				throw new Error(
					`${official}: the official plugin is not there; run \`pulumi plugin install resource ${name} v${version}\` or take --providers stand-in`,
				);
			}
			mkdirSync(path.dirname(folder), { recursive: true });
			symlinkSync(official, folder);
		}
		return { name, version, source: selection, folder };
	});
}
