import * as access from "./access";
import * as audit from "./audit";
import type { RuleCases, StackRuleCases } from "./case";
import * as change from "./change";
import * as continuity from "./continuity";
import * as integrity from "./integrity";
import * as monitoring from "./monitoring";
import * as security from "./security";
import * as validation from "./validation";

const areas = [access, audit, change, continuity, integrity, monitoring, security, validation];

/** The seven cases of every rule over a resource; a rule without them fails the meta-test. */
export const allCases: readonly RuleCases[] = areas.flatMap((area) => area.ruleCases);

/** The cases of every rule over a whole stack. */
export const allStackCases: readonly StackRuleCases[] = areas.flatMap((area) => area.stackRuleCases);
