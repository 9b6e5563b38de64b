import { dated, type RuleCases, resource, unknown } from "../case";

const fix = "Set the resource option `protect: true`, to remove the resource, unprotect it in a change of its own.";
const fail = `[CHG-007] FAIL proof: protect is not set; ${fix}`;
const vm = (tags: unknown, protect = false) => resource("proxmoxve:index/vmLegacy:VmLegacy", { tags }, { protect });
const configuration = (machineConfigurationInput: unknown, { patches = [] as unknown, protect = false } = {}) =>
	resource(
		"talos:machine/configurationApply:ConfigurationApply",
		{ machineConfigurationInput, configPatches: patches },
		{ protect },
	);
const machine = (type: string) => `machine: {type: ${type}}\ncluster: {}\n---\nkind: HostnameConfig\n`;
const notKnown = (path: string) => `[CHG-007] NOT EVALUATED proof: ${path} is not known yet; ${fix}`;
const types = [
	"talos:machine/secrets:Secrets",
	"minio:index/s3Bucket:S3Bucket",
	"tls:index/privateKey:PrivateKey",
	"random:index/randomBytes:RandomBytes",
	"kubernetes:postgresql.cnpg.io/v1:Cluster",
	"kubernetes:core/v1:PersistentVolumeClaim",
];

export const protectedState: RuleCases = {
	policy: "chg-007-protected-state",
	compliant: [
		...types.map((type) => ({ says: type, resource: resource(type, {}, { protect: true }), messages: [] })),
		{ says: "a control plane's VM", resource: vm(["gxp-lab", "role-control-plane"], true), messages: [] },
		{
			says: "a control plane's configuration",
			resource: configuration(machine("controlplane"), { protect: true }),
			messages: [],
		},
	],
	violating: [
		...types.map((type) => ({ says: type, resource: resource(type, {}), messages: [fail] })),
		{ says: "a control plane's VM", resource: vm(["gxp-lab", "role-control-plane"]), messages: [fail] },
		{ says: "a VM whose tags name no role", resource: vm(["gxp-lab"]), messages: [fail] },
		...["controlplane", "init"].map((type) => ({
			says: `a configuration of machine type ${type}`,
			resource: configuration(machine(type)),
			messages: [fail],
		})),
		{
			says: "a worker's configuration that a patch makes a control plane's",
			resource: configuration(machine("worker"), { patches: ["machine: {type: controlplane}"] }),
			messages: [fail],
		},
		{ says: "a configuration that is not YAML", resource: configuration("machine: {type: worker"), messages: [fail] },
	],
	absent: [
		{ says: "a VM without tags", resource: vm(undefined), messages: [fail] },
		{ says: "a configuration without a machine type", resource: configuration("machine: {}"), messages: [fail] },
		{ says: "no configuration", resource: configuration(undefined), messages: [fail] },
	],
	nearMiss: [
		{ says: "unknown tags of a VM that is protected", resource: vm(unknown, true), messages: [] },
		{
			says: "an unknown configuration that is protected",
			resource: configuration(unknown, { protect: true }),
			messages: [],
		},
	],
	otherKind: [
		vm(["gxp-lab", "role-worker"]),
		vm(["role-storage"]),
		configuration(machine("worker")),
		configuration(machine("worker"), { patches: ["machine: {nodeAnnotations: {a: controlplane}}"] }),
		resource("talos:machine/bootstrap:Bootstrap", {}),
		resource("random:index/randomPassword:RandomPassword", {}),
		resource("minio:index/s3BucketVersioning:S3BucketVersioning", {}),
		resource("tls:index/selfSignedCert:SelfSignedCert", {}),
	],
	unknown: {
		alone: [
			{
				says: "unknown tags",
				resource: vm(unknown),
				messages: [notKnown("tags")],
			},
			{
				says: "an unknown tag",
				resource: vm(["gxp-lab", unknown]),
				messages: [notKnown("tags")],
			},
			{
				says: "an unknown configuration",
				resource: configuration(unknown),
				messages: [notKnown("machineConfigurationInput")],
			},
			{
				says: "a worker's configuration with an unknown patch",
				resource: configuration(machine("worker"), { patches: [unknown] }),
				messages: [notKnown("configPatches[0]")],
			},
		],
		besideViolation: [
			{ says: "an unknown tag beside the role", resource: vm([unknown, "role-control-plane"]), messages: [fail] },
			{
				says: "an unknown patch of a control plane's configuration",
				resource: configuration(machine("controlplane"), { patches: [unknown] }),
				messages: [fail],
			},
			{
				says: "an unknown name",
				resource: resource("minio:index/s3Bucket:S3Bucket", { bucket: unknown }),
				messages: [fail],
			},
		],
	},
	excepted: {
		resource: resource("minio:index/s3Bucket:S3Bucket", {}),
		exception: {
			control: "CHG-007",
			resource: { type: "minio:index/s3Bucket:S3Bucket", name: "proof" },
			finding: "protect",
			...dated,
		},
		waived: [
			`[CHG-007] WAIVED proof: protect is not set (excepted until 2026-12-31, rehearsal - not approved); ${fix}`,
		],
		expired: [`[CHG-007] FAIL proof: protect is not set (its exception ended on 2026-12-31); ${fix}`],
	},
};
