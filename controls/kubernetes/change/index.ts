import type { KubernetesRule } from "../rule";

/** The rules over Kubernetes objects of the controls CHG. */
export const change: readonly KubernetesRule[] = [];
