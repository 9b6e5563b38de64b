/** The provider's configuration, and when a change of it makes every object anew (pulumi-kubernetes, DiffConfig). */
import type { PropertyDiffKind } from "../framework/diff";
import { configuration, type DiffRequest, type DiffResult } from "../framework/provider";
import { equal, type Properties, Unknown } from "../framework/value";
import { activeCluster, readKubeconfig } from "./kubeconfig";
import type { ProviderConfig, Session } from "./session";

const IDENTIFIER = "clusterIdentifier";
const CLUSTER_KEYS = ["kubeconfig", "context", "cluster"];

function cluster(config: Properties) {
	const { kubeconfig, context, cluster: name } = config;
	if (typeof kubeconfig !== "string" || kubeconfig === "") return undefined;
	return activeCluster(readKubeconfig(kubeconfig), {
		...(typeof context === "string" ? { context } : {}),
		...(typeof name === "string" ? { cluster: name } : {}),
	})?.entry;
}

function kindOfChange(old: Properties, next: Properties, key: string): PropertyDiffKind {
	if (old[key] === undefined) return "add";
	return next[key] === undefined ? "delete" : "update";
}

/**
 * Replaced when the active cluster's entry changed, when it may have (an unknown kubeconfig), or when the identifier
 * did; an identifier that stayed the same vouches for the cluster and rules a replacement out.
 */
export function diffConfig({ oldInputs, news }: Pick<DiffRequest, "oldInputs" | "news">): DiffResult {
	const keys = [...new Set([...Object.keys(oldInputs), ...Object.keys(news)])]
		.filter((key) => !equal(oldInputs[key], news[key]))
		.sort();
	const before = oldInputs[IDENTIFIER];
	const after = news[IDENTIFIER];
	const vouched = before !== undefined && equal(before, after);
	const replaced = new Set<string>();
	if (before !== undefined && after !== undefined && !vouched) replaced.add(IDENTIFIER);
	const unknown = CLUSTER_KEYS.find((key) => news[key] instanceof Unknown);
	if (unknown !== undefined) {
		replaced.add(unknown);
	} else {
		if (keys.includes("renderYamlToDirectory")) replaced.add("renderYamlToDirectory");
		const [oldCluster, newCluster] = [cluster(oldInputs), cluster(news)];
		if (oldCluster !== undefined && newCluster !== undefined && !equal(oldCluster, newCluster)) {
			for (const key of CLUSTER_KEYS) if (keys.includes(key)) replaced.add(key);
		}
	}
	const changed = unknown === undefined ? keys : [...new Set([unknown, ...replaced])];
	return {
		changes: Object.fromEntries(
			changed.map((key): [string, PropertyDiffKind] => {
				const kind = kindOfChange(oldInputs, news, key);
				return [key, replaced.has(key) && !vouched ? (`${kind}-replace` as PropertyDiffKind) : kind];
			}),
		),
	};
}

export function kubernetesConfig(session: Session) {
	return configuration<ProviderConfig>({
		diff: diffConfig,
		configure: (config) => session.configure(config),
	});
}
