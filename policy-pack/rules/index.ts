import type { ResourceRule, StackRule } from "../rule";
import * as access from "./access";
import * as audit from "./audit";
import * as change from "./change";
import * as continuity from "./continuity";
import * as integrity from "./integrity";
import * as monitoring from "./monitoring";
import * as security from "./security";
import * as validation from "./validation";

const areas = [access, audit, change, continuity, integrity, monitoring, security, validation];

export const resourceRules: readonly ResourceRule[] = areas.flatMap((area) => area.resourceRules);

export const stackRules: readonly StackRule[] = areas.flatMap((area) => area.stackRules);
