import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { componentKubeconfig } from "./controllers";
import { type Host, place, type World } from "./host";
import type { RunningPart } from "./process";

const stages = join(__dirname, "stages");

/**
 * kwok plays the containers: pods that are scheduled run, jobs complete, deleted pods go. It never touches a Node: the
 * kubelet of the sandbox (kubelet.ts) does, as the node itself.
 */
export class Kwok {
	private part: RunningPart | undefined;

	constructor(
		private readonly world: World,
		private readonly logs: string,
	) {}

	async start(host: Host): Promise<void> {
		await this.stop();
		const directory = join(this.logs, "kwok");
		const files = (await readdir(stages)).filter((name) => name.endsWith(".yaml")).sort();
		const documents = await Promise.all(files.map((name) => readFile(join(stages, name), "utf8")));
		const kubeconfig = await componentKubeconfig(host, "rehearsal:kwok", ["system:masters"]);
		this.part = await this.world.startPart({
			name: "kwok",
			command: this.world.parts.kwok,
			args: [
				`--kubeconfig=${await place(directory, "kubeconfig", kubeconfig)}`,
				`--config=${await place(directory, "stages.yaml", documents.join("---\n"))}`,
				"--manage-all-nodes=true",
				`--cidr=${host.facts.cluster?.podCIDRs[0] ?? "10.244.0.0/16"}`,
				"--node-lease-duration-seconds=0",
			],
			env: { GOMEMLIMIT: "128MiB" },
			log: join(this.logs, "kwok.log"),
		});
	}

	async stop(): Promise<void> {
		const part = this.part;
		this.part = undefined;
		await part?.stop();
	}
}
