import type { ResourceRule, StackRule } from "../../rule";
import { certificateRequests } from "./certificateRequests";
import { defaultDeny } from "./defaultDeny";
import { enforcingNetwork } from "./enforcingNetwork";
import { exactEngineConditions } from "./exactEngineConditions";
import { failClosedAdmission } from "./failClosedAdmission";
import { failClosedSettings } from "./failClosedSettings";
import { generatedPasswords } from "./generatedPasswords";
import { guardedMachines } from "./guardedMachines";
import { keptKeys } from "./keptKeys";
import { machineNetworks } from "./machineNetworks";
import { plaintextValues } from "./plaintextValues";
import { podSecurityDefaults } from "./podSecurityDefaults";
import { privilegedNamespaces } from "./privilegedNamespaces";
import { secretManifests } from "./secretManifests";
import { strongKeys } from "./strongKeys";
import { supportedCharts } from "./supportedCharts";
import { supportedMachines } from "./supportedMachines";

/** The rules over resources of the program of the controls SEC. */
export const resourceRules: readonly ResourceRule[] = [
	certificateRequests,
	exactEngineConditions,
	failClosedAdmission,
	failClosedSettings,
	generatedPasswords,
	guardedMachines,
	keptKeys,
	plaintextValues,
	podSecurityDefaults,
	privilegedNamespaces,
	strongKeys,
	supportedCharts,
	supportedMachines,
];

/** The rules over whole stacks. */
export const stackRules: readonly StackRule[] = [defaultDeny, enforcingNetwork, machineNetworks];

/** What only the gate over files judges: of a program's resource it cannot be told whether its data are Pulumi's secrets. */
export const manifestRules: readonly ResourceRule[] = [secretManifests];
