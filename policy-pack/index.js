const path = require("node:path");
const { bundled } = require("../start/bundled.js");
const { runCompiled } = require("../start/compiled.js");

// The policy host loads JavaScript. Where no bundle can be made or kept, register.js transpiles the pack as it is required.
const root = path.join(__dirname, "..");
const bundle = bundled(root, path.join(__dirname, "main.ts"), path.join(root, ".cache", "policy-pack"));
if (bundle !== undefined) runCompiled(bundle, { as: module, keepAfter: 2000 });
else {
	require("../register.js");
	require("./main.ts");
}
