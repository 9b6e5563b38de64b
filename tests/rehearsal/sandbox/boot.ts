import path from "node:path";

import { createFolder, type Folder, type SandboxOptions } from "../../../rehearsal/sandbox/folder";

export const root = path.resolve(__dirname, "../../..");

/** A sandbox with a network and nothing on it: enough to see processes, mounts and namespaces come and go. */
export function emptySandbox(): { folder: Folder; options: SandboxOptions } {
	const folder = createFolder(root, "test");
	return {
		folder,
		options: {
			stack: "test",
			parts: {},
			network: { nodeCidr: "10.20.0.0/24", hosts: { "pve1.lab.gxp.example": "10.20.0.10" } },
			simulators: false,
			environment: {},
		},
	};
}
