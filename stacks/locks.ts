import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { parse } from "yaml";
import type { z } from "zod";
import {
	type BootImageEntry,
	type ChartEntry,
	chartsLock,
	type ImageEntry,
	imagesLock,
	type Overlay,
	overlayFile,
	UNRESOLVED,
} from "./lock-files";
import { overlayFaults, overlayPath } from "./lock-overlay";

/** Where an entry's checksum came from: the committed lock, or a rehearsal's overlay. */
export type Origin = "lock" | "rehearsal";

export interface LockedChart {
	name: string;
	/** `./.cache/charts/<name>-<version>.tgz`: relative, so that two machines have the same state. */
	archive: string;
	version: string;
	sha256: string;
	repository: string;
	origin: Origin;
}

export interface LockedImage {
	registry: string;
	repository: string;
	tag: string;
	/** `sha256:…`; absent where the entry is unresolved and the environment's class lets that pass. */
	digest?: string;
}

export interface LockedBootImage {
	url: string;
	sha256: string;
	origin: Origin;
}

/** What the program is about to use; `Locks.require` refuses all that is unresolved in it at once. */
export interface LockNeeds {
	charts?: string[];
	images?: string[];
	bootImages?: Array<{ schematic: string; version: string }>;
}

export type EnvironmentClass = "lab" | "validation" | "production";

const CHARTS_FILE = "charts.lock.yaml";
const IMAGES_FILE = "images.lock.yaml";

const bootKey = (schematic: string, version: string) => `${schematic}@${version}`;
/** Nothing looks an entry up yet: a person does, in the real repository. */
const BY_HAND = "(a rehearsal needs nothing)";

interface Held<Entry> {
	entry: Entry;
	origin: Origin;
}

/**
 * The two locks and the overlay, parsed. Nothing here is ever looked up on the network.
 *
 * A preview refuses what `up` refuses: a preview of charts that are not there is no evidence for change control.
 */
export class Locks {
	private readonly charts = new Map<string, Held<ChartEntry>>();
	private readonly images = new Map<string, Held<ImageEntry>>();
	private readonly bootImages = new Map<string, Held<BootImageEntry>>();

	constructor(
		private readonly root: string,
		private readonly environmentClass: EnvironmentClass,
		committed: { charts: ChartEntry[]; images: ImageEntry[]; bootImages: BootImageEntry[] },
		overlay: Overlay | undefined,
	) {
		const lay = (from: Omit<Overlay, "origin">, origin: Origin) => {
			for (const entry of from.charts) this.charts.set(entry.name, { entry, origin });
			for (const entry of from.images) this.images.set(entry.reference, { entry, origin });
			for (const entry of from.bootImages)
				this.bootImages.set(bootKey(entry.schematic, entry.version), { entry, origin });
		};
		lay(committed, "lock");
		if (overlay !== undefined) lay(overlay, "rehearsal");
	}

	/** Every entry by its key, with where it came from: what a record of a run names. */
	get origins(): Record<string, Origin> {
		const held = [
			...[...this.charts].map(([key, { origin }]) => [`chart ${key}`, origin] as const),
			...[...this.images].map(([key, { origin }]) => [`image ${key}`, origin] as const),
			...[...this.bootImages].map(([key, { origin }]) => [`boot image ${key}`, origin] as const),
		];
		return Object.fromEntries(held);
	}

	/** Refuses every fault of what is needed in one error. Call it once, before the first resource. */
	require(needs: LockNeeds): void {
		const faults = [
			...(needs.charts ?? []).flatMap((name) => this.chartFaults(name)),
			...(needs.images ?? []).flatMap((reference) => this.imageFaults(reference)),
			...(needs.bootImages ?? []).flatMap(({ schematic, version }) => this.bootImageFaults(schematic, version)),
		];
		refuse(faults);
	}

	/** A chart whose archive is in the cache and has the sha256 of the lock. Throws RunError otherwise. */
	chart(name: string): LockedChart {
		refuse(this.chartFaults(name));
		const { entry, origin } = this.charts.get(name) as Held<ChartEntry>;
		const { archive, version, sha256, repository } = entry;
		return { name, archive: `./${archive}`, version, sha256, repository, origin };
	}

	/** `registry/repository:tag@sha256:…`; in a lab an unresolved image stays a tag, which INT-001 then reports. */
	image(reference: string): string {
		const { registry, repository, tag, digest } = this.imageParts(reference);
		return `${registry}/${repository}:${tag}${digest === undefined ? "" : `@${digest}`}`;
	}

	/** The same image in the pieces that charts ask for. */
	imageParts(reference: string): LockedImage {
		refuse(this.imageFaults(reference));
		const digest = this.images.get(reference)?.entry.digest;
		const slash = reference.indexOf("/");
		const colon = reference.lastIndexOf(":");
		return {
			registry: reference.slice(0, slash),
			repository: reference.slice(slash + 1, colon),
			tag: reference.slice(colon + 1),
			...(digest === undefined || digest === UNRESOLVED ? {} : { digest }),
		};
	}

	/**
	 * The disk image that a VM is made from: the image factory's uncompressed qcow2 (Proxmox decompresses only ISO
	 * content). Refused in every class when unresolved: without a checksum nothing says what the machine boots.
	 */
	bootImage(schematic: string, version: string): LockedBootImage {
		refuse(this.bootImageFaults(schematic, version));
		const { entry, origin } = this.bootImages.get(bootKey(schematic, version)) as Held<BootImageEntry>;
		return { url: bootImageUrl(schematic, version), sha256: entry.sha256, origin };
	}

