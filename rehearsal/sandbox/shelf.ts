import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Checked, checkStackFile, type LabConfig, readStackFile } from "../../stacks/file";
import { bareMetalMachines } from "./bare-metal";
import type { Folder } from "./folder";
import type { MachineSpec } from "./hardware";

/**
 * Bare-metal machines that somebody puts on a shelf and switches on. A stack file that names one more means that it is
 * there: looked up before every command, in the run's own copy. One that is named no more stays where it is, as in life.
 */
export class Shelf {
	private readonly on = new Set<string>();

	constructor(private readonly powerOn: (machine: MachineSpec) => Promise<void>) {}

	async stock(config: LabConfig): Promise<void> {
		const fresh = bareMetalMachines(config).filter(({ id }) => !this.on.has(id));
		// Noted at once: two commands may begin side by side.
		for (const { id } of fresh) this.on.add(id);
		await Promise.all(fresh.map((machine) => this.powerOn(machine)));
	}
}

/** The stack file that this run uses; undefined before its first step, and while it has faults: the step tells those. */
export function runConfig(folder: Folder, stack: string): LabConfig | undefined {
	const file = join(folder.path, "project", `Pulumi.${stack}.yaml`);
	if (!existsSync(file)) return undefined;
	const checked: Checked = checkStackFile(readStackFile(file));
	return "faults" in checked ? undefined : checked.config;
}
