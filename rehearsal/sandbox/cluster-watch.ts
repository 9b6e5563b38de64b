import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { issue } from "./cluster/certificates";
import { kubeconfig } from "./cluster/kubeconfig";
import type { PartCommand } from "./cluster/process";
import type { Folder } from "./folder";

/**
 * Notices when a cluster comes up, and makes an administrator's kubeconfig for it: for the platform's effects, for the
 * checks and for `lab shell`. A control plane starts its controller manager when its API server is ready, and gives it
 * the cluster's CA with the key (`--cluster-signing-*`, kube-controller-manager's reference): that is all it takes.
 */
export class ClusterWatch {
	private authority: string | undefined;

	constructor(
		private readonly address: string,
		private readonly onCluster: (kubeconfig: string) => Promise<void>,
	) {}

	/** To be called with every part that was started. A new leader of the same cluster is no news. */
	async started(command: PartCommand, folder: Folder): Promise<void> {
		if (!command.name.endsWith("/kube-controller-manager")) return;
		const [certificate, key] = await Promise.all(
			["cluster-signing-cert-file", "cluster-signing-key-file"].map((flag) => readFile(flagOf(command, flag), "utf8")),
		);
		if (certificate === undefined || key === undefined || certificate === this.authority) return;
		this.authority = certificate;
		const text = kubeconfig({
			cluster: "rehearsal",
			server: `https://${this.address}:6443`,
			ca: certificate,
			user: "rehearsal-admin",
			client: await issue(
				{ certificate, key },
				{ commonName: "rehearsal-admin", organizations: ["system:masters"], usages: ["clientAuth"] },
			),
		});
		await writeFile(join(folder.path, "kubeconfig"), text, { mode: 0o600 });
		await this.onCluster(text);
	}
}

function flagOf(command: PartCommand, flag: string): string {
	const found = command.args.find((word) => word.startsWith(`--${flag}=`));
	if (found === undefined) throw new Error(`${command.name}: was started without --${flag}`);
	return found.slice(flag.length + 3);
}
