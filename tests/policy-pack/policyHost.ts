import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import * as analyzerRpc from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

const root = join(__dirname, "..", "..");

export interface Answer {
	diagnostics: { policy: string; message: string; level: string }[];
	notApplicable: string[];
}

/** The pack in Pulumi's own policy host, as the engine starts it: the pack's folder is the working directory. */
export class PolicyHost {
	private constructor(
		private readonly child: ChildProcess,
		private readonly client: analyzerRpc.AnalyzerClient,
	) {}

	static async start(environment: Record<string, string> = {}): Promise<PolicyHost> {
		const host = join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
		const child = spawn(process.execPath, [host, "127.0.0.1:1", "."], {
			cwd: join(root, "policy-pack"),
			env: { ...process.env, ...environment },
			stdio: ["ignore", "pipe", "inherit"],
		});
		const [port] = (await once(child.stdout, "data")) as [Buffer];
		const address = `127.0.0.1:${String(port).trim()}`;
		return new PolicyHost(child, new analyzerRpc.AnalyzerClient(address, grpc.credentials.createInsecure()));
	}

	analyze(
		type: string,
		properties: Record<string, unknown>,
		{ stack = "prod", protect = false } = {},
	): Promise<Answer> {
		const request = new analyzer.AnalyzeRequest();
		request.setType(type);
		request.setName("proof");
		request.setUrn(`urn:pulumi:${stack}::gxp-lab::${type}::proof`);
		request.setProperties(Struct.fromJavaScript(properties as never));
		const options = new analyzer.AnalyzerResourceOptions();
		options.setProtect(protect);
		request.setOptions(options);
		return new Promise((resolve, reject) => {
			this.client.analyze(request, (error, response) => {
				if (error !== null) return reject(error);
				resolve({
					diagnostics: response.getDiagnosticsList().map((one) => ({
						policy: one.getPolicyname(),
						message: one.getMessage(),
						level: one.getEnforcementlevel() === analyzer.EnforcementLevel.MANDATORY ? "mandatory" : "advisory",
					})),
					notApplicable: response.getNotApplicableList().map((one) => one.getPolicyName()),
				});
			});
		});
	}

	/** Judges a whole stack: each resource by its outputs, as the engine shows it. */
	analyzeStack(
		resources: readonly { type: string; name?: string; outputs: Record<string, unknown> }[],
		{ stack = "prod" } = {},
	): Promise<string[]> {
		const request = new analyzer.AnalyzeStackRequest();
		request.setResourcesList(
			resources.map(({ type, name = "proof", outputs }) => {
				const resource = new analyzer.AnalyzerResource();
				resource.setType(type);
				resource.setName(name);
				resource.setUrn(`urn:pulumi:${stack}::gxp-lab::${type}::${name}`);
				resource.setProperties(Struct.fromJavaScript(outputs as never));
				resource.setOptions(new analyzer.AnalyzerResourceOptions());
				return resource;
			}),
		);
		return new Promise((resolve, reject) => {
			this.client.analyzeStack(request, (error, response) => {
				if (error !== null) return reject(error);
				resolve(response.getDiagnosticsList().map((one) => one.getMessage()));
			});
		});
	}

	/** What the pack corrects: the properties as they go back to the engine, by the policy that corrected them. */
	remediate(
		type: string,
		properties: Record<string, unknown>,
		{ stack = "lab" } = {},
	): Promise<{ policy: string; properties: unknown; diagnostic: string }[]> {
		const request = new analyzer.AnalyzeRequest();
		request.setType(type);
		request.setName("proof");
		request.setUrn(`urn:pulumi:${stack}::gxp-lab::${type}::proof`);
		request.setProperties(Struct.fromJavaScript(properties as never));
		request.setOptions(new analyzer.AnalyzerResourceOptions());
		return new Promise((resolve, reject) => {
			this.client.remediate(request, (error, response) => {
				if (error !== null) return reject(error);
				resolve(
					response.getRemediationsList().map((one) => ({
						policy: one.getPolicyname(),
						properties: one.getProperties()?.toJavaScript(),
						diagnostic: one.getDiagnostic(),
					})),
				);
			});
		});
	}

	async stop(): Promise<void> {
		this.client.close();
		this.child.kill();
		await once(this.child, "exit");
	}
}
