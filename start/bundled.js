/**
 * Our own TypeScript as one file of JavaScript, with the libraries that it uses: what an engine starts at every step and
 * waits for is up in half to two thirds of the time (decisions 0010 and 0014). A bundle is used as long as everything that it
 * was made of has the content that it had, the bundle itself too.
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
	utimesSync,
	writeFileSync,
} = require("node:fs");
const path = require("node:path");

const OPTIONS = {
	bundle: true,
	platform: "node",
	target: "node20",
	format: "cjs",
	// It is run as a script, and a script has no loader for import(): those become require.
	supported: { "dynamic-import": false },
	logLevel: "silent",
};
const DAY = 24 * 60 * 60 * 1000;
/** Longer than clocks are apart, and shorter than one goes from an editor to a terminal; in milliseconds. */
const LATELY = 2000;

const sha256 = (content) => createHash("sha256").update(content).digest("hex");

/** What decides besides which file a name means: what was installed, and the compiler's options. */
const SETTINGS = ["package-lock.json", "tsconfig.json"];

/**
 * Of the tool, of every file, and of the names beside our own: a new one may stand before one that was there. Bundles that are
 * looked for together have most libraries in common: `seen` has what was read for those before.
 */
function digestOf({ root, options }, inputs, seen) {
	const { version } = require("esbuild/package.json");
	const hash = createHash("sha256").update(`esbuild ${version} ${JSON.stringify({ ...OPTIONS, ...options })}`);
	const add = (name, read) => {
		const known = seen.get(name) ?? sha256(read());
		seen.set(name, known);
		hash.update(`\0${name}\0${known}`);
	};
	const file = (name) => path.resolve(root, name);
	for (const input of inputs) add(input, () => readFileSync(file(input)));
	for (const name of SETTINGS) if (existsSync(file(name))) add(name, () => readFileSync(file(name)));
	for (const folder of foldersOf(inputs)) add(`${folder}/`, () => readdirSync(file(folder)).sort().join("/"));
	return hash.digest("hex");
}

/** Where our own files are. */
const foldersOf = (inputs) =>
	new Set(inputs.filter((input) => !input.startsWith("node_modules/")).map((input) => path.dirname(input)));

/** Whether something was written after this moment or shortly before; the time of a change is the system's own (ctime). */
function writtenAbout(moment, { root }, inputs) {
	const names = [...inputs, ...SETTINGS, ...foldersOf(inputs)];
	const found = names.map((name) => statSync(path.resolve(root, name), { throwIfNoEntry: false }));
	return found.some((one) => one !== undefined && one.ctimeMs > moment - LATELY);
}

function write(file, content) {
	mkdirSync(path.dirname(file), { recursive: true });
	const mine = `${file}.${randomBytes(6).toString("hex")}`;
	writeFileSync(mine, content);
	renameSync(mine, file);
}

/** Of the bundle, and of what lies beside it because it is read from there. */
const contentOf = (files) => sha256(files.map(sha256).join("/"));

const namesOf = (beside) => beside.map((file) => path.basename(file));

/** What was started from a bundle may start it again: only what nobody asked for in a day is removed. */
function used(folder) {
	try {
		const now = new Date();
		utimesSync(folder, now, now);
	} catch {
		// It cannot be written, and so nothing is removed from it either.
	}
	return path.join(folder, "main.js");
}

/** The bundle that was made of what is there now. */
function earlier(source, seen) {
	try {
		const { inputs, digest, content } = JSON.parse(readFileSync(path.join(source.folder, "record.json"), "utf8"));
		const made = path.join(source.folder, content);
		const files = ["main.js", ...namesOf(source.beside)].map((name) => readFileSync(path.join(made, name)));
		return digestOf(source, inputs, seen) === digest && contentOf(files) === content ? used(made) : undefined;
	} catch {
		// Not there yet, cut off, or something that it was made of is gone: it is made now.
		return undefined;
	}
}

let ending;

/** esbuild is a process and a thread that would stay; several bundles may be made one after the other. */
function endSoon(stop) {
	if (ending !== undefined) return;
	ending = setImmediate(() => {
		ending = undefined;
		void stop();
	});
}

/** Into a folder named after its content: another process that is just starting one keeps it. */
function build(source) {
	const { root, main, folder, options, beside } = source;
	const { buildSync, stop } = require("esbuild");
	const outfile = path.join(folder, "main.js");
	const settings = { ...OPTIONS, ...options, absWorkingDir: root, entryPoints: [main], outfile };
	const made = () => buildSync({ ...settings, metafile: true, write: false });
	const others = beside.map((file) => path.relative(root, file));
	const inputsOf = ({ metafile }) => [...Object.keys(metafile.inputs), ...others].sort();
	endSoon(stop);
	const started = Date.now();
	let built = made();
	const digest = digestOf(source, inputsOf(built), new Map());
	// A file that is written meanwhile would be recorded as what the bundle was made of: once more, the digest between.
	if (writtenAbout(started, source, inputsOf(built))) built = made();
	const inputs = inputsOf(built);
	const files = new Map(built.outputFiles.map((one) => [path.basename(one.path), one.contents]));
	for (const file of beside) files.set(path.basename(file), readFileSync(file));
	const content = contentOf(["main.js", ...namesOf(beside)].map((name) => files.get(name)));
	for (const [name, text] of files) write(path.join(folder, content, name), text);
	if (digestOf(source, inputs, new Map()) === digest)
		write(path.join(folder, "record.json"), JSON.stringify({ inputs, digest, content }));
	for (const name of readdirSync(folder)) {
		const old = path.join(folder, name);
		// Whoever makes one at the same time may be quicker.
		const found = statSync(old, { throwIfNoEntry: false });
		if (name !== content && name !== "record.json" && found !== undefined && Date.now() - found.mtimeMs > DAY)
			rmSync(old, { recursive: true, force: true });
	}
	return path.join(folder, content, "main.js");
}

/**
 * The bundle of `main`, made now if it has to be, in a folder below `folder`; the compiler's error where it cannot be made,
 * and the system's where it cannot be kept. `options` are esbuild's beside our own; files `beside` are copied to where the
 * bundle is, because it reads them from there.
 */
exports.bundled = ({ root, main, folder, options = {}, beside = [] }, seen = new Map()) => {
	const source = { root, main, folder, options, beside };
	return earlier(source, seen) ?? build(source);
};
