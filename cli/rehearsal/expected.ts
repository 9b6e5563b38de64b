import type { StepOptions } from "./step";

/**
 * Object Lock keeps versioning on (S3, PutBucketVersioning: InvalidBucketState), which the provider says of every such bucket that
 * is torn down.
 */
const locked = /cannot suspend versioning \(.*Object Lock/;

/**
 * What a teardown of everything says though it holds: a bucket whose versions are locked can neither be emptied nor lose its
 * versioning. It is marked, so that nobody takes it for a fault; whether only such buckets stay is judged by the step.
 */
export function warningLine(text: string, { step, unprotect }: Pick<StepOptions, "step" | "unprotect">): string {
	const isExpected = step === "destroy" && unprotect === true && locked.test(text);
	return isExpected ? `  expected: ${text}` : `  warning: ${text}`;
}

/** The same of a note on what is going on. */
export function progressNote(text: string, { step, unprotect }: Pick<StepOptions, "step" | "unprotect">): string {
	const isBucket = step === "destroy" && unprotect === true && text.startsWith("failed S3Bucket ");
	return isBucket ? `${text} (expected where its versions are locked)` : text;
}
