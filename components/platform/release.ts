import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { LockedChart } from "../../stacks/locks";

export interface ChartReleaseArgs {
	chart: LockedChart;
	/** The release's name in the cluster. */
	releaseName: string;
	namespace: pulumi.Input<string>;
	values: Record<string, pulumi.Input<unknown>>;
	/** Whether the program declares the CRDs of the chart's `crds/` folder itself. */
	skipCrds?: boolean;
	/** How long its workloads may take to become ready; the first start pulls images. */
	timeoutSeconds?: number;
}

/**
 * A Helm release from a chart's verified archive.
 *
 * It waits until the workloads are ready (`skipAwait: false`), because what comes after builds on them. A release that
 * failed stays for diagnosis (`atomic: false`): rolling back would remove what says why. No namespace is made on the way:
 * its Pod Security level has to be there first.
 */
export function chartRelease(
	name: string,
	args: ChartReleaseArgs,
	opts: pulumi.CustomResourceOptions,
): k8s.helm.v3.Release {
	return new k8s.helm.v3.Release(
		name,
		{
			name: args.releaseName,
			chart: args.chart.archive,
			version: args.chart.version,
			namespace: args.namespace,
			values: args.values,
			createNamespace: false,
			skipCrds: args.skipCrds ?? false,
			skipAwait: false,
			atomic: false,
			maxHistory: 5,
			timeout: args.timeoutSeconds ?? 600,
		},
		opts,
	);
}
