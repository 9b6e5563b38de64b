import type { ProofRecord } from "../../../rehearsal/proof/record";

/** A record of SEC-001 as it comes when all is well, and what a test changes in it. */
export const recorded = (change: Partial<ProofRecord> = {}): ProofRecord => ({
	control: "SEC-001",
	rule: "sec-001-a",
	fixture: "a pod",
	where: "admission",
	expected: "refused",
	actual: "refused by SEC-001",
	held: true,
	...change,
});
