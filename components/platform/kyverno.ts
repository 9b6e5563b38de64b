import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { kyvernoManifest } from "../../controls/export/kyverno";
import { labels } from "../../controls/labels";
import { platformNames } from "../../stacks/platform-names";
import type { EngineArgs } from "./gatekeeper";
import { kyvernoValues } from "./kyverno.values";
import { chartRelease } from "./release";

/**
 * Kyverno with the controls as its policies, beside the admission policies: it judges what is already there too, and reports it. It
 * makes its webhook itself, of the kinds that its policies name, so that the policies come after its pods.
 */
export class Kyverno extends pulumi.ComponentResource {
	/** Its pods, and not its policies, as with Gatekeeper. */
	readonly ready: pulumi.Resource[];

	constructor(name: string, args: EngineArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:platform:Kyverno", name, {}, opts);
		const release = chartRelease(
			`${name}-release`,
			{
				chart: args.locks.chart("kyverno"),
				releaseName: "kyverno",
				namespace: platformNames.namespaces.kyverno,
				values: kyvernoValues(args.locks),
			},
			{ parent: this, dependsOn: args.after },
		);
		for (const exported of args.policies) {
			const { apiVersion, kind, metadata, spec } = kyvernoManifest(exported);
			const own = labels(args.config.environment, metadata.name);
			new k8s.apiextensions.CustomResource(
				`${name}-${metadata.name}`,
				{ apiVersion, kind, metadata: { ...metadata, labels: { ...own, ...metadata.labels } }, spec },
				{ parent: this, dependsOn: [release] },
			);
		}
		this.ready = [release];
		this.registerOutputs({ policies: args.policies.map(({ policy }) => policy.metadata.name) });
	}
}
