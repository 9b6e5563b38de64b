import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { LabConfig } from "../../stacks/config";
import { namespaceManifest, networkPolicies, platformNamespaces } from "./namespaces.manifest";

export interface NamespacesArgs {
	config: Pick<LabConfig, "environment" | "network" | "platform">;
}

/**
 * The platform's namespaces with their Pod Security levels, and in each a network policy that denies everything but
 * what is listed. They are there before the releases, so that no pod ever runs in a namespace without a level.
 */
export class Namespaces extends pulumi.ComponentResource {
	/** Every namespace and policy: a release waits for all of them. */
	readonly ready: pulumi.Resource[];

	constructor(name: string, args: NamespacesArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:platform:Namespaces", name, {}, opts);
		const policies = (namespace: Parameters<typeof networkPolicies>[1], dependsOn: pulumi.Resource[]) =>
			networkPolicies(args.config, namespace).map(
				(manifest) =>
					new k8s.networking.v1.NetworkPolicy(`${name}-${namespace.name}-${manifest.metadata.name}`, manifest, {
						parent: this,
						dependsOn,
					}),
			);
		const namespaces = platformNamespaces(args.config);
		this.ready = namespaces.flatMap((namespace) => {
			const made = new k8s.core.v1.Namespace(
				`${name}-${namespace.name}`,
				namespaceManifest(args.config.environment, namespace),
				{ parent: this },
			);
			return [made, ...policies(namespace, [made])];
		});
		// Kubernetes makes this one; nothing of ours runs there, and nothing that lands there by mistake may talk.
		this.ready.push(...policies({ name: "default", allows: [] }, []));
		this.registerOutputs({ names: namespaces.map((namespace) => namespace.name) });
	}
}
