import type { RuleCases, StackRuleCases } from "../case";
import { imagesByDigest } from "./imagesByDigest";

export const ruleCases: readonly RuleCases[] = [imagesByDigest];

export const stackRuleCases: readonly StackRuleCases[] = [];
