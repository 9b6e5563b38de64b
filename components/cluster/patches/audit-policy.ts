/**
 * The API server's audit policy (AUD-001; kubernetes.io: Auditing). First match wins. Only Metadata, so no body, of a
 * Secret or of anything else, is ever in the log. Reads are recorded too, where a person or a pod reads secrets or acts
 * as somebody else; what the system itself reads and renews all the time is left out.
 */
export const auditPolicy = {
	apiVersion: "audit.k8s.io/v1",
	kind: "Policy",
	omitStages: ["RequestReceived"],
	rules: [
		// Everything that writes, with all that a body could say left out: who, what, when, and whether it was allowed.
		{ level: "Metadata", verbs: ["create", "update", "patch", "delete", "deletecollection"] },
		{
			level: "Metadata",
			resources: [
				{ group: "", resources: ["secrets", "configmaps", "serviceaccounts/token"] },
				{ group: "authentication.k8s.io", resources: ["*"] },
				{ group: "authorization.k8s.io", resources: ["*"] },
				{ group: "rbac.authorization.k8s.io", resources: ["*"] },
			],
		},
		{ level: "Metadata", resources: [{ group: "", resources: ["pods/exec", "pods/attach", "pods/portforward"] }] },
		{ level: "None", nonResourceURLs: ["/healthz*", "/livez*", "/readyz*", "/version", "/openapi/*"] },
		{ level: "None", userGroups: ["system:nodes"], verbs: ["get", "list", "watch"] },
		{
			level: "None",
			users: ["system:apiserver", "system:kube-controller-manager", "system:kube-scheduler", "system:kube-proxy"],
			verbs: ["get", "list", "watch"],
		},
		{ level: "Metadata" },
	],
} as const;
