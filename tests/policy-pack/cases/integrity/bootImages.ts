import { bootImages } from "../../../../policy-pack/rules/integrity/bootImages";
import { type Case, type RuleCases, resource, unknown } from "../case";
import { wordingOf } from "../wording";

const { fail, notKnown, excepted } = wordingOf(bootImages);
const type = "proxmoxve:download/file:File";
/** What the lock has beside the cases: charts.lock.yaml of this folder. */
const schematic = "0123456789abcdef".repeat(4);
const url = `https://factory.talos.dev/image/${schematic}/v1.14.2/nocloud-amd64.qcow2`;
const file = (change: Record<string, unknown>, of = type) =>
	resource(of, {
		contentType: "import",
		url,
		checksum: "a".repeat(64),
		checksumAlgorithm: "sha256",
		verify: true,
		...change,
	});

const noChecksum = "checksum is no checksum of the image";
const family = "checksumAlgorithm is not of the SHA-2 family";
const notPinned = "url does not name a schematic and a release (https, /<64 hexadecimal digits>/v<x.y.z>/<file>)";

const noEntry = "url is of an image without an entry in images.lock.yaml";
const another = "checksum is not the one that images.lock.yaml has of the image";

const urls: [string, string][] = [
	["a schematic of 63 digits", url.replace(schematic, schematic.slice(1))],
	["no release", url.replace("v1.14.2", "latest")],
	["a part of a release", url.replace("v1.14.2", "v1.14")],
	["plain HTTP", url.replace("https", "http")],
	["the schematic in the query", `https://mirror.example/x.qcow2?image/${schematic}/v1.14.2/x`],
	["a user before the host", url.replace("//", "//factory@")],
];

export const bootImagesCases: RuleCases = {
	policy: "int-006-boot-images",
	compliant: [
		{ says: "a checked image of a schematic", resource: file({}), messages: [] },
		{
			says: "the same by the older resource",
			resource: file({}, "proxmoxve:download/fileLegacy:FileLegacy"),
			messages: [],
		},
	],
	violating: [
		...urls.map(([says, one]): Case => ({ says, resource: file({ url: one }), messages: [fail(notPinned)] })),
		{ says: "a checksum of 63 digits", resource: file({ checksum: "a".repeat(63) }), messages: [fail(noChecksum)] },
		{
			says: "a checksum of another algorithm",
			resource: file({ checksum: "a".repeat(64), checksumAlgorithm: "sha512" }),
			messages: [fail(noChecksum)],
		},
		{
			says: "unresolved in the place of a checksum",
			resource: file({ checksum: "unresolved" }),
			messages: [fail(noChecksum)],
		},
		{
			says: "a well-formed checksum that the lock does not have",
			resource: file({ checksum: "b".repeat(64) }),
			messages: [fail(another)],
		},
		{
			says: "SHA-512, which the lock does not have",
			resource: file({ checksum: "b".repeat(128), checksumAlgorithm: "sha512" }),
			messages: [fail(another)],
		},
		{
			says: "a schematic that is in no lock",
			resource: file({ url: url.replace(schematic, "2".repeat(64)) }),
			messages: [fail(noEntry)],
		},
		{
			says: "another release of a schematic that is in the lock",
			resource: file({ url: url.replace("v1.14.2", "v1.14.1") }),
			messages: [fail(noEntry)],
		},
		{
			says: "an image whose checksum nobody looked up",
			resource: file({ url: url.replace(schematic, "1".repeat(64)) }),
			messages: [fail("checksum is of an image whose checksum nobody looked up: it is unresolved in images.lock.yaml")],
		},
		{
			says: "MD5",
			resource: file({ checksum: "a".repeat(32), checksumAlgorithm: "md5" }),
			messages: [fail(family), fail(noChecksum)],
		},
		{
			says: "a certificate that nobody checks",
			resource: file({ verify: false }),
			messages: [fail("verify is false: whoever answers for the address gives the image")],
		},
	],
	absent: [
		{ says: "no checksum", resource: file({ checksum: undefined }), messages: [fail(noChecksum)] },
		{
			says: "no checksum and no algorithm",
			resource: file({ checksum: undefined, checksumAlgorithm: undefined }),
			messages: [fail(family), fail(noChecksum)],
		},
		{ says: "no address", resource: file({ url: undefined }), messages: [fail(notPinned)] },
	],
	nearMiss: [
		{
			says: "a mirror of the factory",
			resource: file({ url: `https://mirror.lab.gxp.example/talos/${schematic}/v1.14.2/a.qcow2` }),
			messages: [],
		},
		{ says: "upper case digits", resource: file({ checksum: "A".repeat(64) }), messages: [] },
	],
	otherKind: [
		file({ contentType: "vztmpl", checksum: undefined }),
		resource("proxmoxve:index/vmLegacy:VmLegacy", { checksum: "" }),
	],
	unknown: {
		alone: [
			{ says: "an unknown checksum", resource: file({ checksum: unknown }), messages: [notKnown("checksum")] },
			{ says: "an unknown address", resource: file({ url: unknown }), messages: [notKnown("url")] },
		],
		besideViolation: [
			{
				says: "an unknown address beside no checksum",
				resource: file({ url: unknown, checksum: "" }),
				messages: [fail(noChecksum), notKnown("url")],
			},
		],
	},
	excepted: excepted(file({ checksum: "" }), "checksum", noChecksum),
};
