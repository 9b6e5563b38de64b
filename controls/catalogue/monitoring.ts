import type { Control } from "../types";

export const monitoring: readonly Control[] = [];
