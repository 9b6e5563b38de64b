import type { Clause, Source } from "../types";

/** Each text's clauses, by their numbers; the rationale says why a control serves the clause. */
const of =
	(source: Source) =>
	(reference: string, rationale: string): Clause => ({ source, reference, rationale });

export const annex = of("Annex 11 (2011)");
export const part11 = of("21 CFR Part 11");
/** Appendices by their letters. */
export const gamp = of("GAMP 5 (2nd edition)");
/** Controls of Annex A, as the standard cites them: `A.8.15`. Its clauses 4 to 10 have numbers of their own. */
export const iso = of("ISO/IEC 27001:2022");
