import * as proxmox from "@pulumi/proxmoxve";
import * as pulumi from "@pulumi/pulumi";

export interface BootImageArgs {
	/** The Proxmox host that downloads it; each host has its own copy. */
	host: string;
	/** A storage of that host with the content type import. */
	datastore: string;
	/** The schematic id and the Talos release, which make the file's name: another image is another file. */
	schematic: string;
	version: string;
	/** An uncompressed qcow2: Proxmox VE decompresses only content type iso, and attaches that over SSH. */
	url: string;
	/** Hex, of the file at `url`. */
	sha256: string;
	/** The proxmoxve provider. */
	provider: pulumi.ProviderResource;
}

/**
 * The disk image that the VMs of one Proxmox host start from, downloaded by the host itself and checked there.
 *
 * The API token needs Datastore.AllocateTemplate on the storage, and either Sys.Audit and Sys.Modify on / or
 * Sys.AccessNetwork on the node (Proxmox VE API viewer, download-url).
 */
export class BootImage extends pulumi.ComponentResource {
	/** `<storage>:import/<file>`: what a disk's importFrom takes. */
	readonly fileId: pulumi.Output<string>;

	constructor(name: string, args: BootImageArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:machines:BootImage", name, {}, opts);
		const file = new proxmox.download.File(
			`${name}-file`,
			{
				nodeName: args.host,
				datastoreId: args.datastore,
				contentType: "import",
				fileName: `talos-${args.version}-${args.schematic.slice(0, 12)}-nocloud-amd64.qcow2`,
				url: args.url,
				checksum: args.sha256,
				checksumAlgorithm: "sha256",
				// What was verified stays: the factory's answer of another size must not replace it.
				overwrite: false,
				overwriteUnmanaged: false,
				verify: true,
			},
			{ parent: this, provider: args.provider },
		);
		this.fileId = file.id;
		this.registerOutputs({ fileId: this.fileId });
	}
}
