/** What can be said of a secret without printing it. */
import { parse } from "yaml";
import { isMapping } from "./merge";

/** The form that the Proxmox provider takes: `user@realm!name=secret` (bpg/terraform-provider-proxmox, proxmox/api). */
export function proxmoxApiTokenFault(token: string | undefined): string | undefined {
	if (token === undefined || token === "") {
		return "gxp-lab:proxmoxApiToken: is missing; set PROXMOX_VE_API_TOKEN, or use pulumi config set --secret gxp-lab:proxmoxApiToken";
	}
	return /^[^\s@!=]+@[^\s@!=]+![^\s@!=]+=[A-Za-z0-9-]+$/.test(token)
		? undefined
		: "gxp-lab:proxmoxApiToken: is no API token; it must be <user>@<realm>!<name>=<secret>";
}

/** The bundle that `talosctl gen secrets` writes (siderolabs/talos, pkg/machinery/config/generate/secrets: Bundle). */
export function machineSecretsFault(bundle: string | undefined): string | undefined {
	if (bundle === undefined) return undefined;
	const keys = ["cluster", "secrets", "trustdinfo", "certs"];
	const content = readable(bundle);
	const missing = keys.filter((key) => !isMapping(content) || !isMapping(content[key]));
	if (missing.length === 0) return undefined;
	return `gxp-lab:machineSecrets: has no ${missing.join(", ")}; it must be the YAML that talosctl gen secrets writes`;
}

/** The parsed text; undefined where it is no YAML: the parser's message would quote the secret. */
function readable(text: string): unknown {
	try {
		return parse(text);
	} catch {
		return undefined;
	}
}
