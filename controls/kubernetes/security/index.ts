import type { KubernetesRule } from "../rule";
import { restrictedPods } from "./restrictedPods";

/** The rules over Kubernetes objects of the controls SEC. */
export const security: readonly KubernetesRule[] = [restrictedPods];
