import type { KubernetesRule } from "../rule";

/** The rules over Kubernetes objects of the controls VAL. */
export const validation: readonly KubernetesRule[] = [];
