/**
 * Runs a bundle as a module, with what V8 made of it at an earlier start: a third of the start of a small one, and of a large
 * one the functions that came up later too. The bundle's folder is named after its content, and V8 refuses what another
 * version of it made.
 */
const { readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const { Script } = require("node:vm");

function earlier(file) {
	try {
		return readFileSync(file);
	} catch {
		return undefined;
	}
}

/** `as`: the module that it stands for, by which it requires others and finds its files. `keepAfter`: in milliseconds. */
exports.runCompiled = (bundle, { as, keepAfter }) => {
	const compiled = `${bundle}.${process.version}.compiled`;
	const cachedData = earlier(compiled);
	// A line for a shell, as in a file of its own, is none inside a function.
	const source = Module.wrap(readFileSync(bundle, "utf8").replace(/^#!.*/, ""));
	const script = new Script(source, { filename: bundle, cachedData });
	if (cachedData === undefined || script.cachedDataRejected) {
		// After a moment it has the functions that a start runs. What ends before leaves this to the next.
		const keep = () => {
			try {
				writeFileSync(`${compiled}.${process.pid}`, script.createCachedData());
				renameSync(`${compiled}.${process.pid}`, compiled);
			} catch {
				// The folder cannot be written: the next start compiles again.
			}
		};
		setTimeout(keep, keepAfter).unref();
	}
	const require = Module.createRequire(as.filename);
	script.runInThisContext().call(as.exports, as.exports, require, as, as.filename, path.dirname(as.filename));
};
