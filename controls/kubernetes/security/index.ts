import type { KubernetesRule } from "../rule";
import { containerResources } from "./containerResources";
import { engineArguments } from "./engineArguments";
import { gatekeeperExemptions, kyvernoExemptions } from "./exactExemptions";
import { exposedHostPorts } from "./exposedHostPorts";
import { exposedServices } from "./exposedServices";
import { failClosedEngines } from "./failClosedEngines";
import { failClosedWebhooks } from "./failClosedWebhooks";
import { openCiliumPolicies } from "./openCiliumPolicies";
import { openNetworkPolicies } from "./openNetworkPolicies";
import { plaintextConfigMaps } from "./plaintextConfigMaps";
import { plaintextSecrets, unsearchedTexts } from "./plaintextSecrets";
import { restrictedPods } from "./restrictedPods";
import { tlsGateways } from "./tlsGateways";
import { tlsIngress } from "./tlsIngress";
import { tlsRoutes } from "./tlsRoutes";
import { tlsVersions } from "./tlsVersions";
import { trustedIssuers } from "./trustedIssuers";
import { unsealKeys } from "./unsealKeys";

/** The rules over Kubernetes objects of the controls SEC. */
export const security: readonly KubernetesRule[] = [
	containerResources,
	engineArguments,
	gatekeeperExemptions,
	kyvernoExemptions,
	exposedHostPorts,
	exposedServices,
	failClosedEngines,
	failClosedWebhooks,
	openCiliumPolicies,
	openNetworkPolicies,
	plaintextConfigMaps,
	plaintextSecrets,
	unsearchedTexts,
	restrictedPods,
	tlsGateways,
	tlsIngress,
	tlsRoutes,
	tlsVersions,
	trustedIssuers,
	unsealKeys,
];
