import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";

const control = controlById("INT-006");

const downloads: ReadonlySet<string> = new Set([
	"proxmoxve:download/file:File",
	"proxmoxve:download/fileLegacy:FileLegacy",
]);
/** Hexadecimal digits of a checksum; those of MD5 and SHA-1 can be forged. */
const digits: Readonly<Record<string, number>> = { sha224: 56, sha256: 64, sha384: 96, sha512: 128 };

/**
 * INT-006 over what a Proxmox host downloads to boot machines from: a checksum that the host compares, and the image factory's
 * address with a schematic and an exact release (`/image/<schematic>/<version>/<file>`). A container template boots no node.
 */
export const bootImages: ResourceRule = {
	id: control.id,
	slug: "boot-images",
	says: "A boot image is pinned by its schematic, its release and its checksum.",
	fix: control.fix,
	judge,
};

function judge({ type, properties }: Resource): Judgement[] | undefined {
	if (!downloads.has(type) || properties.contentType === "vztmpl") return undefined;
	return [
		...judgeChecksum(properties),
		...judgeUrl(properties.url),
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

function judgeUrl(url: unknown): Judgement[] {
	if (isPulumiUnknown(url)) return [undecided("url")];
	const pinned = /^https:\/\/[^/?#@\\]+\/(?:[^?#\\]+\/)?[0-9a-f]{64}\/v\d+\.\d+\.\d+\/[^/?#\\]+$/;
	return typeof url === "string" && pinned.test(url)
		? []
		: [violated("url", "does not name a schematic and a release (https, /<64 hexadecimal digits>/v<x.y.z>/<file>)")];
}

function judgeFlag(path: string, value: unknown, refused: boolean, what: string): Judgement[] {
	if (isPulumiUnknown(value)) return [undecided(path)];
	return value === refused ? [violated(path, what)] : [];
}
