import type { Control } from "../types";
import { annex, iso } from "./clauses";
import { advisoryInLab, everywhere } from "./enforcement";
import { networkSecurity } from "./securityNetwork";
import { secretSecurity } from "./securitySecrets";

/** What runs and on what: SEC-001, 002, 010 and 011. */
const runtimeSecurity: readonly Control[] = [
	{
		id: "SEC-001",
		says: "Pods keep to the restricted Pod Security level; a privileged namespace is a dated exception.",
		why: "A container that can reach the node can change records and their audit trail without leaving a trace.",
		clauses: [
			annex("12.1", "The level is a logical control that keeps a workload from data areas that are not its own."),
			iso("A.8.2", "Privileged access to nodes through a container is restricted to dated exceptions."),
		],
		where: ["kubernetes", "provider"],
		enforcement: everywhere,
		fix: "Set the security context of the restricted level, or request a dated exception.",
		residualRisk:
			"A fault in the kernel or the container runtime is not bound by a security context; SEC-010 keeps both in support.",
	},
	{
		id: "SEC-002",
		says: "Containers have CPU and memory requests and a memory limit, and no limit is below its request.",
		why: "A container without a limit can take a node's memory, and what is killed then may be the one that writes a record.",
		clauses: [
			iso("A.8.6", "The use of capacity is bounded for each container, and what the scheduler places is known to fit."),
		],
		where: ["kubernetes"],
		enforcement: { lab: "remediate", validation: "mandatory", production: "mandatory" },
		fix: "Set resources.requests.cpu, resources.requests.memory and resources.limits.memory, for the container or for the pod.",
		residualRisk:
			"Whether the numbers are right for the load is not judged; a namespace may still hold more than its nodes carry, and a CPU limit is not asked for.",
	},
	{
		id: "SEC-010",
		says: "Kubernetes, Talos and charts are in support.",
		why: "What is out of support gets no security fixes: a known hole stays open in a system that was qualified.",
		clauses: [
			annex(
				"10",
				"The move off a version whose support ends is a change that is planned before that day, not after an incident.",
			),
			iso("A.8.8", "Versions whose vulnerabilities nobody fixes any more are found and replaced."),
		],
		where: ["configuration", "provider"],
		enforcement: advisoryInLab,
		fix: "Move to a version that controls/support/dates.ts has as supported; look a new one up at its source and add it with the day.",
		residualRisk:
			"The table is as old as its newest look-up: a project that ends support in between is seen at the next one. In support does not mean free of vulnerabilities.",
	},
	{
		id: "SEC-011",
		says: "Admission fails closed.",
		why: "A policy that is skipped when its webhook is down, or in a namespace with the right label, refuses nothing that matters.",
		clauses: [
			annex("12.1", "A logical control that an outage or a label turns off does not restrict access."),
			iso("A.8.9", "The configuration of what enforces the other controls is itself controlled."),
		],
		where: ["kubernetes", "provider"],
		enforcement: everywhere,
		fix: "Set failurePolicy: Fail and matchPolicy: Equivalent, and exempt namespaces by their exact names (kubernetes.io/metadata.name) only.",
		residualRisk:
			"Admission policies are never evaluated for admission policies: whoever may write those in the cluster can weaken them. CrossGuard and the gate judge what is written through them; ACC-003 refuses a role that may write everything, not one that names them. Of a match condition the API server sees a text: there a pattern over namespaces is recognised by its usual forms, with blanks and brackets wherever they stand; CrossGuard and the gate read the expression itself, and let a namespace only be compared with exact names. A condition that no request meets the API server recognises in its plain forms only (`false`, nothing of the request), CrossGuard and the gate by its operators and literals; none of them where it asks for what never comes, such as an operation that there is not. A condition over what an object itself says, its labels too, and a validation over the labels of its namespace, or over its name in a list, are not judged. Not judged: what a Gatekeeper constraint of somebody's own leaves out (its kind is made at run time), what Kyverno's ConfigMap filters where somebody writes it by hand, an exemption that names no namespace at all, whether a policy of Kyverno refuses or only reports, what a variable in the context of one of its rules holds and what the rule's own conditions to deny leave out, and an argument of an engine's that a variable stands for. What Talos runs on a node by itself, static pods among it, is admitted by nobody; the rules judge it where its machine configuration says it.",
	},
];

export const security: readonly Control[] = [...runtimeSecurity, ...networkSecurity, ...secretSecurity];
