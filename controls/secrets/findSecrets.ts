import { assignedIn } from "./assigned";
import { areEncodedCertificates } from "./certificates";
import { randomWords } from "./entropy";
import { harmlessUnder, harmlessValue, secretName, tokenForms } from "./patterns";

/** What a line holds; never the text itself. */
export interface FoundSecret {
	/** From 1. */
	line: number;
	/** What it looks like: `a GitHub token`, `a value under the name of a secret`. */
	kind: string;
}

const tokens = Object.entries(tokenForms).map(([kind, form]) => ({ kind, form: new RegExp(form) }));
const name = new RegExp(secretName, "i");
const harmless = new RegExp(harmlessValue, "i");
const under = harmlessUnder.map((one) => ({ name: new RegExp(one.name, "i"), value: new RegExp(one.value, "i") }));

/** What marks a secret in Pulumi's state and on its wire (pulumi/pulumi, resource.SecretSig): public, and the same everywhere. */
const pulumiSecret = "1b47061264138c4ac30d75fd1eb44270";

/** Stands for a value that is filled in elsewhere, or says that there is none. */
const placeholder = /\$[({A-Za-z_]|\{\{|<[^<>]*>|^%|^\*+$|^x+$|^\.{3}$|^…$|^unresolved$|^!|^0{8}-0{4}/i;

/** A line of base64, as a file, a YAML block or a list of strings has it. */
const bodyOfPem = /^(?:-\s)?["']?[A-Za-z0-9+/=]*(?:\\[nr])*["']?[,+;\\]?$/;

/**
 * The lines of a text that hold what looks like a secret: known forms of tokens and keys, a literal under a name of a secret,
 * a word that looks random, a manifest of a Secret with its data. For files of any kind; what is under a certificate's or a
 * public key's header is public.
 */
export function findSecrets(text: string): FoundSecret[] {
	const found: FoundSecret[] = [];
	let isPublic = false;
	const lines = text.split(/\r\n|\n|\r/);
	for (const [i, line] of lines.entries()) {
		if (/-----BEGIN (?:[A-Z0-9]+ )*(?:CERTIFICATE|PUBLIC KEY|CERTIFICATE REQUEST)-----/.test(line)) isPublic = true;
		// A header that nothing ends makes nothing else public.
		else if (isPublic && !bodyOfPem.test(line.trim()) && !line.includes("-----END ")) isPublic = false;
		const kind = isPublic ? undefined : kindOfLine(line);
		if (kind !== undefined) found.push({ line: i + 1, kind });
		if (/-----END /.test(line)) isPublic = false;
	}
	return [...found, ...secretManifests(text)].sort((a, b) => a.line - b.line);
}

function kindOfLine(line: string): string | undefined {
	const token = tokens.find(({ form }) => form.test(line));
	if (token !== undefined && !/0{8}-0{4}-0{4}-0{4}-0{12}/.test(line)) return token.kind;
	for (const { key, value, isQuoted } of assignedIn(line, (key) => name.test(key)))
		if (isSecretValue(key, value, isQuoted)) return "a value under the name of a secret";
	// A minified file's line is full of what looks random.
	if (line.length > 2000) return undefined;
	// A SealedSecret's ciphertext is for anybody to see; digests are what things are pinned by.
	// A disk is named by its maker, model and serial number.
	const words = randomWords(line.replaceAll(/\/dev\/disk\/by-id\/[A-Za-z0-9_.:-]+/g, "")).filter(
		(word) => (!/^Ag[A-Z]/.test(word) || word.length < 300) && !areEncodedCertificates(word),
	);
	const isDigest = /sha(?:1|256|384|512)[-:]|integrity|\bh1:/.test(line);
	return words.length > 0 && !isDigest ? "a random text" : undefined;
}

/** Whether a value under a name is a literal secret. Without quotes it must look random: code names things, too. */
export function isSecretValue(key: string, value: string, isQuoted = true): boolean {
	if (!name.test(key) || value.length < 6 || harmless.test(value) || placeholder.test(value)) return false;
	if (isReference(key, value) || under.some((one) => one.name.test(key) && one.value.test(value))) return false;
	return isQuoted
		? !/\s/.test(value.trim())
		: /[0-9]/.test(value) && /[A-Za-z]/.test(value) && !/^[a-z]+([._-][a-z0-9]+)*$/.test(value);
}

/**
 * Not a secret but where one is, or what it is made of: `existingSecret: minio-root`, a resource's type, a pattern; and under a
 * name of secrets (not of passwords) a path, an image or a word.
 */
function isReference(key: string, value: string): boolean {
	if (/^[a-z][a-z0-9-]*:[A-Za-z0-9./-]+:[A-Za-z0-9]+$/.test(value) || /\\|\[[A-Za-z]-[A-Za-z]/.test(value)) return true;
	if (/^[a-z0-9.-]+\.[a-z]+(\/[a-z0-9._-]+)+:[A-Za-z0-9._-]+$/.test(value) || value === pulumiSecret) return true;
	if (!/(secrets?|tokens?|credentials?|keys?)$/i.test(key)) return false;
	if (
		/secrets?$/i.test(key) &&
		/^\/?[a-z][a-z0-9.-]*(\/[A-Za-z0-9._:-]+)*$/.test(value) &&
		!/[0-9].*[0-9].*[0-9].*[0-9]/.test(value)
	)
		return !/(client|shared|app|cookie|webhook|session|jwt|totp|hmac)_?secret$/i.test(key);
	if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value)) return false;
	return (
		/existing|_?(ref|name)$/i.test(key) ||
		(/^(tokens?|credentials?)$/i.test(key) && /^[a-z]+([.-]([a-z]+|[0-9]{1,2}))*$/.test(value))
	);
}

/** A Secret in a file is base64 at best, which is no encryption. A certificate in it is public. */
function secretManifests(text: string): FoundSecret[] {
	const found: FoundSecret[] = [];
	let first = 1;
	for (const document of text.split(/^---.*$/m)) {
		if (/^kind:\s*["']?Secret["']?\s*(?:#.*)?$/m.test(document)) {
			const lines = document.split(/\r\n|\n|\r/);
			for (const [i, line] of lines.entries())
				if (/^(?:data|stringData):\s*(?:#.*)?$/.test(line) && /^\s+\S/.test(lines[i + 1] ?? ""))
					found.push({ line: first + i, kind: "a Secret with its data" });
		}
		first += document.split(/\r\n|\n|\r/).length - 1;
	}
	return found;
}
