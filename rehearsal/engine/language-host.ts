/**
 * The engine's language host for Node: serves `pulumirpc.LanguageRuntime` and starts the official Node runners
 * (`@pulumi/pulumi/cmd/run`, `run-policy-pack`, `run-plugin`). Upstream it is the Go program
 * `pulumi-language-nodejs`, which no package registry carries; its `main.go` (tag sdk/v3.245.0) is what this follows:
 * arguments, environment and exit codes. Left out: debuggers, tracing, bun, package generation, the synchronous-invoke
 * pipes (only SDKs before 2.0 read them) and the monitor proxy that served them.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import * as grpc from "@grpc/grpc-js";
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { z } from "zod";
import { requiredPackages } from "./required-packages";

/** The runner told the user what is wrong and wants nothing added (cmd/run/run.ts, exit code 32). */
const ALREADY_REPORTED = 32;

/** 400 MiB, as the engine and both Node hosts set it. */
const MAX_MESSAGE = 400 * 1024 * 1024;

/** `runtime.options` of Pulumi.yaml as far as this host honours them. */
const runtimeOptions = z.object({
	typescript: z.boolean().default(true),
	nodeargs: z.string().default(""),
	tsconfig: z.string().default(""),
});

/** A message is read through the generated getters; `toObject` would copy whole configurations. */
type ProgramInfo = InstanceType<typeof language.ProgramInfo>;

const children = new Set<ChildProcess>();

function options(info: ProgramInfo | undefined) {
	return runtimeOptions.parse(info?.getOptions()?.toJavaScript() ?? {});
}

function message(cause: unknown): string {
	return cause instanceof Error ? cause.message : String(cause);
}

function resolveRunner(runner: string, programDirectory: string): string {
	return createRequire(path.join(programDirectory, "noop.js")).resolve(`@pulumi/pulumi/cmd/${runner}`);
}

