import { access } from "./access";
import { audit } from "./audit";
import { change } from "./change";
import { continuity } from "./continuity";
import { integrity } from "./integrity";
import { monitoring } from "./monitoring";
import type { KubernetesRule } from "./rule";
import { security } from "./security";
import { validation } from "./validation";

/** Every rule over Kubernetes objects; the policy pack, the gate and the admission policies are made from this list. */
export const kubernetesRules: readonly KubernetesRule[] = [
	...access,
	...audit,
	...change,
	...continuity,
	...integrity,
	...monitoring,
	...security,
	...validation,
];
