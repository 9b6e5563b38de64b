import type { RuleCases, StackRuleCases } from "../case";
import { certificateRequests } from "./certificateRequests";
import { containerResources } from "./containerResources";
import { defaultDeny } from "./defaultDeny";
import { enforcingNetwork } from "./enforcingNetwork";
import { engineArguments } from "./engineArguments";
import { exactEngineConditions } from "./exactEngineConditions";
import { exposedHostPorts } from "./exposedHostPorts";
import { exposedServices } from "./exposedServices";
import { failClosedAdmission } from "./failClosedAdmission";
import { failClosedEngines } from "./failClosedEngines";
import { failClosedSettings } from "./failClosedSettings";
import { failClosedWebhooks } from "./failClosedWebhooks";
import { gatekeeperExemptions } from "./gatekeeperExemptions";
import { generatedPasswords } from "./generatedPasswords";
import { guardedMachines } from "./guardedMachines";
import { keptKeys } from "./keptKeys";
import { kyvernoExemptions } from "./kyvernoExemptions";
import { machineNetworks } from "./machineNetworks";
import { openCiliumPolicies } from "./openCiliumPolicies";
import { openNetworkPolicies } from "./openNetworkPolicies";
import { plaintextConfigMaps } from "./plaintextConfigMaps";
import { plaintextSecrets, unsearchedTexts } from "./plaintextSecrets";
import { plaintextValues } from "./plaintextValues";
import { podSecurityDefaultsCases } from "./podSecurityDefaults";
import { privilegedNamespaces } from "./privilegedNamespaces";
import { restrictedPods } from "./restrictedPods";
import { strongKeys } from "./strongKeys";
import { supportedCharts } from "./supportedCharts";
import { supportedMachines } from "./supportedMachines";
import { tlsGateways } from "./tlsGateways";
import { tlsIngress } from "./tlsIngress";
import { tlsRoutes } from "./tlsRoutes";
import { tlsVersions } from "./tlsVersions";
import { trustedIssuers } from "./trustedIssuers";
import { unsealKeys } from "./unsealKeys";

export const ruleCases: readonly RuleCases[] = [
	certificateRequests,
	containerResources,
	engineArguments,
	exactEngineConditions,
	exposedHostPorts,
	exposedServices,
	failClosedAdmission,
	failClosedEngines,
	failClosedSettings,
	failClosedWebhooks,
	gatekeeperExemptions,
	generatedPasswords,
	guardedMachines,
	keptKeys,
	kyvernoExemptions,
	openCiliumPolicies,
	openNetworkPolicies,
	plaintextConfigMaps,
	plaintextSecrets,
	unsearchedTexts,
	plaintextValues,
	podSecurityDefaultsCases,
	privilegedNamespaces,
	restrictedPods,
	strongKeys,
	supportedCharts,
	supportedMachines,
	tlsGateways,
	tlsIngress,
	tlsRoutes,
	tlsVersions,
	trustedIssuers,
	unsealKeys,
];

export const stackRuleCases: readonly StackRuleCases[] = [defaultDeny, enforcingNetwork, machineNetworks];
