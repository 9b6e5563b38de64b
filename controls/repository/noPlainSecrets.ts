import { violated } from "../judgement";
import { findSecrets } from "../secrets/findSecrets";
import type { ConfigurationJudgement } from "./rule";
import { ruleOf } from "./rule";

/** What no secret of ours is in: digests of packages, and bytes that are no text. */
const notRead = /(^|\/)(package-lock\.json|go\.sum)$|\.(png|jpg|gif|ico|pdf|woff2?|gz|tgz|zip)$/;
/**
 * What tests make up, to show that the rules refuse it. A real one of these forms among them is for the review to see; keys and
 * the tokens of known issuers are refused there too.
 */
const madeUp = new Set([
	"a value under the name of a secret",
	"a random text",
	"a bootstrap token",
	"credentials in a URL",
	"a Proxmox VE token",
]);

/**
 * What Pulumi itself writes into a stack file, and what has to be committed: a value under AES-256-GCM, `v1:<nonce>:<ciphertext>`, and
 * the salt of the passphrase with a word that is encrypted by it (pulumi/pulumi 3.245: sdk/go/common/resource/config/crypt.go,
 * pkg/secrets/passphrase/manager.go). The whole line has to be of that form: 12 bytes, 16 or more, 8 of salt, 22 of the word.
 */
const encrypted = [
	/^\s+secure: v1:[A-Za-z0-9+/]{16}:[A-Za-z0-9+/]{22,}={0,2}$/,
	/^encryptionsalt: v1:[A-Za-z0-9+/]{11}=:v1:[A-Za-z0-9+/]{16}:[A-Za-z0-9+/]{30}==$/,
];
const stackFile = /^Pulumi\.[A-Za-z0-9_-]+\.yaml$/;

/** SEC-007 over the repository: the tracked files, as they lie in the tree. The path says what it looks like, so that an exception is for that alone. */
export const noPlainSecrets = ruleOf("SEC-007", "no-plain-secrets", (repository) => {
	// Git that lists nothing shows nothing: a tree of which no file was read is not one without secrets.
	if (repository.files.length === 0) return [violated("tree", "has no tracked file that could be read")];
	return repository.files.flatMap((file): ConfigurationJudgement[] => {
		const text = notRead.test(file) ? undefined : repository.text(file);
		if (text === undefined || text.includes("\0")) return [];
		const lines = stackFile.test(file) ? text.split(/\r\n|\n|\r/) : [];
		const found = findSecrets(text)
			.filter(({ kind }) => !file.startsWith("tests/") || !madeUp.has(kind))
			.filter(({ line }) => !encrypted.some((form) => form.test(lines[line - 1] ?? "")));
		return found.map(({ line, kind }) => ({
			outcome: "violated",
			path: `secret[${kind}]`,
			finding: `looks like ${kind}`,
			file,
			line,
		}));
	});
});
