import type { ResourceRule, StackRule } from "../../rule";
import { bootedImages } from "./bootedImages";
import { bootImages } from "./bootImages";
import { encryptedSecrets } from "./encryptedSecrets";
import { pinnedNodes } from "./pinnedNodes";
import { qualifiedConfiguration } from "./qualifiedConfiguration";
import { recordBucketSettings, recordBuckets } from "./recordBuckets";
import { verifiedNamespaces } from "./verifiedNamespaces";

/** The rules over resources of the program of the controls INT. */
export const resourceRules: readonly ResourceRule[] = [recordBucketSettings, bootImages, pinnedNodes, encryptedSecrets];

/** The rules over whole stacks. */
export const stackRules: readonly StackRule[] = [
	verifiedNamespaces,
	recordBuckets,
	qualifiedConfiguration,
	bootedImages,
];
