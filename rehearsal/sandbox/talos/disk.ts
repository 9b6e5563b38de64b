import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * A machine's disk, as a folder that can be looked at: `state` (the STATE partition: the configuration), `ephemeral`
 * (EPHEMERAL: etcd, kubelet, logs of the API server), `installed` where Talos was installed to it.
 */
export class MachineDisk {
	constructor(readonly directory: string) {}

	get ephemeral(): string {
		return join(this.directory, "ephemeral");
	}

	get logs(): string {
		return join(this.directory, "logs");
	}

	/** The machine configuration on the STATE partition, or undefined on a first boot. */
	get configuration(): string | undefined {
		return existsSync(this.configPath) ? readFileSync(this.configPath, "utf8") : undefined;
	}

	get installed(): boolean {
		return existsSync(join(this.directory, "installed"));
	}

	/** Remembers which device Talos was installed to. */
	async install(device: string): Promise<void> {
		await mkdir(this.directory, { recursive: true, mode: 0o700 });
		await writeFile(join(this.directory, "installed"), `${device}\n`);
	}

	async store(configuration: string): Promise<void> {
		await mkdir(join(this.directory, "state"), { recursive: true, mode: 0o700 });
		await writeFile(this.configPath, configuration, { mode: 0o600 });
	}

	async wipe(partition: "STATE" | "EPHEMERAL"): Promise<void> {
		const folder = partition === "STATE" ? join(this.directory, "state") : this.ephemeral;
		await rm(folder, { recursive: true, force: true });
	}

	/** All of it, installation included; the logs of the sandbox stay. */
	async wipeAll(): Promise<void> {
		await this.wipe("STATE");
		await this.wipe("EPHEMERAL");
		await rm(join(this.directory, "installed"), { force: true });
	}

	private get configPath(): string {
		return join(this.directory, "state", "config.yaml");
	}
}
