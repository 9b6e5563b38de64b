import type { KubernetesRule } from "../rule";
import { imagesFromAllowedRegistries } from "./allowedRegistries";
import { imagesByDigest } from "./imagesByDigest";
import { enforcingImageVerification } from "./imageVerification";
import { immutableConfigMaps } from "./immutableConfiguration";
import { pipelineRuns } from "./pipelineRuns";

/** The rules over Kubernetes objects of the controls INT. */
export const integrity: readonly KubernetesRule[] = [
	imagesByDigest,
	imagesFromAllowedRegistries,
	enforcingImageVerification,
	pipelineRuns,
	immutableConfigMaps,
];
