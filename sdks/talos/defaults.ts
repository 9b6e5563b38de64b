import manifest from "./package.json";

/**
 * Which plugin the engine takes for a resource or function of this package: the version of package.json, from the
 * pulumiverse releases on GitHub. Each resource and each invoke says so itself, because Pulumi picks the plugin per request.
 */
export const pluginDefaults = {
	version: manifest.version,
	pluginDownloadURL: manifest.pulumi.server,
} as const;
