/**
 * A plugin of the rehearsal as one file of JavaScript, because an engine starts eight of them at every step, most of them
 * one after the other: a bundle is up in two thirds of the time that its modules take (decision 0010 has the measurements).
 * A bundle is used as long as every file that it was made of is as it was, so it is never stale.
 */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync, stop } from "esbuild";
import { z } from "zod";

export interface Source {
	name: string;
	/** Absolute path of its entry point; a provider's table.json lies beside it. */
	main: string;
}

const ROOT = path.join(__dirname, "../..");
export const BUNDLES = path.join(ROOT, ".cache/providers");

const record = z.object({
	folder: z.string(),
	inputs: z.record(z.string(), z.object({ size: z.number(), mtimeMs: z.number() })),
});

/** Size and time of change of a file: what make goes by, and size beside it. */
function stamp(file: string): { size: number; mtimeMs: number } | undefined {
	const found = statSync(path.resolve(ROOT, file), { throwIfNoEntry: false });
	return found === undefined ? undefined : { size: found.size, mtimeMs: found.mtimeMs };
}

const recordFile = (name: string) => path.join(BUNDLES, `${name}.json`);

/** The folder of the bundle that was made of the files as they are now. */
function fresh(name: string): string | undefined {
	if (!existsSync(recordFile(name))) return undefined;
	const { data } = record.safeParse(JSON.parse(readFileSync(recordFile(name), "utf8")));
	if (data === undefined || !existsSync(path.join(data.folder, "main.js"))) return undefined;
	const same = Object.entries(data.inputs).every(([input, then]) => {
		const now = stamp(input);
		return now !== undefined && now.size === then.size && now.mtimeMs === then.mtimeMs;
	});
	return same ? data.folder : undefined;
}

function write(file: string, content: string | Uint8Array): void {
	mkdirSync(path.dirname(file), { recursive: true });
	const mine = `${file}.${randomBytes(6).toString("hex")}`;
	writeFileSync(mine, content);
	renameSync(mine, file);
}

let ending: NodeJS.Immediate | undefined;

/** esbuild stays as a process and a thread; who builds goes on for long, and both would count as its memory. */
function endSoon(): void {
	if (ending !== undefined) return;
	ending = setImmediate(() => {
		ending = undefined;
		void stop();
	});
}

/** Into a folder named after its content: a plugin that another rehearsal is just starting stays where it is. */
function build({ name, main }: Source): string {
	const { metafile, outputFiles } = buildSync({
		absWorkingDir: ROOT,
		entryPoints: [main],
		bundle: true,
		platform: "node",
		target: "node20",
		format: "cjs",
		// start.js runs it as a script, and a script has no loader for import(): those become require.
		supported: { "dynamic-import": false },
		// Names stay, so that a stack trace can be read; comments and white space go.
		minifyWhitespace: true,
		minifySyntax: true,
		legalComments: "none",
		logLevel: "error",
		outfile: "main.js",
		metafile: true,
		write: false,
	});
	endSoon();
	const [output] = outputFiles;
	if (output === undefined) throw new Error(`${main}: esbuild made nothing of it`);
	const tableFile = path.join(path.dirname(main), "table.json");
	const tables = existsSync(tableFile) ? [tableFile] : [];
	const hash = createHash("sha256").update(output.contents);
	for (const table of tables) hash.update(readFileSync(table));
	const folder = path.join(BUNDLES, name, hash.digest("hex").slice(0, 16));
	for (const table of tables) write(path.join(folder, "table.json"), readFileSync(table));
	write(path.join(folder, "main.js"), output.contents);
	const inputs = [...Object.keys(metafile.inputs), ...tables.map((table) => path.relative(ROOT, table))];
	const stamps = Object.fromEntries(inputs.map((input) => [input, stamp(input)]));
	write(recordFile(name), JSON.stringify({ folder, inputs: stamps }));
	return folder;
}

/** Node's arguments for the bundle, made now if it has to be. Not for modules that find files from where they are. */
export function bundled(source: Source): [start: string, bundle: string] {
	return [path.join(__dirname, "start.js"), path.join(fresh(source.name) ?? build(source), "main.js")];
}
