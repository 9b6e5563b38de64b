import type { KubernetesRule } from "../rule";

/** The rules over Kubernetes objects of the controls MON. */
export const monitoring: readonly KubernetesRule[] = [];
