/**
 * Our own TypeScript as one file of JavaScript, with the libraries that it uses but Pulumi's: the policy host is started at
 * every step and waited for, and is up in half the time (decision 0014). A bundle is used as long as everything that it was
 * made of has the content that it had, the bundle itself too.
 */
const { createHash, randomBytes } = require("node:crypto");
const {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} = require("node:fs");
const path = require("node:path");

/** Pulumi's packages stay outside: its runner has loaded them already, and there must be one of each. */
const OPTIONS = {
	bundle: true,
	platform: "node",
	target: "node20",
	format: "cjs",
	external: ["@pulumi/*"],
	// It is run as a script, and a script has no loader for import(): those become require.
	supported: { "dynamic-import": false },
	// Nothing is shortened, so that the trace of a fault can be read.
	sourcemap: "linked",
	sourcesContent: false,
	logLevel: "silent",
};
const DAY = 24 * 60 * 60 * 1000;

const sha256 = (content) => createHash("sha256").update(content).digest("hex");

/** What decides besides which file a name means: what was installed, and the compiler's options. */
const SETTINGS = ["package-lock.json", "tsconfig.json"];

/** Of the tool, of every file, and of the names beside our own: a new one may stand before one that was there. */
function digestOf(root, inputs) {
	const { version } = require("esbuild/package.json");
	const hash = createHash("sha256").update(`esbuild ${version} ${JSON.stringify(OPTIONS)}`);
	const add = (name, content) => hash.update(`\0${name}\0${content.length}\0`).update(content);
	for (const input of inputs) add(input, readFileSync(path.join(root, input)));
	for (const name of SETTINGS) {
		const file = path.join(root, name);
		if (existsSync(file)) add(name, readFileSync(file));
	}
	const own = inputs.filter((input) => !input.startsWith("node_modules/"));
	for (const folder of new Set(own.map((input) => path.dirname(input))))
		add(folder, readdirSync(path.join(root, folder)).sort().join("/"));
	return hash.digest("hex");
}

function write(file, content) {
	mkdirSync(path.dirname(file), { recursive: true });
	const mine = `${file}.${randomBytes(6).toString("hex")}`;
	writeFileSync(mine, content);
	renameSync(mine, file);
}

/** The bundle that was made of what is there now. */
function earlier(root, folder) {
	try {
		const { inputs, digest, content } = JSON.parse(readFileSync(path.join(folder, "record.json"), "utf8"));
		const bundle = path.join(folder, content, "main.js");
		return digestOf(root, inputs) === digest && sha256(readFileSync(bundle)) === content ? bundle : undefined;
	} catch {
		// Not there yet, cut off, or something that it was made of is gone: it is made now.
		return undefined;
	}
}

/** Into a folder named after its content: another process that is just starting one keeps it. */
function build(root, main, folder) {
	const { buildSync, stop } = require("esbuild");
	const outfile = path.join(folder, "main.js");
	const made = () =>
		buildSync({ ...OPTIONS, absWorkingDir: root, entryPoints: [main], outfile, metafile: true, write: false });
	const inputsOf = ({ metafile }) => Object.keys(metafile.inputs).sort();
	// Twice, with the digest taken between: a file that is written meanwhile would be recorded as what the bundle was made of.
	const digest = digestOf(root, inputsOf(made()));
	const built = made();
	const inputs = inputsOf(built);
	const { outputFiles } = built;
	// It is a process and a thread that would stay.
	void stop();
	const [map, output] = outputFiles[0].path === outfile ? [outputFiles[1], outputFiles[0]] : outputFiles;
	const content = sha256(output.contents);
	write(path.join(folder, content, "main.js.map"), map.contents);
	write(path.join(folder, content, "main.js"), output.contents);
	if (digestOf(root, inputs) === digest)
		write(path.join(folder, "record.json"), JSON.stringify({ inputs, digest, content }));
	for (const name of readdirSync(folder)) {
		const old = path.join(folder, name);
		if (name !== content && name !== "record.json" && Date.now() - statSync(old).mtimeMs > DAY)
			rmSync(old, { recursive: true, force: true });
	}
	return path.join(folder, content, "main.js");
}

/** The bundle of `main`, made now if it has to be; undefined where none can be made or kept. */
exports.bundled = (root, main, folder) => {
	try {
		return earlier(root, folder) ?? build(root, main, folder);
	} catch {
		return undefined;
	}
};
