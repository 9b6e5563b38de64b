import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { kyvernoManifest } from "../../controls/export/kyverno";
import { labels } from "../../controls/labels";
import { platformNames } from "../../stacks/platform-names";
import { kyvernoValues } from "./kyverno.values";
import type { EngineArgs, PolicyEngine } from "./policy-engine";
import { chartRelease } from "./release";

/**
 * Kyverno with the controls as its policies, beside the admission policies: it judges what is already there too, and reports it. It
 * makes its webhook itself, of the kinds that its policies name, so that the policies come after its pods.
 */
export class Kyverno extends pulumi.ComponentResource implements PolicyEngine {
	readonly ready: pulumi.Resource[];

	constructor(
		private readonly name: string,
		private readonly args: EngineArgs,
		opts?: pulumi.ComponentResourceOptions,
	) {
		super("lab:platform:Kyverno", name, {}, opts);
		const release = chartRelease(
			`${name}-release`,
			{
				chart: args.locks.chart("kyverno"),
				releaseName: "kyverno",
				namespace: platformNames.namespaces.kyverno,
				values: kyvernoValues(args.locks, args.policies),
			},
			{ parent: this, dependsOn: args.after },
		);
		this.ready = [release];
		this.registerOutputs({ policies: args.policies.map(({ policy }) => policy.metadata.name) });
	}

	enforce(after: pulumi.Resource): void {
		const { name, args } = this;
		for (const exported of args.policies) {
			const policy = kyvernoManifest(exported);
			const own = labels(args.config.environment, policy.metadata.name);
			new k8s.apiextensions.CustomResource(
				`${name}-${policy.metadata.name}`,
				{ ...policy, metadata: { ...policy.metadata, labels: { ...own, ...policy.metadata.labels } } },
				{ parent: this, dependsOn: [after] },
			);
		}
	}
}
