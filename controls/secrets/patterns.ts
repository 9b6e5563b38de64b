/**
 * What a plaintext secret looks like. The texts are regular expressions in the part of RE2 and JavaScript that is common, so
 * that the admission policies (CEL) and the rest (TypeScript) judge by the same ones. A pattern that needs a flag states it
 * beside the text. What begins with a run of signs does not also go on with it, so that no text takes more than one look at each of
 * its parts: JavaScript tries every way to divide the run, which is minutes for an annotation.
 */

/** A name under which a secret's value stands: `DB_PASSWORD`, `rootPassword`, `AWS_SECRET_ACCESS_KEY`. Case does not matter. */
export const secretName =
	"(password|passwd|passphrase|pwd|(^|[_.-])pass|secret|token|credentials?|(api|access|secret|private|encryption|signing|auth|master|root|shared)[_.-]?key)s?([_.-]?(value|plain|b64|base64))?[0-9_.-]*$";

/**
 * Values that are no secret under such a name: nothing, a reference to another variable, a switch, a file that holds it.
 * Case does not matter.
 */
export const harmlessValue =
	"^(\\$\\([A-Za-z_][A-Za-z0-9_.-]*\\)|\\$\\{[A-Za-z_][A-Za-z0-9_.-]*\\}|true|false|none|null|/(var|etc|run|mnt|opt|tmp|secrets?|vault|home|usr|data|config|certs?)/[A-Za-z0-9_./-]*|[a-z0-9_.-]+\\.(key|pem|crt|json|ya?ml|txt))?$";

/** Names that count tokens or call a Secret, with the values that are no secret there: a number, an object's name. Case does not matter. */
export const harmlessUnder: readonly { name: string; value: string }[] = [
	{ name: "(tokens|(max|min|num|number)[_.-]?token)$", value: "^[0-9]{1,9}$" },
	{
		name: "(pull|registry|docker|tls|ssl|cert|certificate|ingress)[_.-]?secrets?$",
		// Words, and a number by itself: `hunter22` and `p4ssw0rd` are no such name.
		value: "^([a-z0-9-]+/)?[a-z]+([.-]([a-z]+|v?[0-9]{1,2}))*$",
	},
];

/** Tokens and keys that say by their form what they are. Sources: the issuers' own documentation of their prefixes. */
export const tokenForms: Readonly<Record<string, string>> = {
	// With its body, or as the line that a file has it in: not where code writes one.
	"a private key": "-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----(\\\\[rn]|\\s)*([A-Za-z0-9+/=:, -]{16}|$)",
	"a GitHub token": "\\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})",
	"a GitLab token": "\\bgl(pat|ptt|dt|rt|cbt|soat)-[A-Za-z0-9_-]{20,}",
	"an AWS access key": "\\b(AKIA|ASIA)[A-Z0-9]{16}\\b",
	"a JSON web token": "[A-Za-z0-9_-]{8}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}",
	"an age key": "\\bAGE-SECRET-KEY-(PQ-)?1[0-9A-Z]{50,}",
	"a Vault token": "\\bhv[sbr]\\.[A-Za-z0-9_-]{24,}",
	"a Slack token": "\\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
	"a Google API key": "\\bAIza[0-9A-Za-z_-]{35}",
	"a Stripe key": "\\b[sr]k_live_[0-9A-Za-z]{20,}",
	"an npm token": "\\bnpm_[A-Za-z0-9]{36}\\b",
	"a Pulumi token": "\\bpul-[0-9a-f]{40}\\b",
	"a Grafana token": "\\bgl(sa|c)_[A-Za-z0-9+/=_]{32,}",
	"a Docker token": "\\bdckr_pat_[A-Za-z0-9_-]{27,}",
	"a Hugging Face token": "\\bhf_[A-Za-z0-9]{34,}",
	"a bootstrap token": "[Tt]oken[\"']?[ \\t]*[:=][ \\t]*[\"']?[a-z0-9]{6}\\.[a-z0-9]{16}\\b",
	"a Proxmox VE token": "@(pam|pve)![A-Za-z0-9_.-]+=[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
	// biome-ignore lint/suspicious/noTemplateCurlyInString: signs that a placeholder has.
	"credentials in a URL": "[A-Za-z0-9]://[^/\\s:@\"'<>$]*:[^/\\s@\"'<>${}()]{3,}@[A-Za-z0-9\\[]",
};

export const anyToken = Object.values(tokenForms)
	.map((form) => `(${form})`)
	.join("|");

