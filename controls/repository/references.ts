/** What a rehearsal names: it carries out no change. */
export const REHEARSED_CHANGE = "CHG-0";
