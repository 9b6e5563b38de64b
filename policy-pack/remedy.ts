import type { Setting } from "../controls/kubernetes/remedy";

/**
 * Sets fields in a resource's properties, in place. In the policy host the properties are a proxy that hands out a secret's value
 * and keeps it a secret when it is written (@pulumi/policy 1.21.0, secret.js): a copy would lose that. Gives the paths that were set.
 */
export function applySettings(properties: Record<string, unknown>, settings: readonly Setting[]): string[] {
	return settings.map(({ path, value }) => {
		let at: Record<string | number, unknown> = properties;
		for (const key of path.slice(0, -1)) {
			if (typeof at[key] !== "object" || at[key] === null) at[key] = {};
			at = at[key] as Record<string | number, unknown>;
		}
		const last = path.at(-1);
		if (last !== undefined) at[last] = value;
		return path.reduce<string>(
			(text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
			"",
		);
	});
}
