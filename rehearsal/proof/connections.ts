interface Settings {
	grpcClientOptions: Record<string, unknown>;
}

/**
 * Lets each program of this process find out by itself whether its engine can be reached. A proof runs some two hundred engines, one after the
 * other, each at a port that is free then: some get the port of one that ended. gRPC keeps what it knows of an address for the whole
 * process (@grpc/grpc-js 1.14, subchannel-pool.js) and for seconds answers a call there "No connection established", without trying.
 * Pulumi's SDK makes its clients with these options (@pulumi/pulumi 3.245, runtime/settings.js) and declares them internal.
 */
export function forgetEndedEngines(): void {
	const { grpcClientOptions } = require("@pulumi/pulumi/runtime/settings") as Settings;
	grpcClientOptions["grpc.use_local_subchannel_pool"] = 1;
}
