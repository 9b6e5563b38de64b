import { componentAuditValues } from "../../../../policy-pack/rules/audit/componentAuditValues";
import { type Case, type RuleCases, resource, unknown } from "../case";
import { wordingOf } from "../wording";

const { fail, notKnown, excepted } = wordingOf(componentAuditValues);
const release = (chart: string, values: unknown) =>
	resource("kubernetes:helm.sh/v3:Release", {
		name: "proof",
		namespace: "proof",
		chart: `.cache/charts/${chart}.tgz`,
		values,
	});
const minio = (environment: unknown) => release("minio-5.4.0", { environment });
const authentik = (log_level: unknown) => release("authentik-2025.10.1", { authentik: { log_level } });
const forgejo = (log: unknown, chart = "forgejo-14.0.3") => release(chart, { gitea: { config: { log } } });

const on = {
	MINIO_AUDIT_WEBHOOK_ENABLE_LOKI: "on",
	MINIO_AUDIT_WEBHOOK_ENDPOINT_LOKI: "https://collector.lab.gxp.example",
};
const noTarget = "values.environment enables no audit target";
const noOutput = "values.gitea.config.log[logger.access.MODE] has no output";
const level = "values.authentik.log_level leaves events out";

const violating: [string, Case["resource"], string][] = [
	["MinIO with its target off", minio({ ...on, MINIO_AUDIT_WEBHOOK_ENABLE_LOKI: "off" }), noTarget],
	["MinIO with no address", minio({ MINIO_AUDIT_WEBHOOK_ENABLE_LOKI: "on" }), noTarget],
	[
		"MinIO with one target enabled and the address of another",
		minio({ MINIO_AUDIT_WEBHOOK_ENABLE_LOKI: "on", MINIO_AUDIT_WEBHOOK_ENDPOINT: "https://a" }),
		noTarget,
	],
	[
		"MinIO with the logger's target only",
		minio({ MINIO_LOGGER_WEBHOOK_ENABLE: "on", MINIO_LOGGER_WEBHOOK_ENDPOINT: "https://a" }),
		noTarget,
	],
	["Authentik at level error", authentik("error"), level],
	["Authentik at a level that does not exist", authentik("off"), level],
	["Forgejo without an output", forgejo({ "logger.access.MODE": "" }), noOutput],
	["Forgejo with an empty list of outputs", forgejo({ "logger.access.MODE": "," }), noOutput],
	["Forgejo with another logger's output", forgejo({ "logger.router.MODE": "console" }), noOutput],
	["Gitea's chart", forgejo({}, "gitea-12.4.0"), noOutput],
];

export const componentAuditValuesCases: RuleCases = {
	policy: "aud-007-component-audit-values",
	compliant: [
		{ says: "MinIO with a target", resource: minio(on), messages: [] },
		{ says: "Authentik at level info", resource: authentik("info"), messages: [] },
		{ says: "Forgejo with an output", resource: forgejo({ "logger.access.MODE": "console" }), messages: [] },
	],
	violating: violating.map(([says, one, found]) => ({ says, resource: one, messages: [fail(found)] })),
	absent: [
		{ says: "MinIO without an environment", resource: minio(undefined), messages: [fail(noTarget)] },
		{ says: "Authentik without a level, which is info", resource: authentik(undefined), messages: [] },
		{ says: "Forgejo without values", resource: release("forgejo-14.0.3", undefined), messages: [fail(noOutput)] },
	],
	nearMiss: [
		{
			says: "MinIO with a target that is not named",
			resource: minio({ MINIO_AUDIT_WEBHOOK_ENABLE: "on", MINIO_AUDIT_WEBHOOK_ENDPOINT: "https://a" }),
			messages: [],
		},
		{ says: "Authentik at level Debug", resource: authentik("Debug"), messages: [] },
		{ says: "Forgejo with the key in other case", resource: forgejo({ "LOGGER.ACCESS.MODE": "file" }), messages: [] },
	],
	otherKind: [
		release("minio-operator-7.1.1", {}),
		release("loki-6.30.1", {}),
		resource("kubernetes:apps/v1:Deployment", {}),
	],
	unknown: {
		alone: [
			{ says: "unknown values", resource: release("minio-5.4.0", unknown), messages: [notKnown("values")] },
			{
				says: "an unknown address",
				resource: minio({
					...on,
					MINIO_AUDIT_WEBHOOK_ENDPOINT_LOKI: unknown,
					MINIO_AUDIT_WEBHOOK_ENABLE_LOKI: unknown,
				}),
				messages: [notKnown("values.environment.MINIO_AUDIT_WEBHOOK_ENABLE_LOKI")],
			},
			{
				says: "a target with an unknown address",
				resource: minio({ ...on, MINIO_AUDIT_WEBHOOK_ENDPOINT_LOKI: unknown }),
				messages: [notKnown("values.environment.MINIO_AUDIT_WEBHOOK_ENDPOINT_LOKI")],
			},
			{
				says: "an unknown chart",
				resource: resource("kubernetes:helm.sh/v3:Release", { chart: unknown, values: {} }),
				messages: [notKnown("chart")],
			},
			{ says: "an unknown level", resource: authentik(unknown), messages: [notKnown("values.authentik.log_level")] },
		],
		besideViolation: [
			{
				says: "an unknown replica count beside no target",
				resource: release("minio-5.4.0", { replicas: unknown, environment: {} }),
				messages: [fail(noTarget)],
			},
			{
				says: "another logger's unknown target beside no target",
				resource: minio({ MINIO_LOGGER_WEBHOOK_ENDPOINT: unknown }),
				messages: [fail(noTarget)],
			},
		],
	},
	excepted: excepted(minio({}), "values.environment", noTarget),
};
