/** Messages to the user, through the engine's own log (`pulumirpc.Engine`), beside the resource that they are about. */
import * as grpc from "@grpc/grpc-js";

export type Severity = "debug" | "info" | "warning" | "error";

export class EngineLog {
	#address: string | undefined;
	#client: Promise<(severity: Severity, message: string, urn: string) => void> | undefined;

	connect(address: string): void {
		if (address !== "" && this.#address === undefined) this.#address = address;
	}

	write(severity: Severity, message: string, urn: string): void {
		const address = this.#address;
		if (address === undefined) return;
		this.#client ??= this.#open(address);
		this.#client.then((send) => send(severity, message, urn)).catch(() => undefined);
	}

	/** Loaded on first use: most runs have nothing to say. */
	async #open(address: string) {
		const { default: engineGrpc } = await import("@pulumi/pulumi/proto/engine_grpc_pb.js");
		const { default: enginePb } = await import("@pulumi/pulumi/proto/engine_pb.js");
		const client = new engineGrpc.EngineClient(address, grpc.credentials.createInsecure());
		const severities = {
			debug: enginePb.LogSeverity.DEBUG,
			info: enginePb.LogSeverity.INFO,
			warning: enginePb.LogSeverity.WARNING,
			error: enginePb.LogSeverity.ERROR,
		};
		return (severity: Severity, message: string, urn: string) => {
			const request = new enginePb.LogRequest();
			request.setSeverity(severities[severity]);
			request.setMessage(message);
			request.setUrn(urn);
			client.log(request, () => undefined);
		};
	}
}
