/** Searches a rehearsal's folder for secret values, in the forms in which programs write them. */
import { closeSync, lstatSync, openSync, readdirSync, readSync } from "node:fs";
import path from "node:path";

export interface Secret {
	/** By which a finding may call it: the value is never told. */
	readonly name: string;
	readonly value: string;
}

/**
 * Who must have a secret in plain text, as paths below the rehearsal's folder. Everything else is searched: state, the
 * engine's events, all logs (the API server's audit log too), the stack file, options, overlays and temporary files.
 */
export const consumers: readonly { readonly path: RegExp; readonly because: string }[] = [
	{ path: /^passphrase$/, because: "what the state is encrypted with" },
	{ path: /^kubeconfig$/, because: "what `lab shell` gives the administrator" },
	{ path: /^data\/machines\/kwok\/kubeconfig$/, because: "kwok stands for the kubelets, and has their rights" },
	{ path: /^data\/machines\/[^/]+\/state\//, because: "a machine's disk: Talos keeps its configuration there" },
	{ path: /^data\/machines\/[^/]+\/ephemeral\/system\//, because: "a machine's memory: what static pods mount" },
	{ path: /^data\/machines\/[^/]+\/ephemeral\/etc\//, because: "a machine's disk: etcd's and the kubelet's keys" },
	{
		path: /^data\/machines\/[^/]+\/ephemeral\/var\/lib\//,
		because: "a machine's disk: etcd's data, the kubelet's keys",
	},
	{ path: /^pods\/[^/]+\/files\//, because: "what a kubelet would mount into the pod" },
	{ path: /^pods\/minio\/data\//, because: "MinIO's own disk, with its users" },
];

/** Bytes of a file that are searched at a time: the logs of a lab that is kept have no limit. */
const CHUNK = 4 * 1024 * 1024;

/** A PEM as it was before somebody encoded the whole of it: kubeconfigs and Talos' bundles hold base64 of PEM. */
function unwrapped(value: string): string {
	const decoded = Buffer.from(value, "base64").toString("latin1");
	return decoded.startsWith("-----BEGIN ") ? decoded : value;
}

/**
 * What to look for: the value, and of a PEM one inner line, because YAML indents and JSON escapes the line breaks. Of a
 * long one (RSA) the last full line, of a short one the first: the others may hold the public half, which certificates have.
 */
export function needle(value: string): string {
	const text = unwrapped(value).trim();
	if (!text.startsWith("-----BEGIN ")) return text;
	const lines = text
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line.length >= 40 && !line.startsWith("-----"));
	return (lines.length > 6 ? lines.at(-1) : lines[0]) ?? text;
}

/** Base64 of the text wherever it stands in what was encoded: the characters that no neighbouring byte has a part in. */
export function alignedBase64(text: string): string[] {
	return [0, 1, 2].map((before) => {
		const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
		return bytes.toString("base64").slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
	});
}

/** A secret as it may appear: itself, inside a JSON string, base64 in either alphabet, hex, URL-encoded. */
export function forms(value: string): string[] {
	const text = needle(value);
	const base64 = alignedBase64(text);
	return [
		...new Set([
			text,
			JSON.stringify(text).slice(1, -1),
			...base64,
			...base64.map((one) => one.replaceAll("+", "-").replaceAll("/", "_")),
			Buffer.from(text).toString("hex"),
			encodeURIComponent(text),
		]),
	];
}

interface Wanted {
	readonly name: string;
	readonly forms: readonly string[];
}

function wantedOf(secrets: readonly Secret[]): Wanted[] {
	return secrets.map(({ name, value }) => ({ name, forms: forms(value) }));
}

/** The secrets that one of the texts holds: texts are taken one at a time. */
function heldBy(texts: Iterable<string>, wanted: readonly Wanted[]): Wanted[] {
	const held = new Set<Wanted>();
	for (const text of texts) for (const one of wanted) if (one.forms.some((form) => text.includes(form))) held.add(one);
	return wanted.filter((one) => held.has(one));
}

/** Searches texts, each under a name; told is the name of the secret and where it is. */
export function searchTexts(secrets: readonly Secret[]): (where: string, text: string) => string[] {
	const wanted = wantedOf(secrets);
	return (where, text) => heldBy([text], wanted).map(({ name }) => `${name} in ${where}`);
}

export interface Search {
	/** `<name> in <file>` */
	readonly faults: string[];
	readonly searched: number;
}

/** Searches every regular file below the folder that is no consumer's; links are not followed. */
export function searchFolder(folder: string, secrets: readonly Secret[], chunk = CHUNK): Search {
	const wanted = wantedOf(secrets);
	const overlap = Math.max(0, ...wanted.flatMap(({ forms }) => forms.map((form) => Buffer.byteLength(form) - 1)));
	const faults: string[] = [];
	let searched = 0;
	for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
		if (consumers.some(({ path: consumer }) => consumer.test(file))) continue;
		const whole = path.join(folder, file);
		const found = lstatSync(whole, { throwIfNoEntry: false });
		if (found === undefined || !found.isFile()) continue;
		const held = heldBy(pieces(whole, found.size, { chunk, overlap }), wanted);
		faults.push(...held.map(({ name }) => `${name} in ${file}`));
		searched++;
	}
	return { faults, searched };
}

/** A file as it was when it was found, piece by piece: what lies across two of them is whole in one. */
function* pieces(
	file: string,
	size: number,
	{ chunk, overlap }: { chunk: number; overlap: number },
): Generator<string> {
	const descriptor = openSync(file, "r");
	try {
		const buffer = Buffer.alloc(Math.min(size, chunk + overlap));
		for (let position = 0; position < size; position += chunk) {
			const read = readSync(descriptor, buffer, 0, Math.min(buffer.length, size - position), position);
			yield buffer.toString("latin1", 0, read);
		}
	} finally {
		closeSync(descriptor);
	}
}
