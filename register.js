/**
 * Transpiles our own TypeScript on require, with esbuild (which tsx uses too). `--require ./register.js`.
 *
 * tsx also looks into every file of node_modules, which costs each process that loads an SDK 0.9 s of processor time; a
 * preview starts eight of them. Tests and scripts, which do not start in a row, go by tsx (decision 0002).
 */
const { readFileSync } = require("node:fs");
const { _extensions: extensions } = require("node:module");
const { transformSync } = require("esbuild");

process.setSourceMapsEnabled(true);

extensions[".ts"] = (module, file) => {
	const { code } = transformSync(readFileSync(file, "utf8"), {
		loader: "ts",
		format: "cjs",
		target: "node20",
		sourcemap: "inline",
		sourcefile: file,
	});
	module._compile(code, file);
};
