import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, ResourceRule, Surroundings } from "../../rule";
import { isPulumiUnknown } from "../../unknown";

const control = controlById("INT-006");

/** What a Proxmox host downloads. */
export const downloads: ReadonlySet<string> = new Set([
	"proxmoxve:download/file:File",
	"proxmoxve:download/fileLegacy:FileLegacy",
]);
/** Hexadecimal digits of a checksum; those of MD5 and SHA-1 can be forged. */
const digits: Readonly<Record<string, number>> = { sha224: 56, sha256: 64, sha384: 96, sha512: 128 };

/**
 * INT-006 over what a Proxmox host downloads to boot machines from: a checksum that the host compares, and the image factory's
 * address with a schematic and an exact release (`/image/<schematic>/<version>/<file>`). Both are an entry of images.lock.yaml, which
 * has the sha256 of the file: a checksum that the program was given from elsewhere pins another image. A container template boots no
 * node.
 */
export const bootImages: ResourceRule = {
	id: control.id,
	slug: "boot-images",
	says: "A boot image is pinned by its schematic, its release and the checksum that images.lock.yaml has of it.",
	fix: control.fix,
	judge,
};

function judge({ type, properties }: Resource, { handed }: Surroundings): Judgement[] | undefined {
	if (!downloads.has(type) || properties.contentType === "vztmpl") return undefined;
	const url = judgeUrl(properties.url);
	const checksum = judgeChecksum(properties);
	return [
		...checksum,
		...url,
		...(url.length + checksum.length === 0 ? judgeEntry(properties, handed?.bootImages ?? new Map()) : []),
		...judgeFlag("verify", properties.verify, false, "is false: whoever answers for the address gives the image"),
	];
}

function judgeChecksum({ checksum, checksumAlgorithm: algorithm }: Resource["properties"]): Judgement[] {
	const found: Judgement[] = [];
	const length = typeof algorithm === "string" && Object.hasOwn(digits, algorithm) ? digits[algorithm] : undefined;
	if (isPulumiUnknown(algorithm)) found.push(undecided("checksumAlgorithm"));
	else if (length === undefined) found.push(violated("checksumAlgorithm", "is not of the SHA-2 family"));
	if (isPulumiUnknown(checksum)) found.push(undecided("checksum"));
	else if (
		typeof checksum !== "string" ||
		!/^[0-9a-f]{56,128}$/i.test(checksum) ||
		(length ?? checksum.length) !== checksum.length
	)
		found.push(violated("checksum", "is no checksum of the image"));
	return found;
}

const pinned = /^https:\/\/[^/?#@\\]+\/(?:[^?#\\]+\/)?([0-9a-f]{64}\/v\d+\.\d+\.\d+)\/[^/?#\\]+$/;

/** What is known and well-formed is what the lock has. */
function judgeEntry(
	{ url, checksum, checksumAlgorithm }: Resource["properties"],
	bootImages: ReadonlyMap<string, string | undefined>,
): Judgement[] {
	const [, key = ""] = pinned.exec(String(url)) ?? [];
	if (!bootImages.has(key)) return [violated("url", "is of an image without an entry in images.lock.yaml")];
	const sha256 = bootImages.get(key);
	if (sha256 === undefined)
		return [
			violated("checksum", "is of an image whose checksum nobody looked up: it is unresolved in images.lock.yaml"),
		];
	return checksumAlgorithm === "sha256" && String(checksum).toLowerCase() === sha256
		? []
		: [violated("checksum", "is not the one that images.lock.yaml has of the image")];
}

function judgeUrl(url: unknown): Judgement[] {
	if (isPulumiUnknown(url)) return [undecided("url")];
	return typeof url === "string" && pinned.test(url)
		? []
		: [violated("url", "does not name a schematic and a release (https, /<64 hexadecimal digits>/v<x.y.z>/<file>)")];
}

function judgeFlag(path: string, value: unknown, refused: boolean, what: string): Judgement[] {
	if (isPulumiUnknown(value)) return [undecided(path)];
	return value === refused ? [violated(path, what)] : [];
}
