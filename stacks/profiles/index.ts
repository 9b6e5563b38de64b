import { biolab } from "./biolab";

/** The profiles by name. A stack file's values override its profile's: see `merged`. */
export const profiles = { biolab } as const;
export const defaultProfile = "biolab";
