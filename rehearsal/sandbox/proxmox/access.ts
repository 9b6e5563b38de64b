import { permissionFailure } from "./failure";

/** Privileges on a path and all below it, as `pveum acl modify <path> --tokens … --roles …` gives them. */
export interface Grant {
	readonly path: string;
	/** Privileges by name, or `*` for all of them (the role Administrator). */
	readonly privileges: readonly string[];
}

/** An API token with the permissions that are its own (privilege separation on, PVE's default). */
export interface ApiToken {
	/** `user@realm!name` */
	readonly id: string;
	readonly secret: string;
	readonly grants: readonly Grant[];
}

/**
 * The grants with which a token can do all that the program does to Proxmox, and no more: the rehearsal's token has
 * exactly these, so that the privileges which the README names are known to be enough.
 */
export function provisionerGrants(storage: {
	readonly images: string;
	readonly disks: string;
	readonly bridge: string;
}): Grant[] {
	return [
		// A start order (`startup`) is a change of the host's behaviour (check_vm_modify_config_perm).
		{ path: "/", privileges: ["Sys.Modify"] },
		{ path: "/nodes", privileges: ["Sys.AccessNetwork", "Sys.Audit"] },
		{
			path: "/vms",
			privileges: [
				"VM.Allocate",
				"VM.Audit",
				"VM.PowerMgmt",
				"VM.GuestAgent.Audit",
				"VM.Config.CDROM",
				"VM.Config.Cloudinit",
				"VM.Config.CPU",
				"VM.Config.Disk",
				"VM.Config.HWType",
				"VM.Config.Memory",
				"VM.Config.Network",
				"VM.Config.Options",
			],
		},
		// Deleting a downloaded image asks for Datastore.Allocate (PVE/API2/Storage/Content.pm), reading it for Audit.
		...[...new Set([storage.images, storage.disks])].map((id) => ({
			path: `/storage/${id}`,
			privileges: [
				"Datastore.Audit",
				...(id === storage.images ? ["Datastore.AllocateTemplate", "Datastore.Allocate"] : []),
				...(id === storage.disks ? ["Datastore.AllocateSpace"] : []),
			],
		})),
		{ path: `/sdn/zones/localnetwork/${storage.bridge}`, privileges: ["SDN.Use"] },
	];
}

/** Who is asking, and what it may do (check and check_any of PVE/RPCEnvironment.pm, proxmox/pve-access-control). */
export class Access {
	constructor(readonly token: ApiToken) {}

	get user(): string {
		return this.token.id;
	}

	/** The privileges at a path: those of the deepest path with a grant replace what is above. */
	privileges(path: string): ReadonlySet<string> {
		const covering = this.token.grants.filter(
			(grant) => grant.path === "/" || path === grant.path || path.startsWith(`${grant.path}/`),
		);
		const deepest = Math.max(...covering.map((grant) => grant.path.length));
		return new Set(covering.filter((grant) => grant.path.length === deepest).flatMap((grant) => grant.privileges));
	}

	has(path: string, ...privileges: string[]): boolean {
		const held = this.privileges(path);
		return held.has("*") || privileges.every((privilege) => held.has(privilege));
	}

	/** All of the privileges; the refusal names the path and the first that is missing. */
	check(path: string, ...privileges: string[]): void {
		const held = this.privileges(path);
		const missing = held.has("*") ? undefined : privileges.find((privilege) => !held.has(privilege));
		if (missing !== undefined) throw permissionFailure(`${path}, ${missing}`);
	}

	/** One of the privileges; the refusal names all of them. */
	checkAny(path: string, ...privileges: string[]): void {
		if (!privileges.some((privilege) => this.has(path, privilege)))
			throw permissionFailure(`${path}, ${privileges.join("|")}`);
	}

	/** `/access/permissions`: the paths that matter to this token. */
	permissions(): Record<string, Record<string, 1>> {
		return Object.fromEntries(
			this.token.grants.map((grant) => [
				grant.path,
				Object.fromEntries([...this.privileges(grant.path)].sort().map((privilege) => [privilege, 1 as const])),
			]),
		);
	}
}
