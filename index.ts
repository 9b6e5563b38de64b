/**
 * The lab, from hardware to seeded secrets. Each layer is a function of the configuration and of the layer before:
 * machines -> cluster -> platform. `gxp-lab:layers` says how far this stack goes.
 */
import { TalosCluster } from "./components/cluster/cluster";
import { Machines } from "./components/machines/machines";
import { Platform } from "./components/platform/platform";
import { LabProvider } from "./provider/sdk";
import { loadConfig } from "./stacks/config";

const config = loadConfig();
const has = (layer: (typeof config.layers)[number]) => config.layers.includes(layer);
const providers = [new LabProvider("lab")];

const { machines } = new Machines("machines", { config }, { providers });
const talos = has("cluster") ? new TalosCluster("cluster", { config, machines }, { providers }) : undefined;
const { platform } =
	talos !== undefined && has("platform")
		? new Platform("platform", { config, cluster: talos.cluster }, { providers })
		: {};

export const kubeconfig = talos?.cluster.kubeconfig;
export const talosconfig = talos?.talosConfig;
export const endpoint = talos?.cluster.endpoint;
export const caCertificate = platform?.caCertificate;
export const minioEndpoint = platform?.minioEndpoint;
