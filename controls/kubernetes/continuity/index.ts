import type { KubernetesRule } from "../rule";

/** The rules over Kubernetes objects of the controls BCM. */
export const continuity: readonly KubernetesRule[] = [];
