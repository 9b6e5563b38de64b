import { controlledProperties as rule } from "../../../../policy-pack/rules/change/controlledProperties";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, waived, expired } = messagesOf(rule);
const deployment = "kubernetes:apps/v1:Deployment";
const ignoring = (type: string, ...ignoreChanges: string[]) => resource(type, {}, { ignoreChanges });
const finding = (path: string) => `ignoreChanges[${path}] leaves a controlled property out of change control`;
const controlled: readonly [type: string, path: string][] = [
	[deployment, "spec.template.spec.containers[0].image"],
	[deployment, 'spec["template"].spec'],
	[deployment, '["spec"]'],
	[deployment, "spec"],
	[deployment, "metadata"],
	[deployment, "metadata.labels"],
	[deployment, "*"],
	[deployment, "statuses"],
	[deployment, "spec.replicasets"],
	["kubernetes:core/v1:Pod", "metadata.annotations"],
	["kubernetes:core/v1:ConfigMap", "data"],
	["kubernetes:helm.sh/v3:Release", "version"],
	["kubernetes:helm.sh/v3:Release", "values"],
	["talos:machine/secrets:Secrets", "talosVersion"],
	["talos:machine/configurationApply:ConfigurationApply", "machineConfigurationInput"],
	["minio:index/s3Bucket:S3Bucket", "acl"],
	["proxmoxve:index/vmLegacy:VmLegacy", "disks"],
	["proxmoxve:index/vmLegacy:VmLegacy", "descriptions"],
];

export const controlledProperties: RuleCases = {
	policy: "chg-008-controlled-properties",
	compliant: [
		{ says: "nothing ignored", resource: ignoring(deployment), messages: [] },
		{ says: "an object's status", resource: ignoring(deployment, "status"), messages: [] },
	],
	violating: controlled.map(([type, path]) => ({
		says: `${path} of ${type}`,
		resource: ignoring(type, path),
		messages: [fail(finding(path))],
	})),
	absent: [{ says: "no such option", resource: resource(deployment, {}), messages: [] }],
	nearMiss: [
		{ says: "what an autoscaler sets", resource: ignoring(deployment, "spec.replicas"), messages: [] },
		{
			says: "one annotation",
			resource: ignoring(deployment, 'metadata.annotations["deployment.kubernetes.io/revision"]'),
			messages: [],
		},
		{ says: "a machine's notes", resource: ignoring("proxmoxve:index/vmLegacy:VmLegacy", "description"), messages: [] },
	],
	otherKind: [resource("pulumi:pulumi:Stack", {}, { ignoreChanges: ["a"] })],
	unknown: {
		alone: [
			{
				says: "an unknown property: an option is always known",
				resource: resource(deployment, { spec: unknown }, { ignoreChanges: ["status"] }),
				messages: [],
			},
		],
		besideViolation: [
			{
				says: "an unknown property that is ignored",
				resource: resource(deployment, { spec: unknown }, { ignoreChanges: ["spec"] }),
				messages: [fail(finding("spec"))],
			},
		],
	},
	excepted: {
		resource: ignoring("talos:machine/secrets:Secrets", "talosVersion"),
		exception: {
			control: "CHG-008",
			resource: { type: "talos:machine/secrets:Secrets", name: "proof" },
			finding: "ignoreChanges[talosVersion]",
			...dated,
		},
		waived: [waived(finding("talosVersion"))],
		expired: [expired(finding("talosVersion"))],
	},
};
