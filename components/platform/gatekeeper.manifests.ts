import { NOT_BY_THE_API_SERVER, NOT_ONLY_LEAVING } from "../../controls/admission";
import type { ExportedPolicy } from "../../controls/export/policies";
import type { labels } from "../../controls/labels";
import { platformNames } from "../../stacks/platform-names";
import { judgedResources } from "./judged-resources";

const { gatekeeper: names, namespaces } = platformNames;

/**
 * What Gatekeeper's webhook leaves out, by exact name: its own namespace, and the one in which a cluster heals. A webhook that
 * fails closed over kube-system stops the network plugin that it needs itself; the admission policies judge there.
 */
const leftToAdmission: readonly string[] = ["kube-system", namespaces.gatekeeper];

interface ResourceRule {
	apiGroups: string[];
	apiVersions: string[];
	operations: string[];
	resources: string[];
	scope: string;
}

/** The rules that policies match by, those that differ in their resources only as one. */
function resourceRules(policies: readonly ExportedPolicy[]): ResourceRule[] {
	const rules = new Map<string, ResourceRule>();
	for (const { policy } of policies) {
		const { matchConstraints } = policy.spec as { matchConstraints: { resourceRules: ResourceRule[] } };
		for (const { resources, ...rule } of matchConstraints.resourceRules) {
			const key = JSON.stringify([rule.apiGroups, rule.apiVersions, rule.operations, rule.scope]);
			const known = rules.get(key)?.resources ?? [];
			rules.set(key, { ...rule, resources: [...new Set([...known, ...resources])] });
		}
	}
	return [...rules.values()];
}

/** The conditions that every policy has, as the admission policies have them. */
function common([first]: readonly ExportedPolicy[]): { name: string; expression: string }[] {
	const conditions = (first?.policy.spec.matchConditions ?? []) as { name: string; expression: string }[];
	return conditions.filter(({ name }) => name === NOT_ONLY_LEAVING || name === NOT_BY_THE_API_SERVER);
}

/**
 * Gatekeeper's webhook: exactly the kinds that its policies judge, so that while it is down no node loses its lease. It writes its
 * certificate authority into it when it has one (open-policy-agent/cert-controller), and is ready after that.
 */
export function gatekeeperWebhook(
	policies: readonly ExportedPolicy[],
	metadata: { labels: ReturnType<typeof labels> },
) {
	return {
		metadata: { name: names.webhook, ...metadata },
		webhooks: [
			{
				name: "validation.gatekeeper.sh",
				admissionReviewVersions: ["v1"],
				clientConfig: { service: { name: names.service, namespace: namespaces.gatekeeper, path: "/v1/admit" } },
				failurePolicy: "Fail",
				matchPolicy: "Equivalent",
				sideEffects: "None",
				timeoutSeconds: 10,
				namespaceSelector: {
					matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: [...leftToAdmission] }],
				},
				rules: resourceRules(policies),
				// While it is down a cluster must still heal: an API server that cannot write its own roles ends (kubernetes 1.36,
				// pkg/registry/rbac/rest/storage_rbac.go), and what only loses a finalizer would never go.
				matchConditions: common(policies),
			},
		],
	};
}

interface Rights {
	apiGroups: string[];
	resources: string[];
	verbs: string[];
	resourceNames?: string[];
}

/** In which each pod tells of what it has taken up. */
const podStatuses = [
	"configpodstatuses",
	"connectionpodstatuses",
	"constraintpodstatuses",
	"constrainttemplatepodstatuses",
	"providerpodstatuses",
];

const read = ["get", "list", "watch"];
const write = ["create", "delete", "patch", "update"];

/**
 * What Gatekeeper may do in the cluster, without a wildcard: read what it judges, keep the CRDs and the status of its own policies,
 * write its certificate authority into its own webhook. `constraints` are the plurals of the constraints' kinds.
 */
export function gatekeeperRights(policies: readonly ExportedPolicy[], constraints: readonly string[]): Rights[] {
	const of = (group: string, resources: readonly string[], verbs: readonly string[]): Rights => ({
		apiGroups: [group],
		resources: [...resources],
		verbs: [...verbs],
	});
	const status = (resource: string) => `${resource}/status`;
	const admission = "admissionregistration.k8s.io";
	const crds = "apiextensions.k8s.io";
	return [
		// A subresource is read with its object, and the namespace of whatever it is.
		...judgedResources(policies, { subresources: false }).map((group) => ({ ...group, verbs: read })),
		of("", ["namespaces"], read),
		of(crds, ["customresourcedefinitions"], [...read, "create"]),
		{
			...of(crds, ["customresourcedefinitions"], ["patch", "update"]),
			resourceNames: constraints.map((name) => `${name}.constraints.gatekeeper.sh`),
		},
		of("templates.gatekeeper.sh", ["constrainttemplates"], read),
		of(
			"templates.gatekeeper.sh",
			["constrainttemplates/finalizers", status("constrainttemplates")],
			["patch", "update"],
		),
		of("constraints.gatekeeper.sh", constraints, read),
		of("constraints.gatekeeper.sh", constraints.map(status), ["patch", "update"]),
		of("config.gatekeeper.sh", ["configs"], read),
		of("config.gatekeeper.sh", [status("configs")], ["patch", "update"]),
		of("syncset.gatekeeper.sh", ["syncsets"], read),
		of("externaldata.gatekeeper.sh", ["providers"], read),
		of("connection.gatekeeper.sh", ["connections"], read),
		of("status.gatekeeper.sh", podStatuses, [...read, ...write]),
		of(
			admission,
			["validatingadmissionpolicies", "validatingadmissionpolicybindings", "validatingwebhookconfigurations"],
			read,
		),
		// It takes away what it would have made of a template, by the name that it would have given it: none of the platform's own.
		{
			...of(admission, ["validatingadmissionpolicies"], ["delete"]),
			resourceNames: constraints.map((name) => `gatekeeper-${name}`),
		},
		{ ...of(admission, ["validatingwebhookconfigurations"], ["patch", "update"]), resourceNames: [names.webhook] },
	];
}

/** In its own namespace: its certificate, and what it tells. */
export const gatekeeperOwnRights: Rights[] = [
	{ apiGroups: [""], resources: ["secrets"], verbs: read },
	{ apiGroups: [""], resources: ["secrets"], verbs: ["update"], resourceNames: [names.certificateSecret] },
	{ apiGroups: [""], resources: ["pods"], verbs: ["get"] },
	{ apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
];
