import pb from "@pulumi/pulumi/proto/provider_pb.js";
import { decodeProperties, type Properties } from "../../../../rehearsal/providers/framework/value";
import { struct, type Wire } from "../wire";

/** Calls a function of the provider; what it refuses is thrown. */
export function invoke(wire: Wire, token: string, args: Properties): Promise<Properties> {
	const request = new pb.InvokeRequest();
	request.setTok(token);
	request.setArgs(struct(args));
	return new Promise((resolve, reject) => {
		wire.client.invoke(request, (error, response) => {
			if (error !== null) return reject(error);
			const [failure] = response.getFailuresList();
			if (failure !== undefined) return reject(new Error(`${failure.getProperty()}: ${failure.getReason()}`));
			resolve(decodeProperties(response.getReturn()?.toJavaScript()));
		});
	});
}
