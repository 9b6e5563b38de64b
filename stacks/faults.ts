/** Faults of a stack file, one line each: `gxp-lab:<path>: <what it is>; <what it must be or the fix>`. */
import type { z } from "zod";
import { nearest } from "./spelling";

export type Path = readonly PropertyKey[];

/** A finding at one place of the stack file. The path begins with the key after `gxp-lab:`. */
export interface Fault {
	readonly path: Path;
	readonly says: string;
	/** Other places that it was concluded from: where one of them is wrong itself, this says nothing new. */
	readonly from?: readonly Path[];
}

/** A path as `pulumi config set --path` takes it: `nodes[0].address`, `talos.sysctls["vm.max_map_count"]`. */
export function formatPath(path: Path): string {
	return path
		.map((part, index) => {
			if (typeof part === "number") return `[${part}]`;
			const name = String(part);
			if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) return `[${JSON.stringify(name)}]`;
			return index === 0 ? name : `.${name}`;
		})
		.join("");
}

export function formatFault(fault: Fault): string {
	return `gxp-lab:${formatPath(fault.path)}: ${fault.says}`;
}

/** The faults that zod found, unknown keys one by one and with the key that was probably meant. */
export function faultsOf(error: z.ZodError): Fault[] {
	return error.issues.flatMap((issue) => {
		if (issue.code !== "unrecognized_keys") return [{ path: issue.path, says: issue.message }];
		const known = issue.message.split(" ");
		return issue.keys.map((key) => {
			const meant = nearest(key, known);
			const fix = meant === undefined ? `it must be one of ${known.join(", ")}` : `did you mean ${meant}?`;
			return { path: [...issue.path, key], says: `is no known key; ${fix}` };
		});
	});
}
