/**
 * Runs a bundle with what V8 made of it at an earlier start, a third of a plugin's own start: `node start.js <bundle> …`.
 * The bundle's folder is named after its content, and V8 refuses what another version of it made.
 */
const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname } = require("node:path");
const { Script } = require("node:vm");

process.argv.splice(1, 1);
const [, filename = ""] = process.argv;
const compiled = `${filename}.${process.version}.compiled`;

function earlier() {
	try {
		return readFileSync(compiled);
	} catch {
		return undefined;
	}
}

const cachedData = earlier();
// A line for a shell, as in a file of its own, is none inside a function.
const source = Module.wrap(readFileSync(filename, "utf8").replace(/^#!.*/, ""));
const script = new Script(source, { filename, cachedData });

if (cachedData === undefined || script.cachedDataRejected) {
	// After a moment it has the functions that a start runs. A plugin that ends before leaves this to the next.
	const keep = () => {
		try {
			writeFileSync(`${compiled}.${process.pid}`, script.createCachedData());
			renameSync(`${compiled}.${process.pid}`, compiled);
		} catch {
			// The folder cannot be written: the next start compiles again.
		}
	};
	setTimeout(keep, 1000).unref();
}

script.runInThisContext()(exports, require, module, filename, dirname(filename));
