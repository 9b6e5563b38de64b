#!/usr/bin/env node
/** The stand-in for the `proxmoxve` provider (github.com/muhlba91/pulumi-proxmoxve, which bridges bpg/terraform-provider-proxmox). */
import { configuration, defineProvider } from "../framework/provider";
import { servePlugin } from "../framework/server";
import { loadTable } from "../framework/table";
import { Client } from "./client";
import { file } from "./file";
import { vm } from "./vm";

interface Config {
	endpoint?: string;
	apiToken?: string;
	insecure?: boolean;
	minTls?: string;
	username?: string;
	password?: string;
}

let connected: Client | undefined;

/** The client of the configured cluster. */
function client(): Client {
	if (connected === undefined) throw new Error("the provider was not configured");
	return connected;
}

function configure(config: Config): void {
	const endpoint = config.endpoint ?? process.env.PROXMOX_VE_ENDPOINT ?? "";
	const apiToken = config.apiToken ?? process.env.PROXMOX_VE_API_TOKEN ?? "";
	const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
	if (url?.protocol !== "https:")
		throw new Error(
			"you must specify a secure endpoint for the Proxmox Virtual Environment API (valid: https://host:port/)",
		);
	if (apiToken === "" && config.username !== undefined)
		throw new Error("username: the stand-in for proxmoxve takes an apiToken only");
	if (!/^\S+@\w+!\S+=([a-zA-Z0-9-]+)$/.test(apiToken))
		throw new Error("the API token must be in the format 'USER@REALM!TOKENID=UUID'");
	connected?.close();
	connected = new Client({
		endpoint: url.origin,
		apiToken,
		insecure: config.insecure ?? false,
		minTls: config.minTls === "1.2" ? "TLSv1.2" : "TLSv1.3",
	});
}

export const proxmoxve = defineProvider({
	table: loadTable(__dirname),
	config: configuration<Config>({
		// An API token is renewed without making machines anew; another cluster is another provider.
		replaceOn: [],
		configure,
	}),
	resources: {
		"proxmoxve:download/file:File": file(client),
		"proxmoxve:index/vmLegacy:VmLegacy": vm(client),
	},
});

if (require.main === module) void servePlugin(proxmoxve);
