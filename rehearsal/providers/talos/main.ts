#!/usr/bin/env node
/** The stand-in for the `talos` provider (github.com/pulumiverse/pulumi-talos 0.8.1, which bridges siderolabs/terraform-provider-talos 0.11.0). */
import { defineProvider } from "../framework/provider";
import { servePlugin } from "../framework/server";
import { loadTable } from "../framework/table";
import { bootstrap } from "./bootstrap";
import { configurationApply } from "./configuration-apply";
import { getClientConfiguration, getDisks, getHealth, getMachineConfiguration } from "./functions";
import { kubeconfig } from "./kubeconfig";
import { secrets } from "./secrets";

export const talos = defineProvider({
	table: loadTable(__dirname),
	resources: {
		"talos:cluster/kubeconfig:Kubeconfig": kubeconfig,
		"talos:machine/bootstrap:Bootstrap": bootstrap,
		"talos:machine/configurationApply:ConfigurationApply": configurationApply,
		"talos:machine/secrets:Secrets": secrets,
	},
	functions: {
		"talos:client/getConfiguration:getConfiguration": getClientConfiguration,
		"talos:cluster/getHealth:getHealth": getHealth,
		"talos:machine/getConfiguration:getConfiguration": getMachineConfiguration,
		"talos:machine/getDisks:getDisks": getDisks,
	},
});

if (require.main === module) void servePlugin(talos);
