/** What must be alerted on, told by the metrics that an alert's expression reads. */
export interface Topic {
	topic: string;
	/** All of these are in the expression. */
	reads: readonly RegExp[];
	/** The rules of kube-prometheus-stack that bring it, where they are not switched off. */
	chart?: readonly (readonly string[])[];
}

export const alertTopics: readonly Topic[] = [
	{
		topic: "etcd",
		reads: [/\betcd_[a-z_]+/],
		chart: [
			["defaultRules", "rules", "etcd"],
			["kubeEtcd", "enabled"],
		],
	},
	{
		topic: "certificate expiry",
		reads: [
			/\b(certmanager_certificate_(expiration|renewal)_timestamp_seconds|x509_cert_(not_after|expired)|probe_ssl_earliest_cert_expiry|apiserver_client_certificate_expiration_seconds)/,
		],
	},
	{
		topic: "backup failure",
		reads: [
			/\b(cnpg_\w+|barman_cloud_\w+|velero_backup_\w+|longhorn_backup_\w+|kube_(cron)?job_\w+\{[^}]*(backup|snapshot|mirror)[^}]*\}|gxp_lab_(backup|snapshot|mirror)_\w+)/,
		],
	},
	{
		topic: "disk",
		reads: [/\b(node_filesystem_\w+|kubelet_volume_stats_\w+|minio_(cluster|node)_\w*(free|usage|usable|drive)\w*)/],
		chart: [
			["defaultRules", "rules", "nodeExporterAlerting"],
			["nodeExporter", "enabled"],
		],
	},
	{
		topic: "policy violation",
		reads: [
			/\b(apiserver_validating_admission_policy_check_\w+|gatekeeper_violations|gatekeeper_validation_request_count|kyverno_(policy_results|admission_requests)\w*|policy_report_result)/,
		],
	},
	{ topic: "Falco critical", reads: [/\bfalco\w*_\w+/, /critical|emergency|alert/i] },
];
