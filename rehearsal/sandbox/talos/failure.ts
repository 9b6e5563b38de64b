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

/** A fault that a machine's API is told to answer with, instead of doing what it is asked. */
export interface Fault {
	/** `/machine.MachineService/Bootstrap` */
	readonly method: string;
	readonly code: keyof typeof status;
	readonly details: string;
	/** The machine's address; any machine where absent. */
	readonly address?: string;
	/** How often; once where absent. */
	readonly times?: number;
}

/** The faults that wait for their call. */
export class Faults {
	private readonly waiting: { fault: Fault; left: number }[] = [];

	failNext(fault: Fault): void {
		this.waiting.push({ fault, left: fault.times ?? 1 });
	}

	/** Throws where a fault waits for this call. */
	check(address: string, method: string): void {
		const at = this.waiting.findIndex(
			({ fault }) => fault.method === method && (fault.address === undefined || fault.address === address),
		);
		const found = this.waiting[at];
		if (found === undefined) return;
		found.left -= 1;
		if (found.left <= 0) this.waiting.splice(at, 1);
		throw new Failure(status[found.fault.code], found.fault.details);
	}
}
