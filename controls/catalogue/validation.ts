import type { Control } from "../types";

export const validation: readonly Control[] = [];
