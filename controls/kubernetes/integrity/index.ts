import type { KubernetesRule } from "../rule";
import { imagesByDigest } from "./imagesByDigest";

/** The rules over Kubernetes objects of the controls INT. */
export const integrity: readonly KubernetesRule[] = [imagesByDigest];
