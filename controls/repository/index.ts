import { changeReference } from "./changeReference";
import { cleanTree } from "./cleanTree";
import { completeInventory } from "./completeInventory";
import { exactExceptions } from "./exactExceptions";
import { noPlainSecrets } from "./noPlainSecrets";
import { qualifiedVersions } from "./qualifiedVersions";
import type { ConfigurationRule } from "./rule";
import { separateEnvironments } from "./separateEnvironments";
import { supportedVersions } from "./supportedVersions";
import { testedRestores } from "./testedRestores";
import { traceability } from "./traceability";

/** Every rule over the configuration and the repository. */
export const configurationRules: readonly ConfigurationRule[] = [
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
