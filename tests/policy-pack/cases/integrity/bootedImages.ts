import { bootedImages as rule } from "../../../../policy-pack/rules/integrity/bootedImages";
import { type Case, resource, type StackCase, type StackRuleCases, unknown } from "../case";
import { wordingOf } from "../wording";

const { fail, notKnown, exceptedStack } = wordingOf(rule);
type Tree = Record<string, unknown>;
const fileName = "talos-v1.14.2-0123456789ab-nocloud-amd64.qcow2";
const file = (change: Tree = {}) =>
	resource(
		"proxmoxve:download/file:File",
		{ nodeName: "pve1", datastoreId: "local", contentType: "import", fileName, url: "https://f.example/a", ...change },
		{},
		"image",
	);
const image = `local:import/${fileName}`;
const machine = (change: Tree = {}, type = "proxmoxve:index/vmLegacy:VmLegacy") =>
	resource(type, { bootOrders: ["scsi0"], disks: [{ interface: "scsi0", importFrom: image }], ...change });
const none = (path: string): string => `${path} is no image that the stack downloads with a checksum`;
const copied = "is a copy of a machine, whose image nothing pins";
const violating = (says: string, one: Case["resource"], found: string): StackCase => ({
	says,
	resources: [file(), one],
	messages: [fail(found)],
});
const disk = (disk: Tree) => machine({ disks: [disk] });

export const bootedImagesCases: StackRuleCases = {
	policy: "int-006-booted-images",
	compliant: [
		{ says: "a disk of the image", resources: [file(), machine()], messages: [] },
		{
			says: "a disk of it in the newer type",
			resources: [file(), machine({ disks: { scsi0: { importFrom: image } } }, "proxmoxve:index/vm:Vm")],
			messages: [],
		},
	],
	violating: [
		violating(
			"a file that lies there already",
			disk({ importFrom: "local:import/other.qcow2" }),
			none("disks[0].importFrom"),
		),
		violating("the same name in another store", disk({ fileId: `nfs:import/${fileName}` }), none("disks[0].fileId")),
		violating(
			"another disk beside it",
			machine({ disks: [{ importFrom: image }, { fileId: "local:iso/x.img" }] }),
			none("disks[1].fileId"),
		),
		violating("an image in the drive", machine({ cdrom: { fileId: "local:iso/other.iso" } }), none("cdrom.fileId")),
		violating("the host's own drive", machine({ cdrom: { fileId: "cdrom" } }), none("cdrom.fileId")),
		violating("a copy of a machine", machine({ clone: { vmId: 9000 } }), `clone ${copied}`),
		violating("a copy by its type", machine({}, "proxmoxve:cloned/vm:Vm"), `type ${copied}`),
		violating(
			"the network before the disk",
			machine({ bootOrders: ["net0", "scsi0"] }),
			"bootOrders[0] boots what the network gives",
		),
	],
	absent: [
		{ says: "no download", resources: [machine()], messages: [fail(none("disks[0].importFrom"))] },
		{ says: "a machine without disks", resources: [machine({ disks: undefined })], messages: [] },
	],
	nearMiss: [
		{
			says: "an empty disk, and an empty drive",
			resources: [file(), machine({ disks: [{ importFrom: image }, { size: 200 }], cdrom: { fileId: "none" } })],
			messages: [],
		},
		{
			says: "a name that the address gives",
			resources: [file({ fileName: undefined, url: `https://f.example/${fileName}` }), machine()],
			messages: [],
		},
	],
	otherKind: [{ says: "no machine", resources: [file()], messages: [] }],
	unknown: {
		alone: [
			{
				says: "an image that is not known",
				resources: [file(), disk({ importFrom: unknown })],
				messages: [notKnown("disks[0].importFrom")],
			},
			{
				says: "a download whose place is not known",
				resources: [file({ datastoreId: unknown }), machine()],
				messages: [notKnown("disks[0].importFrom")],
			},
			{
				says: "disks that are not known",
				resources: [file(), machine({ disks: unknown })],
				messages: [notKnown("disks")],
			},
		],
		besideViolation: [
			{
				says: "an image that is not known beside one in the drive",
				resources: [file(), machine({ disks: [{ importFrom: unknown }], cdrom: { fileId: "local:iso/x.iso" } })],
				messages: [notKnown("disks[0].importFrom"), fail(none("cdrom.fileId"))],
			},
		],
	},
	excepted: exceptedStack([file(), machine({ clone: {} })], "clone", `clone ${copied}`, machine()),
};
