import { status } from "@grpc/grpc-js";

/** A gRPC status as an error: grpc-js sends `code` and `details` of whatever a handler fails with. */
export class Failure extends Error {
	readonly details: string;

	constructor(
		readonly code: status,
		details: string,
	) {
		super(details);
		this.details = details;
	}
}

export const notAuthorized = () => new Failure(status.PERMISSION_DENIED, "not authorized");
