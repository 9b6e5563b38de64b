import { accessSync, constants, existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { standIns } from "../../rehearsal/providers/install";
import { Misuse } from "../context";

/** The `pulumi` of the PATH, with the Node language host that its installation has beside it. */
export function pulumiOnPath(environment: NodeJS.ProcessEnv): string | undefined {
	const folders = (environment.PATH ?? "").split(delimiter).filter((path) => path.startsWith("/"));
	const find = (name: string) => folders.map((folder) => join(folder, name)).find(executable);
	return find("pulumi-language-nodejs") === undefined ? undefined : find("pulumi");
}

function executable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

export interface EngineChoice {
	readonly engine: "pulumi" | "embedded";
	/** The installed executable; the built part is taken where this is absent. */
	readonly installed?: string;
}

export function chooseEngine(wanted: "auto" | "pulumi" | "embedded", environment: NodeJS.ProcessEnv): EngineChoice {
	if (wanted === "embedded") return { engine: "embedded" };
	const installed = pulumiOnPath(environment);
	if (installed !== undefined) return { engine: "pulumi", installed };
	if (wanted === "auto") return { engine: "embedded" };
	throw new Misuse(
		"--engine pulumi: no pulumi with its language host is on PATH; install it, or take --engine embedded",
	);
}

/** `auto` takes the official plugins only when all of them are installed: a mixture would be neither. */
export function chooseProviders(
	wanted: "auto" | "stand-in" | "official",
	environment: NodeJS.ProcessEnv,
): "stand-in" | "official" {
	if (wanted === "stand-in") return wanted;
	const home = environment.PULUMI_HOME ?? join(homedir(), ".pulumi");
	const missing = standIns()
		.map(({ name, version }) => `resource-${name}-v${version}`)
		.filter((entry) => !existsSync(join(home, "plugins", entry)));
	if (missing.length === 0) return "official";
	if (wanted === "auto") return "stand-in";
	throw new Misuse(
		`--providers official: not installed in ${home}/plugins: ${missing.join(", ")}; take --providers stand-in`,
	);
}
