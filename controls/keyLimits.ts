/** SEC-005's limits, in one place: what a key must be, and how long a certificate may be valid. */
export const keyLimits = {
	/** NIST SP 800-57 part 1: 3072 bits of RSA and a 256-bit curve are of 128 bits of security. */
	rsaBits: 3072,
	ecdsaCurves: ["P256", "P384", "P521"],
	/** As the lab's own CA: it is replaced in its last year. */
	caHours: 5 * 8760,
	/** What authenticates a service, or seals: a year and the day that a leap year has. */
	leafHours: 366 * 24,
} as const;
