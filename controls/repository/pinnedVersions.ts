import { createHash } from "node:crypto";
import { z } from "zod";
import type { Repository } from "./repository";

/** The versions that the repository pins, by what they are of. */
export interface Versions {
	tools: Record<string, string>;
	providers: Record<string, string>;
	/** The pack's version, and the sha256 of all that it consists of. */
	pack: Record<string, string>;
	charts: Record<string, string>;
}

const packageLock = z.looseObject({
	packages: z.record(z.string(), z.looseObject({ version: z.string().optional() })),
});
const packageFile = z.looseObject({ version: z.string() });
const charts = z.looseObject({
	charts: z.array(z.looseObject({ name: z.string(), version: z.string(), sha256: z.string() })),
});

/** What Pulumi's packages are that are no providers. */
const tools = new Set(["pulumi", "policy"]);
/**
 * What the pack consists of: its folders, and what they load from elsewhere. An exception changes what is found and is judged by a
 * control of its own; the packages are pinned by package-lock.json.
 */
export const ofThePack = [
	"controls/",
	"policy-pack/",
	"register.js",
	"start/",
	"stacks/lock-files.ts",
	"stacks/lock-overlay.ts",
];
const notOfThePack = new Set(["policy-pack/exceptions.yaml"]);

/** Reads what the repository pins; a file that is not as it must be is named. */
export function pinnedVersions(repository: Repository): { versions: Versions } | { faulty: string } {
	const lock = parsed(packageLock, repository, "package-lock.json");
	const pack = parsed(packageFile, repository, "policy-pack/package.json");
	const talos = parsed(packageFile, repository, "sdks/talos/package.json");
	const own = parsed(packageFile, repository, "provider/package.json");
	const chartsDocument = repository.document("charts.lock.yaml");
	const locked = chartsDocument.state === "read" ? charts.safeParse(chartsDocument.data).data : undefined;
	if (lock === undefined) return { faulty: "package-lock.json" };
	if (pack === undefined) return { faulty: "policy-pack/package.json" };
	if (locked === undefined) return { faulty: "charts.lock.yaml" };
	const versions: Versions = {
		tools: toolsOfParts(repository),
		providers: {
			...(talos && { talos: talos.version }),
			...(own && { lab: `${own.version} sha256:${digest(repository, ["provider/"])}` }),
		},
		pack: { version: pack.version, sha256: digest(repository, ofThePack) },
		charts: Object.fromEntries(locked.charts.map(({ name, version, sha256 }) => [name, `${version} sha256:${sha256}`])),
	};
	for (const [path, { version }] of Object.entries(lock.packages)) {
		const name = /^node_modules\/@pulumi\/([^/]+)$/.exec(path)?.[1];
		if (name === undefined || version === undefined) continue;
		if (tools.has(name)) versions.tools[`@pulumi/${name}`] = version;
		else versions.providers[name] = version;
	}
	return { versions };
}

function parsed<Shape extends z.ZodType>(
	shape: Shape,
	repository: Repository,
	file: string,
): z.output<Shape> | undefined {
	try {
		return shape.safeParse(JSON.parse(repository.text(file) ?? "")).data;
	} catch {
		return undefined;
	}
}

/** The engine's and Helm's modules, as the parts' go.mod files require them. */
function toolsOfParts(repository: Repository): Record<string, string> {
	const found: Record<string, string> = {};
	for (const file of repository.files.filter((one) => /^rehearsal\/parts\/[^/]+\/go\.mod$/.test(one))) {
		for (const [, module = "", version = ""] of (repository.text(file) ?? "").matchAll(
			/^(?:require )?\s*((?:github\.com\/pulumi\/pulumi\/pkg|helm\.sh\/helm)\/v\d+) (v\S+)/gm,
		))
			found[module] = version;
	}
	return found;
}

/** One sha256 over some tracked files, and those of some folders: their paths and their bytes. */
function digest(repository: Repository, folders: readonly string[]): string {
	const hash = createHash("sha256");
	for (const file of repository.files) {
		if (notOfThePack.has(file) || !folders.some((folder) => file.startsWith(folder))) continue;
		const content = createHash("sha256")
			.update(repository.text(file) ?? "")
			.digest("hex");
		hash.update(`${file}\0${content}\n`);
	}
	return hash.digest("hex");
}
