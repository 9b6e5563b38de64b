const path = require("node:path");
const { bundled } = require("../start/bundled.js");
const { runCompiled } = require("../start/compiled.js");

const root = path.join(__dirname, "..");

/** Pulumi's packages stay outside: its runner has loaded them already, and there must be one of each. */
const source = {
	root,
	main: path.join(__dirname, "main.ts"),
	folder: path.join(root, ".cache", "policy-pack"),
	// Nothing is shortened, so that the trace of a fault can be read.
	options: { external: ["@pulumi/*"], sourcemap: "linked", sourcesContent: false },
};

function own() {
	try {
		return bundled(source);
	} catch {
		return undefined;
	}
}

// The policy host loads JavaScript. Where no bundle can be made or kept, register.js transpiles the pack as it is required.
const bundle = own();
if (bundle !== undefined) runCompiled(bundle, { as: module, keepAfter: 2000 });
else {
	require("../register.js");
	require("./main.ts");
}
