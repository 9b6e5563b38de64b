/** A chart's own description, from an archive or a folder. */
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { parse } from "yaml";
import { isObject } from "../framework/value";

export interface ChartMetadata {
	name: string;
	version: string;
	appVersion: string | undefined;
}

function metadata(text: string, chart: string): ChartMetadata {
	const parsed: unknown = parse(text);
	if (!isObject(parsed) || typeof parsed.name !== "string" || typeof parsed.version !== "string") {
		throw new Error(`${chart}: Chart.yaml has no name or version`);
	}
	const { name, version, appVersion } = parsed;
	return { name, version, appVersion: appVersion === undefined ? undefined : String(appVersion) };
}

async function fromArchive(file: string): Promise<string> {
	const unpacked = extract();
	const source = createReadStream(file);
	const unzipped = source.pipe(createGunzip());
	for (const stream of [source, unzipped]) stream.on("error", (cause: Error) => unpacked.destroy(cause));
	unzipped.pipe(unpacked);
	for await (const entry of unpacked) {
		if (!/^[^/]+\/Chart\.yaml$/.test(entry.header.name)) {
			entry.resume();
			continue;
		}
		const chunks: Buffer[] = [];
		for await (const chunk of entry) chunks.push(Buffer.from(chunk as Uint8Array));
		source.destroy();
		return Buffer.concat(chunks).toString("utf8");
	}
	throw new Error(`${file}: holds no Chart.yaml`);
}

/** A stand-in installs from a path only: a rehearsal has no route to a chart repository. */
export async function readChart(chart: string): Promise<ChartMetadata> {
	if (!existsSync(chart)) {
		throw new Error(`${chart}: no such chart archive in ${process.cwd()}; a rehearsal installs from the chart cache`);
	}
	if (statSync(chart).isDirectory()) return metadata(readFileSync(path.join(chart, "Chart.yaml"), "utf8"), chart);
	return metadata(await fromArchive(chart), chart);
}
