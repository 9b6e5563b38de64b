export interface ClientConfiguration {
	/** Base64 of PEM, as the other two. */
	caCertificate: string;
	clientCertificate: string;
	/** Secret. */
	clientKey: string;
}

export interface ConfigurationApplyOnDestroy {
	graceful: boolean;
	reboot: boolean;
	reset: boolean;
}

export interface Timeout {
	create?: string;
	delete?: string;
	update?: string;
}

export interface BootstrapTimeouts {
	create?: string;
}

export interface KubeconfigTimeouts {
	create?: string;
	update?: string;
}

export interface ReadTimeouts {
	read?: string;
}

export interface KubernetesClientConfiguration {
	/** Base64 of PEM, as the other two. */
	caCertificate: string;
	clientCertificate: string;
	/** Secret. */
	clientKey: string;
	/** The URL of the Kubernetes API. */
	host: string;
}

export interface Certificate {
	cert: string;
	/** Secret. */
	key: string;
}

export interface Key {
	/** Secret. */
	key: string;
}

export interface Certificates {
	etcd: Certificate;
	k8s: Certificate;
	k8sAggregator: Certificate;
	k8sServiceaccount: Key;
	os: Certificate;
}

export interface Cluster {
	id: string;
	/** Secret. */
	secret: string;
}

/** All secret. */
export interface KubernetesSecrets {
	aescbcEncryptionSecret?: string;
	bootstrapToken: string;
	secretboxEncryptionSecret: string;
}

export interface TrustdInfo {
	/** Secret. */
	token: string;
}

export interface MachineSecrets {
	certs: Certificates;
	cluster: Cluster;
	secrets: KubernetesSecrets;
	trustdinfo: TrustdInfo;
}

export interface Disk {
	busPath: string;
	cdrom: boolean;
	devPath: string;
	ioSize: number;
	modalias: string;
	model: string;
	prettySize: string;
	readonly: boolean;
	rotational: boolean;
	secondaryDisks: string[];
	sectorSize: number;
	serial: string;
	size: number;
	subSystem: string;
	symlinks: string[];
	transport: string;
	uuid: string;
	wwid: string;
}

export interface NameFilters {
	names?: string[];
}

export interface OverlayFilters {
	name?: string;
}

export interface VersionFilters {
	stableVersionsOnly?: boolean;
}

export interface ExtensionInfo {
	author: string;
	description: string;
	digest: string;
	name: string;
	ref: string;
}

export interface OverlayInfo {
	digest: string;
	image: string;
	name: string;
	ref: string;
}

export interface ImageUrls {
	diskImage: string;
	diskImageSecureboot: string;
	initramfs: string;
	installer: string;
	installerSecureboot: string;
	iso: string;
	isoSecureboot: string;
	kernel: string;
	kernelCommandLine: string;
	pxe: string;
	uki: string;
}
