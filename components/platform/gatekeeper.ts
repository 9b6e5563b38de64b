import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Manifest } from "../../controls/admission";
import { constraintPlurals, gatekeeperManifests } from "../../controls/export/gatekeeper";
import { labels } from "../../controls/labels";
import { platformNames } from "../../stacks/platform-names";
import { declareChartCrds } from "./chart-crds";
import { gatekeeperOwnRights, gatekeeperRights, gatekeeperWebhook } from "./gatekeeper.manifests";
import { gatekeeperValues } from "./gatekeeper.values";
import type { EngineArgs, PolicyEngine } from "./policy-engine";
import { chartRelease } from "./release";

const { gatekeeper: names, namespaces } = platformNames;

/**
 * Gatekeeper with the controls as its policies, beside the admission policies: it judges what is already there too, and reports it in
 * the constraints' status.
 *
 * The webhook comes before the pods, which are ready only when they have written their certificate authority into it. From then on
 * whatever it judges is refused while Gatekeeper is down (SEC-011), so that everything else comes after.
 */
export class Gatekeeper extends pulumi.ComponentResource implements PolicyEngine {
	readonly ready: pulumi.Resource[];

	constructor(
		private readonly name: string,
		private readonly args: EngineArgs,
		opts?: pulumi.ComponentResourceOptions,
	) {
		super("lab:platform:Gatekeeper", name, {}, opts);
		const { environment } = args.config;
		const namespace = namespaces.gatekeeper;
		// One way leads from the release to what came before: Pulumi's engine follows each on a destroy.
		const account = labels(environment, names.serviceAccount);
		const bound = rights(name, account, gatekeeperRights(args.policies, constraintPlurals()), {
			parent: this,
			after: args.after,
		});
		// It judges roles, too: before it those that Gatekeeper itself needs.
		const webhook = new k8s.admissionregistration.v1.ValidatingWebhookConfiguration(
			`${name}-webhook`,
			gatekeeperWebhook(args.policies, { labels: labels(environment, names.webhook) }),
			{ parent: this, dependsOn: bound },
		);
		const chart = args.locks.chart("gatekeeper");
		const crds = declareChartCrds(name, { root: args.root, archive: chart.archive }, { parent: this });
		const release = chartRelease(
			`${name}-release`,
			{ chart, releaseName: "gatekeeper", namespace, values: gatekeeperValues(args.locks), skipCrds: true },
			{ parent: this, dependsOn: [...crds, webhook] },
		);
		this.ready = [release];
		this.registerOutputs({ policies: args.policies.map(({ policy }) => policy.metadata.name) });
	}

	/** A template and a constraint of each policy: Gatekeeper makes a CRD of each template, and the constraint comes when it is there. */
	enforce(after: pulumi.Resource): void {
		const { name, args } = this;
		for (const [template, constraint] of args.policies.map((policy) => gatekeeperManifests(policy))) {
			if (template === undefined || constraint === undefined) continue;
			const own = labels(args.config.environment, constraint.metadata.name);
			const withOwn = ({ metadata }: Manifest) => ({ ...metadata, labels: { ...own, ...metadata.labels } });
			const made = new k8s.apiextensions.CustomResource(
				`${name}-${constraint.metadata.name}-template`,
				{
					...template,
					metadata: {
						...withOwn(template),
						// Gatekeeper says so when it has made the CRD.
						annotations: { "pulumi.com/waitFor": "jsonpath={.status.created}=true" },
					},
				},
				{ parent: this, dependsOn: [after] },
			);
			new k8s.apiextensions.CustomResource(
				`${name}-${constraint.metadata.name}`,
				{ ...constraint, metadata: withOwn(constraint) },
				{ parent: this, dependsOn: [made] },
			);
		}
	}
}

/** The chart's service account may do what the program lists, in the cluster and in its own namespace. */
function rights(
	name: string,
	labels: Record<string, string>,
	inCluster: ReturnType<typeof gatekeeperRights>,
	{ parent, after }: { parent: pulumi.Resource; after: pulumi.Resource[] },
): pulumi.Resource[] {
	const namespace = namespaces.gatekeeper;
	const metadata = { name: names.serviceAccount, labels };
	const subjects = [{ kind: "ServiceAccount", name: names.serviceAccount, namespace }];
	const ref = (kind: string) => ({ apiGroup: "rbac.authorization.k8s.io", kind, name: metadata.name });
	const { ClusterRole, ClusterRoleBinding, Role, RoleBinding } = k8s.rbac.v1;
	const own = { ...metadata, namespace };
	const role = new Role(
		`${name}-own-rights`,
		{ metadata: own, rules: gatekeeperOwnRights },
		{ parent, dependsOn: after },
	);
	return [
		new ClusterRole(`${name}-rights`, { metadata, rules: inCluster }, { parent }),
		new ClusterRoleBinding(`${name}-rights`, { metadata, subjects, roleRef: ref("ClusterRole") }, { parent }),
		new RoleBinding(
			`${name}-own-rights`,
			{ metadata: own, subjects, roleRef: ref("Role") },
			{ parent, dependsOn: [role] },
		),
	];
}
