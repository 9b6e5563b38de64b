import type { BuildOptions } from "esbuild";

export interface Source {
	/** Of the checkout, absolute; what was installed and the compiler's options are looked for in it. */
	readonly root: string;
	/** Absolute path of the entry point. */
	readonly main: string;
	/** Where bundles of it are kept, absolute; its own. */
	readonly folder: string;
	/** esbuild's, beside those that every bundle has. */
	readonly options?: BuildOptions;
	/** Absolute paths of files that the bundle reads from where it is. */
	readonly beside?: readonly string[];
}

/** What was read of files and folders for bundles that were looked for together, by path. */
export type Seen = Map<string, string>;

/** Absolute path of the bundle. */
export function bundled(source: Source, seen?: Seen): string;
