/** Runs a plugin's bundle: `node start.js <bundle> …`, as if the bundle had been started itself. */
const { runCompiled } = require("../../start/compiled.js");

process.argv.splice(1, 1);
const [, bundle = ""] = process.argv;
runCompiled(bundle, { as: Object.assign(module, { filename: bundle }), keepAfter: 1000 });
