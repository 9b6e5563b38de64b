import { addressChecks } from "./addresses";
import type { Check } from "./check";
import { environmentChecks } from "./environment";
import { networkChecks } from "./networks";
import { controlPlaneChecks, diskChecks, nodeChecks } from "./nodes";
import { proxmoxChecks } from "./proxmox";
import { talosChecks, versionChecks } from "./talos";

/** What the schema of one value cannot tell. The order is that of the report where the file's order does not decide. */
export const checks: readonly Check[] = [
	...environmentChecks,
	...networkChecks,
	...addressChecks,
	...proxmoxChecks,
	...versionChecks,
	...talosChecks,
	...nodeChecks,
	...controlPlaneChecks,
	...diskChecks,
];

export { warningChecks } from "./warnings";
