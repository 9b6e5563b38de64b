import type { KubernetesRule } from "../rule";
import { notifiedReceivers } from "./notifiedReceivers";

/** The rules over Kubernetes objects of the controls MON. */
export const monitoring: readonly KubernetesRule[] = [notifiedReceivers];
