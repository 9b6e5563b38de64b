/**
 * The lab, from hardware to seeded secrets. Each layer is a function of the configuration and of the layer before:
 * machines -> cluster -> platform.
 */
import * as pulumi from "@pulumi/pulumi";
import { TalosCluster } from "./components/cluster/cluster";
import { Machines } from "./components/machines/machines";
import { Platform } from "./components/platform/platform";
import { loadConfig } from "./stacks/config";

const config = loadConfig();

const { machines } = new Machines("machines", { config });
const { cluster } = new TalosCluster("cluster", { config, machines });
const { platform } = new Platform("platform", { config, cluster });

export const kubeconfig = pulumi.secret(cluster.kubeconfig);
export const endpoint = cluster.endpoint;
export const caCertificate = platform.caCertificate;
export const minioEndpoint = platform.minioEndpoint;
