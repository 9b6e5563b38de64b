import { componentAuditLogs } from "../../../../controls/kubernetes/audit/componentAuditLogs";
import { carrying, container, podSpec } from "../../../controls/proof/fixtures";
import { type RuleCases, resource, unknown } from "../case";
import { wordingOf, workloadToken } from "../wording";

const { fail, notKnown, excepted } = wordingOf(componentAuditLogs);
const digest = `@sha256:${"a".repeat(64)}`;
const images = {
	minio: `docker.io/pgsty/minio:1${digest}`,
	authentik: `ghcr.io/goauthentik/server:1${digest}`,
	forgejo: `code.forgejo.org/forgejo/forgejo:11${digest}`,
};
type Env = Record<string, unknown>[];
const variable = (name: string, value: string) => ({ name, value });
const on = variable("MINIO_AUDIT_WEBHOOK_ENABLE_LOKI", "on");
const endpoint = variable("MINIO_AUDIT_WEBHOOK_ENDPOINT_LOKI", "https://collector.lab.gxp.example/minio");
const fromSecret = { secretKeyRef: { name: "collector", key: "endpoint" } };

const running = (image: string, env: unknown) => podSpec({ containers: [container("main", { image, env })] });
const pod = (image: string, env: unknown) =>
	resource("kubernetes:core/v1:Pod", { metadata: { name: "proof", namespace: "proof" }, spec: running(image, env) });
const found = (path = "spec.containers[main].env"): string => `${path} does not have the component's audit log on`;

const forgejo = "FORGEJO__log__LOGGER_0x2E_ACCESS_0x2E_MODE";
const violating: [string, string, Env][] = [
	["MinIO without a target", images.minio, [variable("MINIO_BROWSER", "off")]],
	["MinIO with its target off", images.minio, [variable(on.name, "off"), endpoint]],
	["MinIO with a target and no address", images.minio, [on]],
	["MinIO with an empty address", images.minio, [on, variable(endpoint.name, "")]],
	["MinIO with an address that is not enabled", images.minio, [endpoint]],
	[
		"MinIO with one target enabled and the address of another",
		images.minio,
		[on, variable("MINIO_AUDIT_WEBHOOK_ENDPOINT_OTHER", "https://collector.lab.gxp.example/minio")],
	],
	[
		"MinIO with a webhook enabled and Kafka's address",
		images.minio,
		[on, variable("MINIO_AUDIT_KAFKA_BROKERS_LOKI", "kafka.lab.gxp.example:9093")],
	],
	["MinIO with a lookalike", images.minio, [variable("MINIO_AUDIT_WEBHOOK_ENABLED", "on"), endpoint]],
	["MinIO with the logger's target", images.minio, [variable("MINIO_LOGGER_WEBHOOK_ENABLE", "on"), endpoint]],
	["Authentik at level warning", images.authentik, [variable("AUTHENTIK_LOG_LEVEL", "warning")]],
	["Authentik at level ERROR", images.authentik, [variable("AUTHENTIK_LOG_LEVEL", "ERROR")]],
	["Forgejo without an output", images.forgejo, [variable(forgejo, "")]],
	["Forgejo with an empty list of outputs", images.forgejo, [variable(forgejo.replace("FORGEJO", "GITEA"), ",")]],
];
// Of a list the element is named.
const element = (env: Env): string =>
	env.length === 1 && !String(env[0]?.name).startsWith("MINIO")
		? `spec.containers[main].env[${String(env[0]?.name)}].value`
		: "spec.containers[main].env";

export const componentAuditLogsCases: RuleCases = {
	policy: "aud-007-component-audit-logs",
	compliant: [
		...carrying(running(images.minio, [on, endpoint])).map(({ kind, object }) => ({
			says: `${kind} of MinIO with an audit target`,
			resource: resource(workloadToken(kind), object),
			messages: [],
		})),
		{
			says: "MinIO with Kafka",
			resource: pod(images.minio, [
				variable("MINIO_AUDIT_KAFKA_ENABLE", "true"),
				variable("MINIO_AUDIT_KAFKA_BROKERS", "kafka.lab.gxp.example:9093"),
			]),
			messages: [],
		},
		{
			says: "Authentik at level info",
			resource: pod(images.authentik, [variable("AUTHENTIK_LOG_LEVEL", "info")]),
			messages: [],
		},
		{ says: "Forgejo with an output", resource: pod(images.forgejo, [variable(forgejo, "console")]), messages: [] },
	],
	violating: violating.map(([says, image, env]) => ({
		says,
		resource: pod(image, env),
		messages: [fail(found(element(env)))],
	})),
	absent: [
		{ says: "MinIO without an environment", resource: pod(images.minio, undefined), messages: [fail(found())] },
		{ says: "Authentik without an environment", resource: pod(images.authentik, undefined), messages: [] },
		{ says: "Forgejo, whose app.ini may say it", resource: pod(images.forgejo, undefined), messages: [] },
	],
	nearMiss: [
		{
			says: "MinIO whose address a Secret holds",
			resource: pod(images.minio, [on, { name: endpoint.name, valueFrom: fromSecret }]),
			messages: [],
		},
		{ says: "MinIO's client", resource: pod(images.minio.replace("/minio:", "/mc:"), []), messages: [] },
		{
			says: "an image whose name ends so",
			resource: pod(images.minio.replace("/minio:", "/mini-minio:"), []),
			messages: [],
		},
		{
			says: "a level that a Secret holds",
			resource: pod(images.authentik, [{ name: "AUTHENTIK_LOG_LEVEL", valueFrom: fromSecret }]),
			messages: [],
		},
	],
	otherKind: [resource("kubernetes:core/v1:Service", { spec: {} }), resource("minio:index/s3Bucket:S3Bucket", {})],
	unknown: {
		alone: [
			{
				says: "an unknown environment",
				resource: pod(images.minio, unknown),
				messages: [notKnown("spec.containers[main].env")],
			},
			{ says: "an unknown image", resource: pod(unknown, []), messages: [notKnown("spec.containers[main].image")] },
		],
		besideViolation: [
			{
				says: "an unknown image beside MinIO without a target",
				resource: resource("kubernetes:core/v1:Pod", {
					metadata: { name: "proof", namespace: "proof" },
					spec: podSpec({
						containers: [container("main", { image: images.minio, env: [] }), container("side", { image: unknown })],
					}),
				}),
				messages: [fail(found()), notKnown("spec.containers[side].image")],
			},
		],
	},
	excepted: excepted(pod(images.minio, []), "spec.containers[main].env", found()),
};
