import type { Control } from "../types";
import { changeObjects } from "./changeObjects";
import { changeRecord } from "./changeRecord";

export const change: readonly Control[] = [...changeObjects, ...changeRecord];
