import type { ConfigurationCases } from "./case";
import { changeReference, cleanTree, qualifiedVersions } from "./change";
import { exactExceptions, separateEnvironments } from "./environments";
import { completeInventory, testedRestores } from "./records";
import { noPlainSecrets, supportedVersions } from "./security";
import { traceability } from "./traceability";

/** The cases of every rule over the configuration and the repository. */
export const configurationCases: readonly ConfigurationCases[] = [
	changeReference,
	cleanTree,
	qualifiedVersions,
	separateEnvironments,
	exactExceptions,
	noPlainSecrets,
	supportedVersions,
	testedRestores,
	completeInventory,
	traceability,
];
