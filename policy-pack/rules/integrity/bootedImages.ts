import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at } from "../installed";
import { machineTypes } from "../security/guardedMachines";
import { downloads } from "./bootImages";

const control = controlById("INT-006");

/**
 * INT-006 over the machines of a stack: what a machine boots from is a file that the stack downloads, which has its checksum. A
 * file's id is `<datastore>:<content>/<name>` (bpg/proxmox, proxmox_virtual_environment_download_file). A copy of another machine
 * and an image of the network have none.
 */
export const bootedImages: StackRule = {
	id: control.id,
	slug: "booted-images",
	says: "A machine boots from an image that the stack downloads with its checksum, and from nothing else.",
	fix: control.fix,
	overObjects: false,
	judge,
};

function judge(resources: readonly Resource[]): StackJudgement[] | undefined {
	const machines = resources.filter(({ type }) => machineTypes.includes(type));
	if (machines.length === 0) return undefined;
	const ids = resources.filter(({ type }) => downloads.has(type)).map(fileId);
	return machines.flatMap((resource) => judgeMachine(resource, ids).map((one) => ({ ...one, resource })));
}

/** Undefined: not known yet. */
function fileId({ properties }: Resource): string | undefined {
	const { datastoreId, contentType, fileName, url } = properties;
	const name = fileName ?? (isPulumiUnknown(url) ? url : String(url).split("/").at(-1));
	const parts = [datastoreId, contentType, name];
	return parts.some(isPulumiUnknown) ? undefined : `${datastoreId}:${contentType}/${name}`;
}

function judgeMachine({ type, properties }: Resource, ids: readonly (string | undefined)[]): Judgement[] {
	const copied = "is a copy of a machine, whose image nothing pins";
	return [
		...(type.startsWith("proxmoxve:cloned/") ? [violated("type", copied)] : []),
		...(properties.clone === undefined || properties.clone === null ? [] : [violated("clone", copied)]),
		...judgeOrder(properties.bootOrders),
		...imagesOf(properties).flatMap(({ path, image }): Judgement[] => {
			if (isPulumiUnknown(image)) return [undecided(path)];
			if (typeof image === "string" && ids.includes(image)) return [];
			return ids.includes(undefined)
				? [undecided(path)]
				: [violated(path, "is no image that the stack downloads with a checksum")];
		}),
	];
}

function judgeOrder(orders: unknown): Judgement[] {
	if (isPulumiUnknown(orders)) return [undecided("bootOrders")];
	return (Array.isArray(orders) ? orders : []).flatMap((one: unknown, i) => {
		if (isPulumiUnknown(one)) return [undecided(`bootOrders[${i}]`)];
		return /^net\d/.test(String(one)) ? [violated(`bootOrders[${i}]`, "boots what the network gives")] : [];
	});
}

/** What disks are made of, and what lies in the drive; a disk that is made of nothing is empty. */
function imagesOf({ disks, cdrom }: Resource["properties"]): { path: string; image: unknown }[] {
	if (isPulumiUnknown(disks)) return [{ path: "disks", image: disks }];
	const list = typeof disks === "object" && disks !== null ? Object.entries(disks) : [];
	const ofDisks = list.flatMap(([key, disk]) => {
		const path = Array.isArray(disks) ? `disks[${key}]` : `disks.${key}`;
		if (isPulumiUnknown(disk)) return [{ path, image: disk as unknown }];
		return ["importFrom", "fileId"].map((member) => ({ path: `${path}.${member}`, image: at(disk, member) }));
	});
	const drive = isPulumiUnknown(cdrom)
		? { path: "cdrom", image: cdrom }
		: { path: "cdrom.fileId", image: at(cdrom, "fileId") };
	return [...ofDisks, drive].filter(({ image }) => image !== undefined && image !== "" && image !== "none");
}
