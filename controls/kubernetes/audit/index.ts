import type { KubernetesRule } from "../rule";
import { componentAuditLogs } from "./componentAuditLogs";
import { falcoEverywhere } from "./falcoEverywhere";

/** The rules over Kubernetes objects of the controls AUD. */
export const audit: readonly KubernetesRule[] = [falcoEverywhere, componentAuditLogs];
