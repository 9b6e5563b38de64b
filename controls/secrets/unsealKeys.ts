/**
 * How unseal keys, recovery keys and root tokens are called: by Vault and OpenBao (`operator init`, its JSON's members), by
 * bank-vaults (`vault-unseal-0`, `vault-root`), and by people. Texts of regular expressions for RE2 and JavaScript, without case. A name has 253
 * characters at most.
 */
export const unsealKeyName =
	"(unseal|recovery)[-_. ]?(key|share)|(unseal|recovery)_keys|(^|[-_.])(vault|openbao|bao)[-_.]?(unseal|root|recovery)|(^|[-_.])root[-_.]?token|^(unseal|keys?_(base64|b64|hex))([-_.]?[0-9]+)?$";

export const unsealSecretName =
	"(unseal|recovery)[-_.]?(key|share)s?([-_.]|$)|(vault|openbao|bao)[-_.](.{0,253}[-_.])?(unseal|init|root[-_.]?token|keys|recovery)([-_.]|$)";