/**
 * What a text has that holds a form, and few others have: short, because the API server charges for the text's length times the
 * pattern's, and refuses what costs too much (a ConfigMap may have 1 MiB).
 */
export const tokenHints: Readonly<Record<string, string>> = {
	"a private key": "PRIVATE KEY",
	"a GitHub token": "\\b(gh[pousr]|github_pat)_",
	"a GitLab token": "\\bgl[a-z]{2,4}-",
	"an AWS access key": "A(KI|SI)A[A-Z0-9]{16}",
	"a JSON web token": "\\.eyJ",
	"an age key": "AGE-SECRET-KEY",
	"a Vault token": "\\bhv[sbr]\\.",
	"a Slack token": "\\bxox[abeoprs]-",
	"a Google API key": "AIza",
	"a Stripe key": "k_live_",
	"an npm token": "npm_",
	"a Pulumi token": "pul-",
	"a Grafana token": "\\bgl(sa|c)_",
	"a Docker token": "\\bdckr_pat_",
	"a Hugging Face token": "\\bhf_",
	"a bootstrap token": "[a-z0-9]{6}\\.[a-z0-9]{16}\\b",
	"a Proxmox VE token": "@(pam|pve)!\\S",
	"credentials in a URL": "://[^/ :@]*:[^/ @]{3,}@",
};

export const anyTokenHint = Object.values(tokenHints)
	.map((hint) => `(${hint})`)
	.join("|");

/** Names that are followed by a value in settings, in groups that are looked for one after the other, each with its hint. */
const assignedNames: readonly { hint: string; names: string }[] = [
	{ hint: "(word|wd|rase)[\"']?\\s*[:=>]", names: "password|passwd|passphrase" },
	{ hint: "[itsng][_-]?key[\"']?\\s*[:=>]", names: "(api|secret|secret[_-]?access|encryption|signing)[_-]?key" },
	{
		hint: "[ten][_-]?sec|[hs][_-]?tok",
		names: "(client|cookie|jwt|session)[_-]?secret|(auth|access)[_-]?token",
	},
];

/** A value whose first sign begins no reference, placeholder or other line. */
const assignedValue = "[^ \\t\\r\\n\"'$<{%/#!*&|>\\[(,;\\\\][^ \\t\\r\\n\"']{5,}";

/** In a mapping without quotes a type stands as well (`{password: String}`), so that a digit is asked for. */
const wordWithDigit = "[a-z0-9][^ \\t\\r\\n\"'},]{4,}[0-9]";

/**
 * What gives a name of a secret a value: a line (`password: hunter22`, `"apiKey" = "…"`), a word inside of one
 * (`host=db password=…`, `export PGPASSWORD=…; run`), a member of JSON on one line, an element of XML, a member of YAML's `{…}`. Without case, over several lines. A hint is
 * in whatever has it, as above.
 */
export const assignments: readonly { hint: string; form: string }[] = assignedNames.map(({ hint, names }) => ({
	hint,
	form: [
		`^[ \\t\\-"']*([a-z0-9_.][a-z0-9_.-]*)?(${names})["']?[ \\t]*[:=][ \\t]*["']?${assignedValue}`,
		`[ \\t;&?,({"'][a-z0-9_.-]*(${names})(=["']?|["'][ \\t]*:[ \\t]*["'])${assignedValue}`,
		`<[a-z0-9_.:-]*(${names})>${assignedValue}`,
		`[{,][ \\t]*[a-z0-9_.-]*(${names}):[ \\t]+${wordWithDigit}`,
	]
		.map((form) => `(${form})`)
		.join("|"),
}));

/** A command's argument that carries a secret: `--password=…`. Without case. */
export const secretArgument =
	"^--?[a-z0-9-]*(password|passwd|passphrase|token|api-?key|client-secret|secret-key|access-key)=[^ $/<{]";

/** Such an argument that carries none. Without case. */
export const harmlessArgument = "=(true|false)$|(max|min|num|number)[_-]?token=[0-9]{1,9}$";

/** An option and its value as two arguments, which are judged joined by blanks: `--password hunter22`. Without case. */
export const secretOption =
	"(^| )--?[a-z0-9-]*(password|passwd|passphrase|token|api-?key|client-secret|secret-key|access-key) [^- $/<{][^ ]{5,}";

/** A header of HTTP that carries a secret. Without case. */
export const secretHeader = "^((proxy-)?authorization|cookie|([a-z0-9-]*-)?(token|api-?key|secret))$";
