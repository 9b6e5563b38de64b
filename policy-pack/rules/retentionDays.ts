import type { EnvironmentClass } from "../../controls/types";

/**
 * The least days that a class keeps what is audited. The project's own choice, and stated as such: a lab must be able to tidy up
 * after a day, a validation is repeated within its quarter, and production keeps a year beside what predicate rules ask for.
 */
export const logRetentionDays: Readonly<Record<EnvironmentClass, number>> = { lab: 7, validation: 90, production: 365 };

/** The least days of COMPLIANCE retention of an audit bucket: what is locked cannot be tidied up by anybody. */
export const auditLockDays: Readonly<Record<EnvironmentClass, number>> = { lab: 1, validation: 90, production: 365 };
