import type { RuleCases, StackRuleCases } from "../case";
import { imagesFromAllowedRegistriesCases } from "./allowedRegistries";
import { imagesByDigest } from "./imagesByDigest";
import { enforcingImageVerificationCases } from "./imageVerification";
import { immutableConfigMapsCases } from "./immutableConfigMaps";
import { pipelineRunsCases } from "./pipelineRuns";

export const ruleCases: readonly RuleCases[] = [
	imagesByDigest,
	imagesFromAllowedRegistriesCases,
	enforcingImageVerificationCases,
	pipelineRunsCases,
	immutableConfigMapsCases,
];

export const stackRuleCases: readonly StackRuleCases[] = [];
