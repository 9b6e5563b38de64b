/**
 * What to do about operations that were under way when the engine was killed. Pulumi does not adopt such a create by
 * itself: it warns. `pulumi refresh --import-pending-creates` (measured, 3.245.0) marks the operation as an import and
 * then drops it, because the engine's refresh looks at resources alone. So a create whose id follows from its inputs
 * becomes a resource of the state, under that id and with its inputs for outputs; a refresh then reads it, and drops it
 * where nothing was made. A create that leaves nothing outside the state, or that may be done twice (a password, a wait,
 * a configuration that is applied), is cleared and made again by the next `up`. So is one of a kind that is not known
 * here, and that is said: somebody has to look whether it was made.
 */
import type { Deployment } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { SIGNATURE } from "../providers/framework/value";

const resource = z.looseObject({
	urn: z.string(),
	type: z.string(),
	inputs: z.record(z.string(), z.unknown()).default({}),
	delete: z.boolean().default(false),
	pendingReplacement: z.boolean().default(false),
});

const pendingOperation = z.object({ type: z.string(), resource });

const deployment = z.looseObject({
	resources: z.array(resource).nullish(),
	pending_operations: z.array(pendingOperation).nullish(),
});

export type PendingResource = z.output<typeof resource>;
type Inputs = PendingResource["inputs"];

const text = (value: unknown): string | undefined => {
	if (typeof value === "number") return String(value);
	return typeof value === "string" && value !== "" ? value : undefined;
};

/** The pattern with each `{}` filled in; undefined where one of them is not known. */
function filled(pattern: string, ...parts: unknown[]): string | undefined {
	const texts = parts.map(text);
	if (texts.includes(undefined)) return undefined;
	return pattern.replaceAll("{}", () => texts.shift() ?? "");
}

const kubernetesMetadata = z.looseObject({ name: z.string().optional(), namespace: z.string().optional() });

/** What is made again without harm: it lives in the state alone, or is a wait, a question or a setting. */
const repeatable: ReadonlySet<string> = new Set([
	"random:index/randomBytes:RandomBytes",
	"random:index/randomPassword:RandomPassword",
	"tls:index/certRequest:CertRequest",
	"tls:index/locallySignedCert:LocallySignedCert",
	"tls:index/privateKey:PrivateKey",
	"tls:index/selfSignedCert:SelfSignedCert",
	"talos:machine/secrets:Secrets",
	// A machine that has the configuration takes it again: the same one changes nothing (talosctl apply-config).
	"talos:machine/configurationApply:ConfigurationApply",
	"talos:cluster/kubeconfig:Kubeconfig",
	"lab:index:ApiHealthy",
	"lab:index:BucketRetention",
	"lab:index:MachineIncarnation",
	"lab:index:NodesReady",
]);

/** Type token to the id that the provider gives, as its documentation and source have it. */
const ids: Record<string, (inputs: Inputs) => string | undefined> = {
	// bpg/terraform-provider-proxmox: fwprovider/nodes/resource_download_file.go, proxmoxtf/resource/vm/vm.go
	"proxmoxve:download/file:File": ({ datastoreId, contentType, fileName }) =>
		filled("{}:{}/{}", datastoreId, contentType, fileName),
	"proxmoxve:index/vmLegacy:VmLegacy": ({ vmId }) => text(vmId),
	// siderolabs/terraform-provider-talos: pkg/talos/talos_machine_bootstrap_resource.go
	"talos:machine/bootstrap:Bootstrap": () => "machine_bootstrap",
	// aminueza/terraform-provider-minio: minio/resource_minio_*.go
	"minio:index/s3Bucket:S3Bucket": ({ bucket }) => text(bucket),
	"minio:index/s3BucketPolicy:S3BucketPolicy": ({ bucket }) => text(bucket),
	"minio:index/s3BucketVersioning:S3BucketVersioning": ({ bucket }) => text(bucket),
	"minio:index/s3BucketServerSideEncryption:S3BucketServerSideEncryption": ({ bucket }) => text(bucket),
	"minio:index/iamUser:IamUser": ({ name }) => text(name),
	"minio:index/iamPolicy:IamPolicy": ({ name }) => text(name),
	"minio:index/iamUserPolicyAttachment:IamUserPolicyAttachment": ({ userName, policyName }) =>
		filled("{}/{}", userName, policyName),
	// pulumi/pulumi-kubernetes: provider/pkg/provider/helm_release.go
	"kubernetes:helm.sh/v3:Release": ({ namespace, name }) => filled("{}/{}", namespace, name),
};

const isKubernetes = (type: string): boolean => type.startsWith("kubernetes:");

