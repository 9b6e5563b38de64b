export { type ApiToken, type Grant, provisionerGrants } from "./access";
export type { FetchedImage, Host, StorageSpec } from "./datacenter";
export type { Fault } from "./faults";
export { ProxmoxSimulator, type ProxmoxSimulatorOptions } from "./simulator";
