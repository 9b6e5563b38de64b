import type { Control } from "../types";

export const security: readonly Control[] = [
	{
		id: "SEC-001",
		says: "Pods keep to the restricted Pod Security level; a privileged namespace is a dated exception.",
		why: "A container that can reach the node can change records and their audit trail without leaving a trace.",
		clauses: [
			{
				source: "Annex 11 (2011)",
				reference: "12.1",
				rationale: "The level is a logical control that keeps a workload from data areas that are not its own.",
			},
			{
				source: "ISO/IEC 27001:2022",
				reference: "8.2",
				rationale: "Privileged access to nodes through a container is restricted to dated exceptions.",
			},
			{
				source: "CIS Kubernetes Benchmark",
				reference: "5.2",
				rationale:
					"The restricted level holds the section's items on privileged containers, host namespaces, escalation, root and capabilities.",
			},
		],
		where: ["kubernetes", "provider"],
		enforcement: { lab: "mandatory", validation: "mandatory", production: "mandatory" },
		fix: "Set the security context of the restricted level, or request a dated exception.",
		residualRisk:
			"A fault in the kernel or the container runtime is not bound by a security context; SEC-010 keeps both in support.",
	},
];
