/**
 * What the API refused, in the words of the official provider: the status line's reason with the parameters at fault
 * behind it (proxmox/api/client.go and errors.go of bpg/terraform-provider-proxmox v0.111).
 */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly reason: string,
	) {
		super(`received an HTTP ${status} response - Reason: ${reason}`);
	}

	/** A 404, or one of the phrases with which Proxmox says the same under status 500. */
	get notFound(): boolean {
		return (
			this.status === 404 ||
			(this.status === 500 && /does not exist|no such resource|no such ha|No such file or directory/.test(this.reason))
		);
	}
}

/** The message for an error answer. */
export function reasonOf(statusMessage: string, body: string): string {
	let parsed: unknown;
	try {
		parsed = JSON.parse(body);
	} catch {
		return statusMessage;
	}
	if (typeof parsed !== "object" || parsed === null) return statusMessage;
	const { errors, message } = parsed as { errors?: unknown; message?: unknown };
	const parameters =
		typeof errors === "object" && errors !== null
			? Object.entries(errors).map(([name, fault]) => `${name}: ${String(fault).trimEnd()}`)
			: [];
	// The message's first line repeats the status line.
	const lines =
		typeof message === "string"
			? message.split("\n").filter((line) => line !== "" && !line.startsWith(statusMessage))
			: [];
	const details = [...parameters, ...lines];
	return details.length === 0 ? statusMessage : `${statusMessage} (${details.join(" - ")})`;
}

/** An error with what was being done before it, as the provider wraps its errors. */
export function during(doing: string, error: unknown): Error {
	const message = error instanceof Error ? error.message : String(error);
	return new Error(`${doing}: ${message}`, { cause: error });
}
