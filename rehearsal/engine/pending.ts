/**
 * What to do about operations that were under way when the engine was killed. Pulumi does not adopt such a create by
 * itself: it warns. A create whose id follows from its inputs is imported under that id (the refresh reads it, and drops
 * it where nothing was made); a create that leaves nothing outside the state (a password, a key, a wait) is cleared and
 * made again by the next `up`. Import ids are those of the official providers' documentation.
 */
import type { Deployment } from "@pulumi/pulumi/automation";
import { z } from "zod";

const pendingOperation = z.object({
	type: z.string(),
	resource: z.looseObject({
		urn: z.string(),
		type: z.string(),
		inputs: z.record(z.string(), z.unknown()).default({}),
	}),
});

const deployment = z.looseObject({ pending_operations: z.array(pendingOperation).nullish() });

type Inputs = z.output<typeof pendingOperation>["resource"]["inputs"];

const text = (value: unknown): string | undefined => {
	if (typeof value === "number") return String(value);
	return typeof value === "string" && value !== "" ? value : undefined;
};

function joined(separator: string, ...parts: unknown[]): string | undefined {
	const texts = parts.map(text);
	return texts.includes(undefined) ? undefined : texts.join(separator);
}

const kubernetesMetadata = z.looseObject({ name: z.string().optional(), namespace: z.string().optional() });

/** Type token to the id under which the thing exists, if it does. */
const importIds: Record<string, (inputs: Inputs) => string | undefined> = {
	"proxmoxve:index/vmLegacy:VmLegacy": ({ nodeName, vmId }) => joined("/", nodeName, vmId),
	"talos:machine/bootstrap:Bootstrap": () => "machine_bootstrap",
	"minio:index/s3Bucket:S3Bucket": ({ bucket }) => text(bucket),
	"minio:index/s3BucketVersioning:S3BucketVersioning": ({ bucket }) => text(bucket),
	"minio:index/s3BucketServerSideEncryption:S3BucketServerSideEncryption": ({ bucket }) => text(bucket),
	"minio:index/iamUser:IamUser": ({ name }) => text(name),
	"minio:index/iamPolicy:IamPolicy": ({ name }) => text(name),
	"minio:index/iamUserPolicyAttachment:IamUserPolicyAttachment": ({ userName, policyName }) =>
		joined("/", userName, policyName),
	"kubernetes:helm.sh/v3:Release": ({ namespace, name }) => joined("/", namespace, name),
};

function importId(type: string, inputs: Inputs): string | undefined {
	const known = importIds[type];
	if (known !== undefined) return known(inputs);
	if (!type.startsWith("kubernetes:")) return undefined;
	const metadata = kubernetesMetadata.safeParse(inputs.metadata);
	if (!metadata.success || metadata.data.name === undefined) return undefined;
	const { namespace, name } = metadata.data;
	return namespace === undefined ? name : `${namespace}/${name}`;
}

export interface PendingPlan {
	readonly found: number;
	readonly imports: { readonly urn: string; readonly id: string }[];
	/** True where creates remain that have nothing to import. */
	readonly clear: boolean;
	readonly notes: string[];
}

/** Reads an exported state and says which pending creates to import under which id. */
export function pendingImports(exported: Deployment): PendingPlan {
	const operations = deployment.parse(exported.deployment).pending_operations ?? [];
	const imports: { urn: string; id: string }[] = [];
	const notes: string[] = [];
	let clear = false;
	for (const { type, resource } of operations) {
		if (type !== "creating") {
			notes.push(`${resource.urn}: was ${type}; the refresh reads what is there now`);
			continue;
		}
		const id = importId(resource.type, resource.inputs);
		if (id === undefined) {
			clear = true;
			notes.push(`${resource.urn}: was being created; nothing outside the state to import, the next up makes it`);
		} else {
			imports.push({ urn: resource.urn, id });
			notes.push(`${resource.urn}: was being created; importing ${id}`);
		}
	}
	return { found: operations.length, imports, clear, notes };
}
