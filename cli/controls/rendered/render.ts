import { checkSource } from "../../../controls/gate/check";
import type { Gate } from "../../../controls/gate/gate";
import type { Source } from "../../../controls/gate/sources";
import { helm } from "../../../rehearsal/providers/kubernetes/helm";
import type { ProgramRelease } from "./releases";

/** No chart of the platform needs longer. */
const mostSeconds = 120;

/**
 * Renders each release whose chart is in the cache (`helm template`: no cluster is asked) and gives the gate its objects, in
 * the release's namespace where they name none. A chart that is not in the cache is listed as not evaluated. Returns what was
 * rendered, to look lines up in it.
 */
export async function checkReleases(
	releases: readonly ProgramRelease[],
	kubernetesVersion: string,
	gate: Gate,
): Promise<Source[]> {
	const sources: Source[] = [];
	for (const release of releases) {
		const { chart, archive, unknown } = release;
		if (archive === undefined) {
			gate.leave(null, `chart ${chart} is not in the cache, so what it renders to was not judged`);
			continue;
		}
		if (unknown.length > 0)
			gate.leave(null, `chart ${chart} was rendered without ${unknown.join(", ")}: only up knows them`);
		const file = `${chart} (rendered)`;
		try {
			const text = await render(archive, release, kubernetesVersion);
			const source: Source = {
				file,
				named: true,
				again: true,
				open: async function* () {
					yield Buffer.from(text);
				},
			};
			sources.push(source);
			await checkSource(source, gate, release.namespace);
		} catch (cause) {
			// Helm quotes values in some of its errors: only their first line, up to the quotation, is shown.
			const said = cause instanceof Error ? (cause.message.split("\n", 1)[0] ?? "").replace(/["`].*$/, "…") : "";
			gate.fault({ file, line: 0, text: `cannot be rendered (${said}); correct its values, or the chart` });
		}
	}
	return sources;
}

function render(archive: string, { releaseName, namespace, values, skipCrds }: ProgramRelease, version: string) {
	const args = ["template", releaseName, archive, "--kube-version", version, ...(skipCrds ? [] : ["--include-crds"])];
	const signal = AbortSignal.timeout(mostSeconds * 1000);
	return helm(args, { kubeconfig: "", namespace, values: values as never, signal });
}
