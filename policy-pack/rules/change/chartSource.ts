/** Where charts may come from: exactly these addresses, as charts.lock.yaml writes them. */
export const allowedRepositories: readonly string[] = [
	"https://helm.cilium.io",
	"oci://quay.io/jetstack/charts",
	"https://metallb.github.io/metallb",
	"https://bitnami.github.io/sealed-secrets",
	"oci://ghcr.io/rancher/local-path-provisioner/charts",
	"https://charts.min.io",
	"https://open-policy-agent.github.io/gatekeeper/charts",
	"https://kyverno.github.io/kyverno",
];

/** Whether a repository is one of them; one slash at the end makes no other address, another case or port does. */
export function isAllowedRepository(repository: string): boolean {
	return allowedRepositories.includes(repository.replace(/\/$/, ""));
}

/** One version; `1.2`, `^1.2.3`, `1.x`, `latest` and nothing are ranges to Helm (Masterminds/semver). */
export function isExactVersion(version: unknown): version is string {
	return (
		typeof version === "string" &&
		/^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.test(version)
	);
}

/** How Helm would take a chart's name (helm.sh/helm/v3, pkg/action/install.go, LocateChart). */
export type ChartSource =
	| { kind: "archive"; path: string }
	| { kind: "registry"; repository: string }
	| { kind: "address" }
	| { kind: "named"; alias: boolean };

/** A path in the checkout's cache is `./.cache/…` or `.cache/…`; whatever else looks like a path stays one, and has no entry. */
export function chartSource(chart: string): ChartSource {
	if (/^oci:\/\//i.test(chart)) {
		const slash = chart.lastIndexOf("/");
		return { kind: "registry", repository: chart.slice(0, slash) };
	}
	if (/^[a-z][a-z0-9+.-]*:/i.test(chart)) return { kind: "address" };
	if (/^[./~]|\.tgz$|\\/.test(chart) || chart.split("/").length > 2)
		return { kind: "archive", path: chart.replace(/^\.\//, "") };
	return { kind: "named", alias: chart.includes("/") };
}
