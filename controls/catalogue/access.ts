import type { Control } from "../types";

export const access: readonly Control[] = [];
