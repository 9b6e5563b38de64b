import type { Control } from "../types";

export const continuity: readonly Control[] = [];
