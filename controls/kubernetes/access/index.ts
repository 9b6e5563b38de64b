import type { KubernetesRule } from "../rule";

/** The rules over Kubernetes objects of the controls ACC. */
export const access: readonly KubernetesRule[] = [];
