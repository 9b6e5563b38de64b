import type { FaultHandler } from "./control";
import type { Folder, SandboxOptions } from "./folder";
import type { Addresses } from "./network";
import type { Processes } from "./process";

export interface LabArgs {
	readonly folder: Folder;
	readonly options: SandboxOptions;
	readonly network: Addresses;
	readonly processes: Processes;
}

/** What runs inside a sandbox, as one thing that starts and stops. */
export interface Lab {
	start(): Promise<void>;
	stop(): Promise<void>;
	readonly faults: ReadonlyMap<string, FaultHandler>;
	/** What a stand-in did in place of the real thing, a sentence each. */
	simulated(): readonly string[];
}

/** Puts the simulators together: this is the only place that knows more than one of them. */
export function composeLab(_args: LabArgs): Lab {
	return { start: async () => undefined, stop: async () => undefined, faults: new Map(), simulated: () => [] };
}
