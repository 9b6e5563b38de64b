import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";
import { issuedByCertManager } from "./issuer";

const annotations = "object.metadata.?annotations";

// A wildcard stands for one label (RFC 6125, 6.4.3).
const covers = `host == rule.?host.orValue("") || (host.startsWith("*.") && rule.?host.orValue("").contains(".") && host.substring(1) == rule.host.substring(rule.host.indexOf(".")))`;
const hasCertificate = `rule.?host.orValue("") != "" && object.spec.?tls.orValue([]).exists(tls, tls.?secretName.orValue("") != "" && tls.?hosts.orValue([]).exists(host, ${covers}))`;

/** What turns the plain port back on: ingress-nginx, HAProxy, Cilium. */
const redirects = `"(^|/)(force-)?ssl-redirect$|/force-https$"`;
/** In ingress-nginx off by default, and no more than an addition to ssl-redirect (internal/ingress/annotations/rewrite/main.go). */
const addition = `"nginx.ingress.kubernetes.io/force-ssl-redirect"`;
/** ingress-nginx reads a value by Go's strconv.ParseBool (internal/ingress/annotations/parser/main.go); others have words of their own. */
const off = `["false", "f", "disabled", "off", "0", "no"]`;
const on = `["true", "t", "enabled", "on", "1", "yes"]`;
const value = "object.metadata.annotations[key].trim().lowerAscii()";

/** SSL 2 and 3, TLS 1.0 and 1.1, as nginx, Traefik, HAProxy and Envoy write them; TLSv1 alone is 1.0. */
export const oldVersions =
	"(?i)(sslv[23]|tlsv1(\\.[01])?([^.0-9]|$)|versiontls1[01]|versionssl|tls_?v?1_[01]([^0-9]|$))";

/** SEC-004 over Ingress objects. */
export const tlsIngress: KubernetesRule = {
	id: "SEC-004",
	slug: "tls-ingress",
	says: "An Ingress has a certificate of cert-manager for each of its hosts, and nothing in the clear.",
	why: "A sign-in or a record that crosses the network in the clear can be read and changed on the way.",
	fix: "List each host under tls with a secretName, annotate cert-manager.io/cluster-issuer, and leave old TLS versions off.",
	applies: objects({ ingresses: [kind("networking.k8s.io/v1", "Ingress", "ingresses")] }),
	cel: [
		`object.spec.?rules.orValue([]).all(rule, ${hasCertificate})`,
		// It answers for every host that no rule names, with whatever certificate there is.
		"!object.spec.?defaultBackend.hasValue()",
		...issuedByCertManager,
		`${annotations}.orValue({}).all(key, !key.matches(${redirects}) || key == ${addition} || !(${value} in ${off}))`,
		// Passed through, it ends at a workload whose certificate nobody judges.
		`${annotations}.orValue({}).all(key, !key.endsWith("/ssl-passthrough") || !(${value} in ${on}))`,
		`${annotations}.orValue({}).all(key, !object.metadata.annotations[key].matches(${JSON.stringify(oldVersions)}))`,
	].join(" && "),
	finding: (path) => `${path} ${whatIsWrong(path)}`,
};

function whatIsWrong(path: string): string {
	if (path.startsWith("spec.rules")) return "has a host without a certificate under spec.tls";
	if (path === "spec.defaultBackend") return "answers for hosts without a certificate";
	if (path === "metadata.annotations") return "name no issuer of cert-manager that is an Issuer or a ClusterIssuer";
	if (path.includes("/ssl-passthrough")) return "passes TLS through to a certificate that nobody judges";
	return "lets plain HTTP or a TLS version before 1.2 in";
}
