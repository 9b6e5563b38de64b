import type { Family, Kind, Scope } from "./scope";

const written = ["CREATE", "UPDATE"] as const;

/** A kind by its API version (`rbac.authorization.k8s.io/v1`), its name and its plural. */
export function kind(apiVersion: string, name: string, resource: string, { cluster = false } = {}): Kind {
	const [group, version] = apiVersion.includes("/") ? apiVersion.split("/", 2) : ["", apiVersion];
	return { apiGroup: group ?? "", apiVersion: version ?? "", kind: name, resource, operations: written, cluster };
}

/** The scope of a rule over whole objects: its expression reads `object`. One family is one admission policy. */
export function objects(families: Readonly<Record<string, readonly Kind[]>>): Scope {
	return {
		variables: ["object"],
		families: Object.entries(families).map(
			([name, kinds]): Family => ({
				name,
				kinds,
				variables: [{ name: "object", expression: "object" }],
				paths: { object: "" },
				bind: (object) => ({ object: () => object }),
			}),
		),
	};
}
