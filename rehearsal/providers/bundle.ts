/**
 * A plugin of the rehearsal as one file of JavaScript, because an engine starts eight of them at every step, most of them
 * one after the other: a bundle is up in two thirds of the time that its modules take (decision 0010 has the measurements).
 * Made and checked as the policy pack's is (start/bundled.js), with Pulumi's packages inside: nobody has loaded them before.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { bundled as bundleOf, type Seen } from "../../start/bundled.js";

export interface Source {
	name: string;
	/** Absolute path of its entry point; a provider's table.json lies beside it. */
	main: string;
}

const ROOT = path.join(__dirname, "../..");
export const BUNDLES = path.join(ROOT, ".cache/providers");

/** Names stay, so that a stack trace can be read; comments and white space go. */
const OPTIONS = { minifyWhitespace: true, minifySyntax: true, legalComments: "none" } as const;

/** Node's arguments for the bundle, made now if it has to be. Not for modules that find files from where they are. */
export function bundled({ name, main }: Source, seen?: Seen): [start: string, bundle: string] {
	const table = path.join(path.dirname(main), "table.json");
	const beside = existsSync(table) ? [table] : [];
	const source = { root: ROOT, main, folder: path.join(BUNDLES, name), options: OPTIONS, beside };
	return [path.join(__dirname, "start.js"), bundleOf(source, seen)];
}
