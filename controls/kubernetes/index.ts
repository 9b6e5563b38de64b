import { imagesByDigest } from "./imagesByDigest";
import { restrictedPods } from "./restrictedPods";
import type { KubernetesRule } from "./rule";

/** Every rule over Kubernetes objects; the policy pack and the admission policies are made from this list. */
export const kubernetesRules: readonly KubernetesRule[] = [restrictedPods, imagesByDigest];
