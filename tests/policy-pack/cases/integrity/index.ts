import type { RuleCases, StackRuleCases } from "../case";
import { imagesFromAllowedRegistriesCases } from "./allowedRegistries";
import { bootedImagesCases } from "./bootedImages";
import { bootImagesCases } from "./bootImages";
import { encryptedSecretsCases } from "./encryptedSecrets";
import { imagesByDigest } from "./imagesByDigest";
import { enforcingImageVerificationCases } from "./imageVerification";
import { immutableConfigMapsCases } from "./immutableConfigMaps";
import { pinnedNodesCases } from "./pinnedNodes";
import { pipelineRunsCases } from "./pipelineRuns";
import { qualifiedConfigurationCases } from "./qualifiedConfiguration";
import { recordBucketSettingsCases, recordBucketsCases } from "./recordBuckets";
import { verifiedNamespacesCases } from "./verifiedNamespaces";

export const ruleCases: readonly RuleCases[] = [
	imagesByDigest,
	imagesFromAllowedRegistriesCases,
	enforcingImageVerificationCases,
	pipelineRunsCases,
	recordBucketSettingsCases,
	bootImagesCases,
	pinnedNodesCases,
	encryptedSecretsCases,
	immutableConfigMapsCases,
];

export const stackRuleCases: readonly StackRuleCases[] = [
	verifiedNamespacesCases,
	recordBucketsCases,
	qualifiedConfigurationCases,
	bootedImagesCases,
];
