import type { Resource } from "../../../../policy-pack/rule";
import { container, podSpec } from "../../../controls/proof/fixtures";
import { resource } from "../case";

type Tree = Record<string, unknown>;
const deployment = (spec: Tree): Resource =>
	resource("kubernetes:apps/v1:Deployment", {
		metadata: { name: "proof", namespace: "proof" },
		spec: {
			selector: { matchLabels: { app: "proof" } },
			template: { metadata: { labels: { app: "proof" } }, spec: podSpec(spec) },
		},
	});
export const main = (change: Tree): Resource => deployment({ containers: [container("main", change)] });
export const env = (variables: Record<string, unknown>): Tree => ({
	env: Object.entries(variables).map(([name, value]) => ({ name, value })),
});
export const configMap = (data: unknown): Resource =>
	resource("kubernetes:core/v1:ConfigMap", { metadata: { name: "proof", namespace: "proof" }, data });
export const grafana = (change: Tree = {}): Resource => main({ image: "docker.io/grafana/grafana:12.2.0", ...change });
export const at = "spec.template.spec.containers[main]";
export const reference = { apiVersion: "apps/v1", kind: "Deployment", namespace: "proof", name: "proof" };
export const map = { apiVersion: "v1", kind: "ConfigMap", namespace: "proof", name: "proof" };
export const workloadKinds = [
	resource("kubernetes:core/v1:ConfigMap", { data: { GF_AUTH_ANONYMOUS_ENABLED: "true" } }),
	resource("kubernetes:core/v1:Service", {}),
];
export const mapKinds = [
	resource("kubernetes:core/v1:Secret", { stringData: { GF_AUTH_ANONYMOUS_ENABLED: "true" } }),
	resource("kubernetes:apps/v1:DaemonSet", {}),
];
const grafanaWith = (mountPath: string): Resource =>
	deployment({
		containers: [
			container("main", {
				image: "docker.io/grafana/grafana:12.2.0",
				volumeMounts: [{ name: "settings", mountPath }],
			}),
		],
		volumes: [{ name: "settings", configMap: { name: "grafana" } }],
	});
/** Grafana with a file of settings, which is judged where it is. */
export const grafanaWithFile = grafanaWith("/etc/grafana/grafana.ini");
/** With files that hold no settings. */
export const grafanaWithSources = grafanaWith("/etc/grafana/provisioning/datasources");
/** Variables of a ConfigMap under a prefix. */
export const prefixed = (image: string, prefix: string): Resource =>
	main({ image, envFrom: [{ prefix, configMapRef: { name: "settings" } }] });
