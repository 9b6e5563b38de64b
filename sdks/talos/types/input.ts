import type * as pulumi from "@pulumi/pulumi";

/** The client side of Talos' mutual TLS: base64 of PEM. */
export interface ClientConfiguration {
	caCertificate: pulumi.Input<string>;
	clientCertificate: pulumi.Input<string>;
	/** Secret. */
	clientKey: pulumi.Input<string>;
}

/** What destroying a ConfigurationApply does to the machine; without `reset` nothing. */
export interface ConfigurationApplyOnDestroy {
	/** Leave etcd first, and check that it may be left. True if absent. */
	graceful?: pulumi.Input<boolean | undefined>;
	/** Reboot instead of halt. False if absent. */
	reboot?: pulumi.Input<boolean | undefined>;
	/** Wipe STATE and EPHEMERAL. False if absent. */
	reset?: pulumi.Input<boolean | undefined>;
}

/** Durations as Go writes them, such as 10m. */
export interface Timeout {
	create?: pulumi.Input<string | undefined>;
	delete?: pulumi.Input<string | undefined>;
	update?: pulumi.Input<string | undefined>;
}

export interface BootstrapTimeouts {
	create?: pulumi.Input<string | undefined>;
}

export interface KubeconfigTimeouts {
	create?: pulumi.Input<string | undefined>;
	update?: pulumi.Input<string | undefined>;
}

export interface ReadTimeouts {
	read?: pulumi.Input<string | undefined>;
}

/** Certificate and key: base64 of PEM. */
export interface Certificate {
	cert: pulumi.Input<string>;
	/** Secret. */
	key: pulumi.Input<string>;
}

export interface Key {
	/** Secret. */
	key: pulumi.Input<string>;
}

export interface Certificates {
	etcd: pulumi.Input<Certificate>;
	k8s: pulumi.Input<Certificate>;
	k8sAggregator: pulumi.Input<Certificate>;
	k8sServiceaccount: pulumi.Input<Key>;
	os: pulumi.Input<Certificate>;
}

export interface Cluster {
	id: pulumi.Input<string>;
	/** Secret. */
	secret: pulumi.Input<string>;
}

/** All secret. */
export interface KubernetesSecrets {
	/** Only of clusters that were made before Talos 1.3. */
	aescbcEncryptionSecret?: pulumi.Input<string | undefined>;
	bootstrapToken: pulumi.Input<string>;
	secretboxEncryptionSecret: pulumi.Input<string>;
}

export interface TrustdInfo {
	/** Secret. */
	token: pulumi.Input<string>;
}

/** What a cluster's identity and encryption hang on: made once, for its life. */
export interface MachineSecrets {
	certs: pulumi.Input<Certificates>;
	cluster: pulumi.Input<Cluster>;
	secrets: pulumi.Input<KubernetesSecrets>;
	trustdinfo: pulumi.Input<TrustdInfo>;
}

export interface NameFilters {
	names?: pulumi.Input<pulumi.Input<string>[] | undefined>;
}

export interface OverlayFilters {
	name?: pulumi.Input<string | undefined>;
}

export interface VersionFilters {
	stableVersionsOnly?: pulumi.Input<boolean | undefined>;
}
