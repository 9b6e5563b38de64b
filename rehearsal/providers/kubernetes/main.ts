#!/usr/bin/env node
/** The stand-in for the `kubernetes` provider: any kind of object, and Helm releases. */
import { defineProvider, type ProviderDefinition, resource } from "../framework/provider";
import { servePlugin } from "../framework/server";
import { loadTable } from "../framework/table";
import { kubernetesConfig } from "./config";
import { ReleaseHandler } from "./release";
import { ObjectHandler } from "./resource";
import { Session } from "./session";

const RELEASE = "kubernetes:helm.sh/v3:Release";

export function kubernetes(): ProviderDefinition {
	const session = new Session();
	const release = resource(new ReleaseHandler(session));
	const object = resource(new ObjectHandler(session));
	return defineProvider({
		table: loadTable(__dirname),
		config: kubernetesConfig(session),
		resources: { [RELEASE]: release },
		openResource: (type) => {
			if (/^kubernetes:[^:]+:[^:]+List$/.test(type) || !/^kubernetes:[^:]+:[A-Z][A-Za-z0-9]*$/.test(type))
				return undefined;
			// Charts and YAML groups are components of the SDK's own; they never reach a provider.
			return /^kubernetes:(helm\.sh|yaml|kustomize)\//.test(type) ? undefined : object;
		},
	});
}

if (require.main === module) void servePlugin(kubernetes());
