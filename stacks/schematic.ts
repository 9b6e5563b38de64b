import { createHash } from "node:crypto";

/**
 * The Image Factory's id of a schematic with nothing but official extensions: the sha256 of its YAML as the factory
 * marshals it (siderolabs/image-factory, pkg/schematic: the struct through yaml.Marshal with four spaces of
 * indentation). Compared with ids that the factory gave: see the tests.
 */
export function schematicId(extensions: readonly string[]): string {
	return createHash("sha256").update(schematicYaml(extensions)).digest("hex");
}

/** The document that the id is the hash of; what one would post to the factory. */
export function schematicYaml(extensions: readonly string[]): string {
	if (extensions.length === 0) return "customization: {}\n";
	const entries = extensions.map((extension) => `            - ${extension}\n`).join("");
	return `customization:\n    systemExtensions:\n        officialExtensions:\n${entries}`;
}