	private chartFaults(name: string): string[] {
		const held = this.charts.get(name);
		if (held === undefined)
			return [`${CHARTS_FILE}: chart ${name} has no entry; add it with its repository and exact version`];
		const { archive, sha256, version, repository } = held.entry;
		if (sha256 === UNRESOLVED)
			return [
				`${CHARTS_FILE}: chart ${name} ${version} is ${UNRESOLVED}; download it from ${repository} to ${archive} and enter its sha256 ${BY_HAND}`,
			];
		const file = join(this.root, archive);
		if (!existsSync(file))
			return [
				`${archive}: the archive of chart ${name} ${version} is not in the cache; download it from ${repository}`,
			];
		const found = createHash("sha256").update(readFileSync(file)).digest("hex");
		if (found === sha256) return [];
		return [
			`${archive}: sha256 is ${found}; ${CHARTS_FILE} says ${sha256}, so remove the archive and find out who changed it`,
		];
	}

	private imageFaults(reference: string): string[] {
		const held = this.images.get(reference);
		if (held === undefined)
			return [`${IMAGES_FILE}: image ${reference} has no entry; add it with the digest that its registry gives`];
		if (held.entry.digest !== UNRESOLVED || this.environmentClass === "lab") return [];
		return [
			`${IMAGES_FILE}: image ${reference} is ${UNRESOLVED}, which class ${this.environmentClass} refuses; enter the digest that its registry gives ${BY_HAND}`,
		];
	}

	private bootImageFaults(schematic: string, version: string): string[] {
		const held = this.bootImages.get(bootKey(schematic, version));
		const what = `boot image of schematic ${schematic} and ${version}`;
		const url = bootImageUrl(schematic, version);
		if (held === undefined) return [`${IMAGES_FILE}: ${what} has no entry; add it with the sha256 of ${url}`];
		if (held.entry.sha256 !== UNRESOLVED) return [];
		return [`${IMAGES_FILE}: ${what} is ${UNRESOLVED}; download ${url} and enter its sha256 ${BY_HAND}`];
	}
}

/** The image factory's address of a VM's disk image (https://docs.siderolabs.com, image factory: `/image/:schematic/:version/:path`). */
export function bootImageUrl(schematic: string, version: string): string {
	return `https://factory.talos.dev/image/${schematic}/${version}/nocloud-amd64.qcow2`;
}

/**
 * Reads charts.lock.yaml and images.lock.yaml under `root` and the overlay that `env` names.
 *
 * Refuses, all faults in one RunError: a file that is missing or no YAML, an unknown key, a checksum of the wrong form,
 * a version that is a range, an entry given twice; an overlay outside a rehearsal, or one for an entry that the lock resolves.
 * Without a class the strictest one holds.
 */
export function loadLocks(
	root: string,
	env: Record<string, string | undefined>,
	environmentClass: EnvironmentClass = "production",
): Locks {
	const faults: string[] = [];
	const charts = read(root, CHARTS_FILE, chartsLock, faults);
	const images = read(root, IMAGES_FILE, imagesLock, faults);
	const committed = {
		charts: charts?.charts ?? [],
		images: images?.images ?? [],
		bootImages: images?.bootImages ?? [],
	};
	const file = overlayPath(env, faults);
	const overlay = file === undefined ? undefined : read(root, file, overlayFile, faults);
	if (file !== undefined && overlay !== undefined) faults.push(...overlayFaults(root, file, overlay, committed));
	for (const [file, keys] of [
		[CHARTS_FILE, charts?.charts.map(({ name }) => `chart ${name}`)],
		[IMAGES_FILE, images?.images.map(({ reference }) => `image ${reference}`)],
		[IMAGES_FILE, images?.bootImages.map((entry) => `boot image ${bootKey(entry.schematic, entry.version)}`)],
	] as const) {
		for (const key of twice(keys ?? [])) faults.push(`${file}: ${key} is there twice; keep one`);
	}
	refuse(faults);
	return new Locks(root, environmentClass, committed, overlay);
}

function read<Shape extends z.ZodType>(
	root: string,
	name: string,
	shape: Shape,
	faults: string[],
): z.output<Shape> | undefined {
	const path = name.startsWith("/") ? name : join(root, name);
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (error) {
		faults.push(`${name}: cannot be read (${(error as NodeJS.ErrnoException).code}); it must be there`);
		return undefined;
	}
	let value: unknown;
	try {
		value = parse(text);
	} catch (error) {
		faults.push(`${name}: is no YAML; ${(error as Error).message.split("\n")[0]}`);
		return undefined;
	}
	const parsed = shape.safeParse(value);
	if (parsed.success) return parsed.data;
	for (const issue of parsed.error.issues) {
		const at = issue.path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
		faults.push(`${name}${at === "" ? "" : `: ${at.replace(/^\./, "")}`}: ${issue.message}`);
	}
	return undefined;
}

function twice(keys: readonly string[]): string[] {
	return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))];
}

function refuse(faults: string[]): void {
	if (faults.length > 0) throw new RunError(faults.join("\n"));
}
