import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";

const image = (regex: string): string => `container.?image.orValue("").matches(${JSON.stringify(regex)})`;
const env = "container.?env.orValue([])";

const minio = image("(^|/)minio([:@]|$)");
/** The variable of an enabled target, beside the address of the same one: a target's name ends the names of both. */
const target = (kind: string, address: string): string =>
	`${env}.exists(variable, variable.name.matches("^MINIO_AUDIT_${kind}_ENABLE(_[A-Za-z0-9_]+)?$") && variable.?value.orValue("") in ["on", "true"] && ${env}.exists(other, other.name == variable.name.replace("MINIO_AUDIT_${kind}_ENABLE", "MINIO_AUDIT_${kind}_${address}") && (has(other.valueFrom) || other.?value.orValue("") != "")))`;

const authentik = image("(^|/)goauthentik/(server|dev-server)([:@]|$)");
const forgejo = image("(^|/)forgejo([:@]|$)");

/**
 * AUD-007, as far as one workload decides it. MinIO writes no audit log until a target is given, an HTTP webhook or Kafka (MinIO
 * documentation, "Publish Audit Logs"). Authentik logs every event at level info (its documentation, "Events"). Forgejo's access
 * logger has no output by default and takes it from app.ini or from the environment (its documentation, "Logging Configuration");
 * app.ini is in a Secret, so that a workload can only be seen to switch it off.
 */
export const componentAuditLogs: KubernetesRule = {
	id: "AUD-007",
	slug: "component-audit-logs",
	says: "MinIO, Authentik and Forgejo write their own audit logs.",
	why: "Who read an object, signed in or pushed a commit is known to the component alone, not to the Kubernetes API.",
	fix: "Enable MinIO's audit webhook or Kafka target, leave Authentik's log level at info and its events on, and set Forgejo's logger.access.MODE.",
	applies: workloads,
	cel: `containers.all(container, ${[
		`(!${minio} || ${target("WEBHOOK", "ENDPOINT")} || ${target("KAFKA", "BROKERS")})`,
		`(!${authentik} || ${env}.all(variable, variable.name != "AUTHENTIK_LOG_LEVEL" || has(variable.valueFrom) || variable.?value.orValue("info").lowerAscii() in ["info", "debug", "trace"]))`,
		`(!${forgejo} || ${env}.all(variable, !variable.name.matches("(?i)^(FORGEJO|GITEA)__LOG__LOGGER_0X2E_ACCESS_0X2E_MODE$") || has(variable.valueFrom) || !(variable.?value.orValue("") in ["", ","])))`,
	].join(" && ")})`,
	finding: (path) => `${path} does not have the component's audit log on`,
};
