/**
 * The names by which the layers, the checks and the rehearsal find what the platform makes in the cluster.
 * Plain data: nothing here needs Pulumi.
 */
export const platformNames = {
	/** Controllers have a namespace of their own, so that their rights and network policies end there. */
	namespaces: {
		certManager: "cert-manager",
		metallb: "metallb-system",
		sealedSecrets: "sealed-secrets",
		localPath: "local-path-storage",
		minio: "minio",
		nextflow: "nextflow",
		loki: "loki",
		/** Of the policy engine that a stack chose, under the names that each project's own documents use. */
		gatekeeper: "gatekeeper-system",
		kyverno: "kyverno",
	},
	certificates: {
		/** kubernetes.io/tls Secret of the lab's CA in cert-manager's namespace, and the ClusterIssuer that uses it. */
		caSecret: "lab-ca",
		issuer: "lab-ca",
		/** ConfigMap with `ca.crt` in every namespace whose pods talk to the lab's own services. */
		trustConfigMap: "lab-ca",
	},
	loadBalancer: { pool: "lab", advertisement: "lab" },
	sealedSecrets: {
		/** kubernetes.io/tls Secret, labelled as an active sealing key. */
		keySecret: "sealed-secrets-key-lab",
		deployment: "sealed-secrets-controller",
	},
	gatekeeper: {
		webhookDeployment: "gatekeeper-controller-manager",
		auditDeployment: "gatekeeper-audit",
		/** The chart's one service account; its role is the program's. */
		serviceAccount: "gatekeeper-admin",
		service: "gatekeeper-webhook-service",
		port: 8443,
		/** Kept under the chart's name: Gatekeeper looks for its webhook there, and writes its certificate authority into it. */
		webhook: "gatekeeper-validating-webhook-configuration",
		/** kubernetes.io: Opaque; Gatekeeper makes the certificate itself. */
		certificateSecret: "gatekeeper-webhook-server-cert",
	},
	storage: { storageClass: "local-hdd", provisioner: "rancher.io/local-path", path: "/var/mnt/local-hdd" },
	minio: {
		release: "minio",
		/** Service of type LoadBalancer; S3 over TLS. */
		service: "minio",
		port: 9000,
		claim: "minio",
		/** Keys `rootUser`, `rootPassword`. */
		rootSecret: "minio-root",
		/** Key `config.env`: environment that no Helm value may hold (the KMS key). */
		configSecret: "minio-config",
		/** kubernetes.io/tls Secret that cert-manager writes. */
		tlsSecret: "minio-tls",
		/** Bucket users' credentials, unsealed into the consumer's namespace: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY. */
		credentialsSecret: "minio-credentials",
	},
} as const;