/** Splits `nodeargs` at white space; quotes are refused rather than half understood. */
function splitArguments(nodeargs: string): string[] {
	if (/["'\\]/.test(nodeargs)) {
		throw new Error(
			`Pulumi.yaml: runtime.options.nodeargs: ${nodeargs} has quotes; write arguments without white space in them`,
		);
	}
	return nodeargs.split(/\s+/).filter((argument) => argument !== "");
}

function environment(info: ProgramInfo | undefined): Record<string, string> {
	const { typescript, tsconfig } = options(info);
	return {
		...(typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
		...(tsconfig === "" ? {} : { PULUMI_NODEJS_TSCONFIG_PATH: tsconfig }),
	};
}

/** Keys are `<namespace>:<name>`; the Node SDK still reads the old form `<namespace>:config:<name>`. */
function oldConfigKey(key: string): string {
	const [namespace, name] = [key.slice(0, key.indexOf(":")), key.slice(key.lastIndexOf(":") + 1)];
	return `${namespace}:config:${name}`;
}

function start(args: string[], cwd: string, env: NodeJS.ProcessEnv, output: "inherit" | "pipe"): ChildProcess {
	const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", output, output] });
	children.add(child);
	child.once("exit", () => children.delete(child));
	return child;
}

function run(
	engine: () => string,
	early: readonly string[],
): grpc.handleUnaryCall<InstanceType<typeof language.RunRequest>, InstanceType<typeof language.RunResponse>> {
	return (call, callback) => {
		const request = call.request;
		const info = request.getInfo();
		const programDirectory = info?.getProgramDirectory() ?? request.getPwd();
		const response = new language.RunResponse();
		const finish = (error: string, bail = false) => {
			response.setError(error);
			response.setBail(bail);
			callback(null, response);
		};
		let args: string[];
		try {
			args = [...early, ...splitArguments(options(info).nodeargs), resolveRunner("run", programDirectory)];
		} catch (cause) {
			finish(`could not start the program: ${message(cause)}`);
			return;
		}
		const flag = (name: string, value: string | undefined) => {
			if (value !== undefined && value !== "") args.push(`--${name}`, value);
		};
		flag("monitor", request.getMonitorAddress());
		flag("engine", engine());
		flag("organization", request.getOrganization());
		flag("project", request.getProject());
		flag("root-directory", info?.getRootDirectory());
		flag("stack", request.getStack());
		flag("pwd", programDirectory);
		if (request.getDryrun()) args.push("--dry-run");
		flag("parallel", String(request.getParallel()));
		args.push(info?.getEntryPoint() ?? ".", ...request.getArgsList());
		const config: Record<string, string> = {};
		request.getConfigMap().forEach((value: string, key: string) => {
			config[oldConfigKey(key)] = value;
		});
		const child = start(
			args,
			programDirectory,
			{
				...process.env,
				PULUMI_CONFIG: JSON.stringify(config),
				PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList().map(oldConfigKey)),
				...environment(info),
			},
			"inherit",
		);
		child.once("error", (error) => finish(`could not start ${process.execPath}: ${error.message}`));
		child.once("exit", (code, signal) => {
			if (code === 0) finish("");
			else if (code === ALREADY_REPORTED) finish("", true);
			else finish(signal === null ? `Program exited with non-zero exit code: ${code}` : `Program ended by ${signal}`);
		});
	};
}

/**
 * Policy packs (kind `analyzer`) and plugins written in Node. A pack's runner wants the engine's address first and the
 * pack last and runs in the pack's folder; a plugin's wants its folder first and runs in the caller's. Their `nodeargs` come
 * too late for Node, upstream as here.
 */
function runPlugin(
	early: readonly string[],
): grpc.handleServerStreamingCall<
	InstanceType<typeof language.RunPluginRequest>,
	InstanceType<typeof language.RunPluginResponse>
> {
	return (call) => {
		const request = call.request;
		const info = request.getInfo();
		const programDirectory = info?.getProgramDirectory() ?? "";
		const analyzer = request.getKind() === "analyzer";
		const fail = (message: string) => call.destroy(Object.assign(new Error(message), { code: grpc.status.UNKNOWN }));
		let args: string[];
		try {
			const { nodeargs } = options(info);
			const runner = resolveRunner(analyzer ? "run-policy-pack" : "run-plugin", programDirectory);
			const rest = analyzer
				? [...splitArguments(nodeargs), ...request.getArgsList(), programDirectory]
				: [...splitArguments(nodeargs), programDirectory, ...request.getArgsList()];
			args = [...early, runner, ...rest];
		} catch (cause) {
			fail(`could not start ${request.getName()}: ${message(cause)}`);
			return;
		}
		const env: Record<string, string> = {};
		for (const pair of request.getEnvList()) {
			env[pair.slice(0, pair.indexOf("="))] = pair.slice(pair.indexOf("=") + 1);
		}
		const child = start(args, analyzer ? programDirectory : request.getPwd(), { ...env, ...environment(info) }, "pipe");
		child.stdout?.on("data", (data: Buffer) =>
			call.write(new language.RunPluginResponse().setStdout(new Uint8Array(data))),
		);
		child.stderr?.on("data", (data: Buffer) =>
			call.write(new language.RunPluginResponse().setStderr(new Uint8Array(data))),
		);
		call.on("cancelled", () => child.kill());
		child.once("error", (error) => fail(error.message));
		child.once("close", (code) => {
			call.write(new language.RunPluginResponse().setExitcode(code ?? 1));
			call.end();
		});
	};
}

/** `early` are Node's own arguments, for each runner. Serves until its stdin or its engine ends it; prints the port first, as every Pulumi plugin does. */
export function serveLanguageHost(engineAddress: string, early: readonly string[]): void {
	let engine = engineAddress;
	const server = new grpc.Server({
		"grpc.max_receive_message_length": MAX_MESSAGE,
		"grpc.max_send_message_length": MAX_MESSAGE,
	});
	const unimplemented: grpc.handleUnaryCall<unknown, never> = (_call, callback) =>
		callback({ code: grpc.status.UNIMPLEMENTED });
	const version = z
		.object({ version: z.string() })
		.parse(JSON.parse(readFileSync(require.resolve("@pulumi/pulumi/package.json"), "utf8"))).version;
	server.addService(languageGrpc.LanguageRuntimeService, {
		handshake: ((call, callback) => {
			engine = call.request.getEngineAddress();
			callback(null, new language.LanguageHandshakeResponse());
		}) satisfies grpc.handleUnaryCall<
			InstanceType<typeof language.LanguageHandshakeRequest>,
			InstanceType<typeof language.LanguageHandshakeResponse>
		>,
		getRequiredPlugins: unimplemented,
		getRequiredPackages: ((call, callback) => {
			const response = new language.GetRequiredPackagesResponse();
			try {
				response.setPackagesList(requiredPackages(call.request.getInfo()?.getProgramDirectory() ?? "."));
			} catch (cause) {
				callback({ code: grpc.status.FAILED_PRECONDITION, details: message(cause) });
				return;
			}
			callback(null, response);
		}) satisfies grpc.handleUnaryCall<
			InstanceType<typeof language.GetRequiredPackagesRequest>,
			InstanceType<typeof language.GetRequiredPackagesResponse>
		>,
		run: run(() => engine, early),
		runPlugin: runPlugin(early),
		getPluginInfo: ((_call, callback) =>
			callback(null, new plugin.PluginInfo().setVersion(version))) satisfies grpc.handleUnaryCall<
			unknown,
			InstanceType<typeof plugin.PluginInfo>
		>,
		cancel: ((_call, callback) => {
			for (const child of children) child.kill("SIGINT");
			callback(null, new emptyPb.Empty());
		}) satisfies grpc.handleUnaryCall<unknown, InstanceType<typeof emptyPb.Empty>>,
		installDependencies: unimplemented,
		runtimeOptionsPrompts: unimplemented,
		template: unimplemented,
		about: unimplemented,
		getProgramDependencies: unimplemented,
		generateProgram: unimplemented,
		generateProject: unimplemented,
		generatePackage: unimplemented,
		pack: unimplemented,
		link: unimplemented,
	});
	server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
		if (error !== null) throw error;
		process.stdout.write(`${port}\n`);
	});
}

// Ours first (`--require=<file>`, for each runner), then the engine's: its address, and flags for logs and tracing.
const args = process.argv.slice(2);
serveLanguageHost(
	args.find((argument) => !argument.startsWith("-")) ?? "",
	args.filter((argument) => argument.startsWith("--require=")),
);
