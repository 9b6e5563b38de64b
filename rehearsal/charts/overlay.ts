/**
 * What a rehearsal lays over the locks: for every unresolved entry something that it really makes. A chart is a
 * stand-in archive with its own sha256; an image has the digest of a small manifest that names it; a boot image has the
 * sha256 of a small file that says which one it stands for. Nothing of it is ever written into the committed locks.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { platformCharts, platformImageReferences } from "../../stacks/chart-contents";
import { chartsLock, imagesLock, type Overlay, UNRESOLVED } from "../../stacks/lock-files";
import type { LabConfig } from "../../stacks/schema";
import { packChart, sha256, writeAtomically } from "./archive";
import { chartManifests } from "./manifests";

export interface WrittenOverlay {
	/** Absolute; goes into GXP_LAB_LOCK_OVERLAY. */
	readonly overlayPath: string;
	/** Charts that were replaced by a stand-in. */
	readonly notRehearsed: string[];
	/** Images that nothing pulls. */
	readonly simulated: string[];
	/** Boot image URL to the bytes that stand for it. */
	readonly bootImages: ReadonlyMap<string, Buffer>;
}

/** The manifest of an empty image that names what it stands for (OCI image-spec 1.1, manifest.md; empty descriptor). */
function imageManifest(reference: string): string {
	const empty = {
		mediaType: "application/vnd.oci.empty.v1+json",
		digest: `sha256:${sha256("{}")}`,
		size: 2,
	};
	return JSON.stringify({
		schemaVersion: 2,
		mediaType: "application/vnd.oci.image.manifest.v1+json",
		artifactType: "application/vnd.gxp-lab.rehearsal.v1",
		config: empty,
		layers: [empty],
		annotations: { "org.opencontainers.image.ref.name": reference },
	});
}

/** The bytes that stand for a boot image; a simulator serves them, and their sha256 is the real one of these bytes. */
export const bootImageContent = (schematic: string, version: string): Buffer =>
	Buffer.from(`gxp-lab rehearsal: stands for the Talos ${version} nocloud image of schematic ${schematic}\n`);

/** `name: value: {{ … }}` must not be YAML: helm expressions are quoted by the writer and stay strings. */
const document = (manifest: Record<string, unknown>) => `---\n${stringify(manifest, { lineWidth: 0 })}`;

const read = (root: string, file: string): unknown => parse(readFileSync(path.join(root, file), "utf8"));

/** Writes the archives below `root` and the overlay into `folder`. */
export async function writeOverlay(root: string, folder: string, config: LabConfig): Promise<WrittenOverlay> {
	const { charts } = chartsLock.parse(read(root, "charts.lock.yaml"));
	const { images, bootImages } = imagesLock.parse(read(root, "images.lock.yaml"));
	const overlay: Overlay = { origin: "rehearsal", charts: [], images: [], bootImages: [] };
	const notRehearsed: string[] = [];

	const used = new Set(platformImageReferences(config));
	for (const { reference, digest } of images) {
		if (digest !== UNRESOLVED || !used.has(reference)) continue;
		overlay.images.push({ reference, digest: `sha256:${sha256(imageManifest(reference))}` });
	}
	const digests = new Map([...images, ...overlay.images].map(({ reference, digest }) => [reference, digest]));
	const image = (reference: string) => `${reference}@${digests.get(reference) ?? ""}`;

	for (const chart of platformCharts(config)) {
		const entry = charts.find(({ name }) => name === chart.name);
		if (entry === undefined) throw new Error(`charts.lock.yaml: chart ${chart.name} has no entry`);
		if (entry.sha256 !== UNRESOLVED && existsSync(path.join(root, entry.archive))) continue;
		const { crds, templates } = chartManifests(chart, image);
		const version = entry.version.replace(/^v/, "");
		const content = await packChart(
			chart.name,
			new Map([
				[
					"Chart.yaml",
					stringify({
						apiVersion: "v2",
						name: chart.name,
						version: entry.version,
						appVersion: version,
						description: `Stand-in of a rehearsal for ${entry.repository}; not the real chart.`,
					}),
				],
				...(crds.length > 0 ? [["crds/crds.yaml", crds.map(document).join("")] as const] : []),
				["templates/all.yaml", templates.map(document).join("")],
			]),
		);
		const archive = `.cache/charts/rehearsal/${chart.name}-${entry.version}-${sha256(content).slice(0, 12)}.tgz`;
		writeAtomically(path.join(root, archive), content);
		overlay.charts.push({ ...entry, archive, sha256: sha256(content) });
		notRehearsed.push(
			`chart ${chart.name} ${entry.version}: a stand-in was installed, the real archive is not in the cache`,
		);
	}

	const contents = new Map<string, Buffer>();
	for (const { schematic, version, sha256: known } of bootImages) {
		if (known !== UNRESOLVED) continue;
		const content = bootImageContent(schematic, version);
		overlay.bootImages.push({ schematic, version, sha256: sha256(content) });
		contents.set(`${schematic}/${version}`, content);
	}

	const overlayPath = path.join(folder, "lock-overlay.yaml");
	writeAtomically(overlayPath, stringify(overlay));
	return {
		overlayPath,
		notRehearsed,
		simulated: [
			...overlay.images.map(({ reference }) => `image ${reference}: named by a manifest that nothing pulls`),
			...overlay.bootImages.map(
				({ version, schematic }) => `boot image ${version} ${schematic.slice(0, 12)}…: no disk image is downloaded`,
			),
		],
		bootImages: contents,
	};
}
