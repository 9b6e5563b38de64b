import { controlById } from "../../../controls/catalogue";
import type { Judgement } from "../../../controls/judgement";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { jsonPatchesOn, readMachineConfiguration } from "../machineConfiguration";

/** Whether a resource of the type holds state; the property that decides it where that is not known yet. */
type Bears = (resource: Resource) => boolean | { unknown: string };

const always: Bears = () => true;

/**
 * What holds state or keys, by type token. A password is not among them: it is made to be replaced, and SEC-006 asks for
 * what replaces it. Random bytes are: they become encryption keys (MinIO's), and what they encrypted is lost with them; so do
 * private keys, which issue the lab's certificates and open its sealed secrets.
 */
const stateful: Readonly<Record<string, Bears>> = {
	"talos:machine/secrets:Secrets": always,
	"minio:index/s3Bucket:S3Bucket": always,
	"tls:index/privateKey:PrivateKey": always,
	"random:index/randomBytes:RandomBytes": always,
	"kubernetes:postgresql.cnpg.io/v1:Cluster": always,
	"kubernetes:core/v1:PersistentVolumeClaim": always,
	"talos:machine/configurationApply:ConfigurationApply": configuresControlPlane,
	"proxmoxve:index/vmLegacy:VmLegacy": isControlPlane,
	"proxmoxve:index/vm:Vm": isControlPlane,
	"proxmoxve:index/vm2Legacy:Vm2Legacy": isControlPlane,
	"proxmoxve:cloned/vm:Vm": isControlPlane,
	"proxmoxve:cloned/vmLegacy:VmLegacy": isControlPlane,
};

/** The machine's role is its tag `role-…`; a machine without one may be a control plane, and is held to be one. */
function isControlPlane({ properties: { tags } }: Resource): ReturnType<Bears> {
	const unknown = { unknown: "tags" };
	if (isPulumiUnknown(tags)) return unknown;
	if (!Array.isArray(tags)) return true;
	const roles = tags.filter((tag): tag is string => typeof tag === "string" && tag.startsWith("role-"));
	if (roles.length > 0) return roles.includes("role-control-plane");
	return tags.some(isPulumiUnknown) ? unknown : true;
}

/**
 * Destroying a control plane's configuration resets the machine and wipes its etcd (decision 0009). A patch may still make a
 * control plane of a worker; a configuration that cannot be read is held to be a control plane's.
 */
function configuresControlPlane({ properties }: Resource): ReturnType<Bears> {
	const configuration = readMachineConfiguration(properties);
	const { machineType, faults, unknown } = configuration;
	if (machineType === "controlplane" || faults.length > 0) return true;
	if (jsonPatchesOn(configuration, "/machine/type").length > 0) return true;
	const [path] = unknown;
	return path === undefined ? machineType !== "worker" : { unknown: path };
}

function judge(resource: Resource): Judgement[] | undefined {
	const bears = stateful[resource.type];
	if (bears === undefined) return undefined;
	const bearing = bears(resource);
	if (bearing === false) return undefined;
	if (resource.options.protect) return [];
	if (bearing !== true) {
		const path = bearing.unknown;
		return [{ outcome: "undecided", path, finding: `${path} is not known yet` }];
	}
	return [{ outcome: "violated", path: "protect", finding: "protect is not set" }];
}

const control = controlById("CHG-007");

export const protectedState: ResourceRule = {
	id: control.id,
	slug: "protected-state",
	says: control.says,
	fix: control.fix,
	programOnly: true,
	judge,
};
