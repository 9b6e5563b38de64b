import type { z } from "zod";
import { domainName, ipv4 } from "../addresses";
import { choice, section, wholeNumber } from "../values";

const days = () => wholeNumber({ from: 1, to: 36_500, unit: "days" });

export const platform = section({
	cni: choice(["cilium", "flannel"]).describe("The network plugin. Only cilium enforces network policies."),
	secrets: choice(["sealed-secrets", "vault"]).describe("Where workloads' secrets come from. vault is not built yet."),
	policyEngine: choice(["admission", "gatekeeper", "kyverno"]).describe(
		"What enforces the controls in the cluster: admission is Kubernetes' own ValidatingAdmissionPolicy, which every stack has. The others install that engine and its policies beside it.",
	),
	minio: section({
		host: domainName("minio.lab.gxp.example").describe("Its DNS name, in environment.domain."),
		address: ipv4().describe("Its address, in network.loadBalancerPool."),
		storageGiB: wholeNumber({ from: 1, to: 1_048_576, unit: "GiB" }).describe("The size of its volume in GiB."),
		retentionDays: section({
			pipelineOutput: days().describe("Days that an object of pipeline-output cannot be deleted (COMPLIANCE)."),
			lokiChunks: days().describe("Days that an object of loki-chunks cannot be deleted (COMPLIANCE)."),
		}).describe("Default retention of the locked buckets."),
	}).describe("Object storage."),
});

export type Platform = z.output<typeof platform>;
