import type { ResourceRule, StackRule } from "../../rule";
import { requiredAlerts } from "./requiredAlerts";

/** The rules over resources of the program of the controls MON. */
export const resourceRules: readonly ResourceRule[] = [];

/** The rules over whole stacks. */
export const stackRules: readonly StackRule[] = [requiredAlerts];
