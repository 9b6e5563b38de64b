/**
 * Runs our own TypeScript as it is: `--require ./register.js`. What an engine starts at every step goes by it, and so do the
 * command line and the sandbox (decisions 0002 and 0010). Three things, each because a preview starts six such processes:
 *
 * - A file is transpiled by esbuild once; what came of it is kept in .cache/modules under the hash of its content, so a
 *   changed file is always transpiled again. Nothing is kept where the checkout cannot be written.
 * - Modules that Pulumi's SDK loads at its start and uses only to serialize functions, which no program of ours does, are
 *   loaded at their first use: TypeScript's compiler and npm's installer, two thirds of the SDK's own start.
 * - Lines of a stack trace are mapped for our own files alone. Node and source-map-support, which Pulumi's runners install,
 *   also read the map of every module of node_modules. A trace that the SDK takes and nobody reads is not written.
 */
const { createHash, randomBytes } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const KEPT = path.join(__dirname, ".cache", "modules");
const OPTIONS = { loader: "ts", format: "cjs", target: "node20", sourcemap: true };

/** What the kept code depends on beside its source. */
const tool = `esbuild ${require("esbuild/package.json").version} ${JSON.stringify(OPTIONS)}`;

// What V8 made of each module, where Node keeps that (22.1 and later); by content too.
Module.enableCompileCache?.(path.join(__dirname, ".cache", "compiled"));

let ending;

/** esbuild is a process of its own, and a thread that waits for it: started here, and ended when the files are loaded. */
function transpile(source, file) {
	const { stop, transformSync } = require("esbuild");
	const { code, map } = transformSync(source, { ...OPTIONS, sourcefile: file });
	if (ending === undefined) {
		ending = setImmediate(() => {
			ending = undefined;
			stop();
		});
	}
	return { code, map };
}

function kept(file, source) {
	const name = path.join(KEPT, createHash("sha256").update(file).digest("hex").slice(0, 32));
	const digest = createHash("sha256").update(`${tool}\0${file}\0`).update(source).digest("hex");
	try {
		const found = JSON.parse(readFileSync(name, "utf8"));
		if (found.digest === digest) return found;
	} catch {
		// Not there yet, or cut off: it is made now.
	}
	const made = transpile(source, file);
	try {
		mkdirSync(KEPT, { recursive: true });
		const mine = `${name}.${randomBytes(6).toString("hex")}`;
		writeFileSync(mine, JSON.stringify({ digest, ...made }));
		renameSync(mine, name);
	} catch {
		// The checkout cannot be written, or the disk is full: the next start transpiles again.
	}
	return made;
}

/** Source maps by file: text until a trace needs one. */
const maps = new Map();

function original(frame) {
	const file = frame.getFileName();
	const known = maps.get(file);
	if (known === undefined) return String(frame);
	const map = typeof known === "string" ? new Module.SourceMap(JSON.parse(known)) : known;
	maps.set(file, map);
	const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
	const { originalLine, originalColumn } = map.findEntry(line - 1, column - 1);
	if (originalLine === undefined) return String(frame);
	const there = `${file}:${originalLine + 1}:${originalColumn + 1}`;
	return String(frame).replace(`${file}:${line}:${column}`, () => there);
}

/**
 * The SDK takes a trace of each promise, some thousands a preview, and prints them with PULUMI_DEBUG_PROMISE_LEAKS alone
 * (@pulumi/pulumi 3.245.0, runtime/debuggable.js).
 */
const ofPromise = path.join("@pulumi", "pulumi", "runtime", "debuggable.js");
const unread = (frames) =>
	process.env.PULUMI_DEBUG_PROMISE_LEAKS === undefined && frames[0]?.getFileName()?.endsWith(ofPromise);

const trace = (error, frames) => (unread(frames) ? "" : [error, ...frames.map(original)].join("\n    at "));

Module._extensions[".ts"] = (module, file) => {
	const { code, map } = kept(file, readFileSync(file, "utf8"));
	maps.set(file, map);
	// At each file, because a runner that was started without this has installed its own.
	Error.prepareStackTrace = trace;
	module._compile(code, file);
};

/** The module itself, loaded when a member is first read or it is called. */
function late(load, known) {
	let loaded;
	const first = () => {
		loaded ??= load();
		return loaded;
	};
	return new Proxy(() => undefined, {
		get: (_, key) => (Object.hasOwn(known, key) ? known[key] : first()[key]),
		has: (_, key) => key in first(),
		apply: (_, self, args) => first().apply(self, args),
	});
}

/** What Pulumi's runners load to run TypeScript and to map its lines, wanted or not: both are ours here. */
const ours = /^ts-node$|\/ts-node@|^source-map-support/;

/** `__esModule` alone is asked of a module at its import: with it, interop hands the module on as it is. */
const modern = { __esModule: true };

/** Its version is what the runners ask; where it is not installed, the SDK takes its own. */
function typescript() {
	try {
		return [["typescript", { version: require("typescript/package.json").version }]];
	} catch {
		return [];
	}
}

/** Of each package, what it loads at its start and our processes do not use, with what is asked of that without a use. */
const unused = {
	"@pulumi/pulumi": new Map([
		["./automation", modern],
		["@npmcli/arborist", modern],
		["normalize-package-data", { __esModule: false }],
		...typescript(),
		...[
			"exporter-zipkin",
			"instrumentation",
			"instrumentation-grpc",
			"resources",
			"sdk-trace-base",
			"sdk-trace-node",
		].map((name) => [`@opentelemetry/${name}`, modern]),
	]),
	zod: new Map([["../locales/index.cjs", modern]]),
};

const load = Module._load;
const packages = `${path.sep}node_modules${path.sep}`;

Module._load = function (request, parent, isMain) {
	const loaded = () => load.call(this, request, parent, isMain);
	const from = parent?.filename?.split(packages).at(-1) ?? "";
	const name = Object.keys(unused).find((one) => from.startsWith(one + path.sep));
	if (name === undefined) return loaded();
	if (name === "@pulumi/pulumi" && ours.test(request)) return { register: () => undefined, install: () => undefined };
	const known = unused[name].get(request);
	return known === undefined ? loaded() : late(loaded, known);
};