/** How a pending create of this type is put in order: read under its id, made again, or neither is known. */
export function treatmentOf(type: string): "read" | "repeat" | "unknown" {
	if (ids[type] !== undefined || isKubernetes(type)) return "read";
	return repeatable.has(type) || type.startsWith("pulumi:") ? "repeat" : "unknown";
}

/** The id under which it exists, if it does. */
export function idOf({ type, inputs }: Pick<PendingResource, "type" | "inputs">): string | undefined {
	const known = ids[type];
	if (known !== undefined) return known(inputs);
	if (!isKubernetes(type)) return undefined;
	const metadata = kubernetesMetadata.safeParse(inputs.metadata);
	if (!metadata.success || metadata.data.name === undefined) return undefined;
	const { namespace, name } = metadata.data;
	return namespace === undefined ? name : `${namespace}/${name}`;
}

export interface RecoveryPlan {
	readonly found: number;
	/** The state with what may exist as resources, and without pending operations. */
	readonly state: Deployment;
	/** URN to id of what the refresh looks for. */
	readonly adopted: ReadonlyMap<string, string>;
	/** URNs that the refresh reads. */
	readonly targets: readonly string[];
	readonly notes: readonly string[];
}

/**
 * Things that a read does not tell apart from success. Asked before a create is adopted: the answer says why it is not.
 * Asked of what was changed, too: the answer says what had to be put right before it can be read.
 */
export type Doubt = (resource: PendingResource, operation: string) => Promise<string | undefined>;

/** What is said of a create that is not looked for. */
function cleared(type: string): string {
	if (treatmentOf(type) === "repeat") return "it may be made again without harm, the next up makes it";
	return "it has no id here; the next up makes it, and `pulumi import` is for you where it then is there already";
}

/** Reads an exported state and says what becomes of its pending operations. */
export async function planRecovery(exported: Deployment, doubt: Doubt): Promise<RecoveryPlan> {
	const state = deployment.parse(exported.deployment);
	const operations = state.pending_operations ?? [];
	let resources = state.resources ?? [];
	const adopted = new Map<string, string>();
	const targets: string[] = [];
	const notes: string[] = [];
	for (const { type, resource: pending } of operations) {
		const { urn } = pending;
		const standing = resources.find((one) => one.urn === urn && !one.delete);
		if (type !== "creating") {
			const reason = await doubt(pending, type);
			notes.push(`${urn}: was ${type}; ${reason === undefined ? "" : `${reason}, `}what is there now is read`);
			if (standing !== undefined) targets.push(urn);
			continue;
		}
		if (standing?.pendingReplacement === false) {
			// Made by a later up, or what a replacement was to take the place of: either way a URN has one resource.
			notes.push(`${urn}: was being created; the state has one already, the next up compares it`);
			continue;
		}
		const id = idOf(pending);
		if (id === undefined) {
			notes.push(`${urn}: was being created; ${cleared(pending.type)}`);
			continue;
		}
		const reason = await doubt(pending, type);
		if (reason !== undefined) {
			notes.push(`${urn}: was being created; ${reason}, the next up makes it`);
			continue;
		}
		const adoption = { ...pending, id, outputs: pending.inputs };
		resources =
			standing === undefined ? [...resources, adoption] : resources.map((one) => (one === standing ? adoption : one));
		adopted.set(urn, id);
		targets.push(urn);
	}
	const recovered = { ...state, resources, pending_operations: [] };
	return { found: operations.length, state: { ...exported, deployment: recovered }, adopted, targets, notes };
}

/** A secret has the engine's mark in a state, too; with `--show-secrets` its JSON text is beside it. */
function revealed(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(revealed);
	if (typeof value !== "object" || value === null) return value;
	if (SIGNATURE in value && "plaintext" in value) return revealed(JSON.parse(String(value.plaintext)));
	return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, revealed(one)]));
}

/** The inputs of a pending operation in a state that was exported with `--show-secrets`. */
export function pendingInputs(exported: string, urn: string): Inputs {
	const state = z.object({ deployment }).parse(JSON.parse(exported)).deployment;
	const found = state.pending_operations?.find((one) => one.resource.urn === urn);
	return z.record(z.string(), z.unknown()).parse(revealed(found?.resource.inputs ?? {}));
}

/** What the refresh found of what was looked for. */
export function recovered(adopted: ReadonlyMap<string, string>, after: Deployment): string[] {
	const there = new Set(deployment.parse(after.deployment).resources?.map(({ urn }) => urn));
	return [...adopted].map(([urn, id]) =>
		there.has(urn)
			? `${urn}: was being created; imported as ${id}`
			: `${urn}: was being created; there is no ${id}, the next up makes it`,
	);
}
