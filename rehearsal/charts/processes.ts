import { platformNames } from "../../stacks/platform-names";

/**
 * Workloads of stand-in charts whose program really runs, as a part beside the cluster. Helm expressions read the
 * program's own values, so that a stand-in that was given the wrong Secret fails as the real chart would.
 */
export interface PodProcess {
	/** The part's name, as the sandbox knows it. */
	readonly part: string;
	readonly args: readonly string[];
	readonly env: readonly Record<string, unknown>[];
	readonly volumes: readonly Record<string, unknown>[];
	readonly manifests: readonly Record<string, unknown>[];
}

const fromSecret = (name: string, secret: string, key: string) => ({
	name,
	valueFrom: { secretKeyRef: { name: secret, key } },
});

/** What the controller may do, as its chart grants it (bitnami/sealed-secrets helm chart, templates/cluster-role.yaml). */
const unsealer = [
	{ apiGroups: ["bitnami.com"], resources: ["sealedsecrets"], verbs: ["get", "list", "watch"] },
	{ apiGroups: ["bitnami.com"], resources: ["sealedsecrets/status"], verbs: ["update"] },
	{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list", "create", "update", "delete", "watch"] },
	{ apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
	{ apiGroups: [""], resources: ["namespaces"], verbs: ["get"] },
];

/** Gatekeeper reads its templates from the cluster, and makes its certificate in a Secret that its chart leaves empty. */
const gatekeeper = (part: string, args: readonly string[]): PodProcess => ({
	part,
	args: [
		...args,
		"--logtostderr",
		"--validating-webhook-configuration-name={{ .Values.validatingWebhookName }}",
		"--enable-external-data={{ .Values.enableExternalData }}",
		"--enable-generator-resource-expansion={{ .Values.enableGeneratorResourceExpansion }}",
		"--disable-opa-builtin={http.send}",
	],
	env: [],
	volumes: [{ name: "cert", secret: { secretName: platformNames.gatekeeper.certificateSecret } }],
	manifests: [],
});

const SEALED_SECRETS = "sealed-secrets-controller";

/** `<chart>/<workload>` to its process. */
export const processes: Readonly<Record<string, PodProcess>> = {
	"minio/minio": {
		part: "minio",
		args: [],
		env: [
			fromSecret("MINIO_ROOT_USER", "{{ .Values.existingSecret }}", "rootUser"),
			fromSecret("MINIO_ROOT_PASSWORD", "{{ .Values.existingSecret }}", "rootPassword"),
		],
		volumes: [
			{
				name: "certs",
				secret: {
					secretName: "{{ .Values.tls.certSecret }}",
					items: [
						{ key: "{{ .Values.tls.publicCrt }}", path: "public.crt" },
						{ key: "{{ .Values.tls.privateKey }}", path: "private.key" },
					],
				},
			},
			{ name: "config", secret: { secretName: "{{ .Values.extraSecret }}" } },
		],
		manifests: [],
	},
	[`gatekeeper/${platformNames.gatekeeper.webhookDeployment}`]: {
		...gatekeeper("gatekeeper-webhook", ["--operation=webhook", "--log-denies={{ .Values.logDenies }}"]),
		manifests: [{ apiVersion: "v1", kind: "Secret", metadata: { name: platformNames.gatekeeper.certificateSecret } }],
	},
	[`gatekeeper/${platformNames.gatekeeper.auditDeployment}`]: gatekeeper("gatekeeper-audit", [
		"--operation=generate",
		"--operation=audit",
		"--operation=status",
		"--audit-match-kind-only={{ .Values.auditMatchKindOnly }}",
		"--default-create-vap-for-templates={{ .Values.defaultCreateVAPForTemplates }}",
		"--default-create-vap-binding-for-constraints={{ .Values.defaultCreateVAPBindingForConstraints }}",
	]),
	[`sealed-secrets/${SEALED_SECRETS}`]: {
		part: SEALED_SECRETS,
		args: ["--update-status", "--key-renew-period={{ .Values.keyrenewperiod }}"],
		env: [],
		volumes: [],
		manifests: [
			{
				apiVersion: "rbac.authorization.k8s.io/v1",
				kind: "ClusterRole",
				metadata: { name: SEALED_SECRETS },
				rules: unsealer,
			},
			{
				apiVersion: "rbac.authorization.k8s.io/v1",
				kind: "ClusterRoleBinding",
				metadata: { name: SEALED_SECRETS },
				roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: SEALED_SECRETS },
				subjects: [{ kind: "ServiceAccount", name: SEALED_SECRETS, namespace: "{{ .Release.Namespace }}" }],
			},
		],
	},
};
