/** Until when a version is in support, as its project says; with where and when that was read. */
export interface SupportedVersion {
	/** `kubernetes`, `talos`, or a chart's name. */
	product: string;
	/** The versions that it is about, by their first two numbers; `*`: all of them. */
	cycle: string;
	/** The last day, where the source states one. Without one the version was in support on the day of the look-up. */
	until?: string;
	/** What the source says, in short. */
	says: string;
	source: string;
	/** The day of the look-up. */
	read: string;
}

const kubernetes = (cycle: string, until: string): SupportedVersion => ({
	product: "kubernetes",
	cycle,
	until,
	says: "end of life",
	source: `https://kubernetes.io/releases/${cycle}/`,
	read: "2026-11-21",
});

const latestOnly = (product: string, cycle: string, source: string): SupportedVersion => ({
	product,
	cycle,
	says: "no end is stated; fixes come in the newest release",
	source,
	read: "2026-11-21",
});

/**
 * The one table of support dates (SEC-010). Only days that a source states; a new version is looked up, added with the day, and
 * reviewed with the change that brings it.
 */
export const supportedVersions: readonly SupportedVersion[] = [
	kubernetes("1.33", "2026-06-28"),
	kubernetes("1.34", "2026-10-27"),
	kubernetes("1.35", "2027-02-28"),
	kubernetes("1.36", "2027-06-28"),
	kubernetes("1.37", "2027-10-28"),
	{
		product: "talos",
		cycle: "1.13",
		// v1.14.1 is of 2026-09-15 and names v1.14.0 as the release before it.
		until: "2026-09-14",
		says: "community support ends with the release of 1.14.0",
		source: "https://docs.siderolabs.com/talos/v1.14/getting-started/support-matrix",
		read: "2026-11-21",
	},
	{
		product: "talos",
		cycle: "1.14",
		says: "community support ends with the release of 1.15.0; the newest release is 1.14.6 of 2026-11-11",
		source: "https://github.com/siderolabs/talos/releases/tag/v1.14.6",
		read: "2026-11-21",
	},
	{
		product: "cilium",
		cycle: "1.20",
		says: "three minor releases are maintained at a time; 1.21 is in its pre-releases",
		source: "https://docs.cilium.io/en/stable/contributing/release/organization/",
		read: "2026-11-21",
	},
	{
		product: "cert-manager",
		cycle: "1.19",
		until: "2026-07-08",
		says: "ends with the release of 1.21",
		source: "https://cert-manager.io/docs/releases/",
		read: "2026-11-21",
	},
	{
		product: "cert-manager",
		cycle: "1.21",
		says: "ends with the release of 1.23",
		source: "https://cert-manager.io/docs/releases/",
		read: "2026-11-21",
	},
	latestOnly("metallb", "0.16", "https://metallb.io/release-notes/"),
	latestOnly("sealed-secrets", "2.19", "https://github.com/bitnami-labs/sealed-secrets/blob/main/SECURITY.md"),
	latestOnly("local-path-provisioner", "0.0", "https://github.com/rancher/local-path-provisioner/releases"),
	{
		product: "minio",
		cycle: "*",
		until: "2026-02-12",
		says: "the repository says that it is no longer maintained; its last commit is of this day",
		source: "https://github.com/minio/minio",
		read: "2026-11-21",
	},
	{
		product: "gatekeeper",
		cycle: "3.23",
		says: "the newest minor release and the one before it get fixes; 3.24 is in its betas",
		source: "https://github.com/open-policy-agent/gatekeeper/blob/master/docs/Release_Management.md",
		read: "2026-11-21",
	},
	{
		product: "kyverno",
		cycle: "3.9",
		says: "the chart of Kyverno 1.19; a minor release gets fixes until the third after it",
		source: "https://endoflife.date/kyverno",
		read: "2026-11-21",
	},
	{
		product: "ingress-nginx",
		cycle: "*",
		until: "2026-03-31",
		says: "best-effort maintenance until March 2026, then no releases and no fixes",
		source: "https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
		read: "2026-11-21",
	},
];
