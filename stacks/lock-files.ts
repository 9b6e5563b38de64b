import { z } from "zod";

/**
 * The shapes of charts.lock.yaml, images.lock.yaml and of the overlay that a rehearsal lays over both.
 *
 * An entry that nobody looked up says `unresolved`: a checksum or digest that was found in somebody else's file is
 * something to compare with, never an entry. Until a command looks them up, a person does, in the real repositories.
 */
export const UNRESOLVED = "unresolved";

const hex64 = "64 lower-case hex digits";
const orUnresolved = (pattern: RegExp, must: string) =>
	z
		.string()
		.refine((value) => value === UNRESOLVED || pattern.test(value), { error: `must be ${must} \`${UNRESOLVED}\`` });
const sha256 = orUnresolved(/^[0-9a-f]{64}$/, `${hex64} or`);
const digest = orUnresolved(/^sha256:[0-9a-f]{64}$/, `sha256: and ${hex64}, or`);
const exactVersion = z.string().regex(/^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, {
	error: "must be an exact version such as 1.20.0, neither a range nor `latest`",
});

const chartEntry = z.strictObject({
	name: z.string().regex(/^[a-z0-9-]+$/, { error: "must be a chart's name" }),
	repository: z.string().regex(/^(https|oci):\/\/[^\s]+$/, { error: "must be an https:// or oci:// address" }),
	version: exactVersion,
	sha256,
	/** Relative to the project's root, with `/`: the state file of two machines is the same. */
	archive: z
		.string()
		.regex(/^\.cache\/charts\/(?!.*\.\.)[A-Za-z0-9./_-]+\.tgz$/, { error: "must be a .tgz under .cache/charts/" }),
});

const imageEntry = z.strictObject({
	/** `registry/repository:tag`, the registry written out: an implicit Docker Hub name is what INT-002 refuses. */
	reference: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?\/[a-z0-9._/-]+:(?!latest$)[\w][\w.-]*$/, {
		error: "must be registry/repository:tag with the registry written out and a tag other than `latest`",
	}),
	digest,
});

const bootImageEntry = z.strictObject({
	schematic: z.string().regex(/^[0-9a-f]{64}$/, { error: `must be ${hex64}` }),
	version: z.string().regex(/^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, { error: "must be a Talos version such as v1.14.0" }),
	sha256,
});

export const chartsLock = z.strictObject({ charts: z.array(chartEntry) });
export const imagesLock = z.strictObject({ images: z.array(imageEntry), bootImages: z.array(bootImageEntry) });
/** What a rehearsal adds: the same entries, resolved by what it really installs or writes. */
export const overlayFile = z.strictObject({
	origin: z.literal("rehearsal"),
	charts: z.array(chartEntry).default([]),
	images: z.array(imageEntry).default([]),
	bootImages: z.array(bootImageEntry).default([]),
});

export type ChartEntry = z.output<typeof chartEntry>;
export type ImageEntry = z.output<typeof imageEntry>;
export type BootImageEntry = z.output<typeof bootImageEntry>;
export type ImagesLock = z.output<typeof imagesLock>;
export type Overlay = z.output<typeof overlayFile>;
