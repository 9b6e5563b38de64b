import type { KubernetesRule } from "../rule";

/** The rules over Kubernetes objects of the controls AUD. */
export const audit: readonly KubernetesRule[] = [];
