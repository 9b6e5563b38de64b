/**
 * The lab, from hardware to seeded secrets. Each layer is a function of the configuration and of the layer before:
 * machines -> cluster -> platform.
 */
import * as pulumi from "@pulumi/pulumi";
import { TalosCluster } from "./components/cluster/cluster";
import { Machines } from "./components/machines/machines";
import { Platform } from "./components/platform/platform";
import { LabProvider } from "./provider/sdk";
import { loadConfig } from "./stacks/config";

const config = loadConfig();
const providers = [new LabProvider("lab")];

const { machines } = new Machines("machines", { config }, { providers });
const { cluster } = new TalosCluster("cluster", { config, machines }, { providers });
const { platform } = new Platform("platform", { config, cluster }, { providers });

export const kubeconfig = pulumi.secret(cluster.kubeconfig);
export const endpoint = cluster.endpoint;
export const caCertificate = platform.caCertificate;
export const minioEndpoint = platform.minioEndpoint;
