import { status } from "@grpc/grpc-js";

/** `ALREADY_EXISTS` as Go writes it: `AlreadyExists`. */
function goName(code: number): string {
	const name = status[code] ?? "UNKNOWN";
	return name
		.split("_")
		.map((word) => word.charAt(0) + word.slice(1).toLowerCase())
		.join("");
}

interface ServiceError {
	readonly code: number;
	readonly details: string;
}

function isServiceError(error: unknown): error is ServiceError {
	return typeof error === "object" && error !== null && "code" in error && typeof error.code === "number";
}

/** The status code of what a call threw; undefined for what did not come from a call. */
export function codeOf(error: unknown): number | undefined {
	return isServiceError(error) ? error.code : undefined;
}

/** An error's text as a Go program prints it: `rpc error: code = Unavailable desc = …`. */
export function textOf(error: unknown): string {
	if (isServiceError(error)) return `rpc error: code = ${goName(error.code)} desc = ${error.details}`;
	return error instanceof Error ? error.message : String(error);
}
